"""Asking how it went after a case was closed, as pure functions (domain.md section 7: no 3- and 6-month follow-up)."""

import datetime as dt
from collections.abc import Iterable

from amc.calendar import add_months
from amc.obstacles import Obstacle
from participants.models import Closure, LaterFollowUp

# So long before its day the question can be answered: a 12-month answer of the second month would be none.
EARLIEST_DAYS = 14

ANSWERED = Obstacle(None, "Frågan är redan besvarad. Läs om sidan.", "answered")


def contact_obstacles(*, reason: str, may_contact: bool | None) -> list[Obstacle]:
    """Whoever closes a case asks whether the unit may be in touch afterwards; nobody is asked about the dead."""
    if may_contact is None and reason != Closure.Reason.AVLIDEN:
        return [Obstacle("may_contact", "Svara om vi får höra av oss efter avslutet.", "may_contact")]
    return []


def asking_days(closed_on: dt.date, months: Iterable[int]) -> dict[int, dt.date]:
    """The day of each question, by months after the last day of the case."""
    return {each: add_months(closed_on, each) for each in sorted(set(months))}


def answer_obstacles(*, outcome: str, now: str, extent: int | None, due_on: dt.date, today: dt.date) -> list[Obstacle]:
    """What stands in the way of writing down an answer."""
    found = []
    if outcome not in LaterFollowUp.Outcome.values:
        found.append(Obstacle("outcome", "Välj om du fick svar.", "outcome"))
    if outcome == LaterFollowUp.Outcome.REACHED and now not in LaterFollowUp.Now.values:
        found.append(Obstacle("doing", "Välj vad deltagaren gör nu.", "now"))
    if extent is not None and not 1 <= extent <= 100:
        found.append(Obstacle("extent", "Skriv mellan 1 och 100 procent.", "extent"))
    if today < due_on - dt.timedelta(days=EARLIEST_DAYS):
        first = due_on - dt.timedelta(days=EARLIEST_DAYS)
        found.append(Obstacle(None, f"Det är för tidigt. Frågan går att besvara från {first}.", "too_early"))
    return found
