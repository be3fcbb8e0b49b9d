"""What a judgement of skills and a certificate must say (domain.md section 3: validering, SRY)."""

import datetime as dt
from collections.abc import Mapping

from amc.calendar import last_day
from amc.obstacles import Obstacle

NONE = "none"
# A certificate is renewed in time when one knows two months ahead.
RENEW_DAYS = 60


def changed_levels(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """The levels of `now`, by the skill's code, that say something else than `before`; a skill that nobody has judged
    stands as NONE."""
    return {code: level for code, level in now.items() if level != before.get(code, NONE)}


def judgement_obstacles(
    *, changes: Mapping[str, str], judged_on: dt.date, opened_on: dt.date, place: str, judge: str, today: dt.date
) -> list[Obstacle]:
    """What stands in the way of noting how far somebody has come."""
    found = []
    if not changes:
        found.append(Obstacle(None, "Inget är ändrat. Välj en ny nivå för minst ett moment.", "nothing_judged"))
    if judged_on > today:
        found.append(Obstacle("judged_on", "Dagen har inte varit än. Skriv dagen då det bedömdes.", "in_future"))
    elif judged_on < opened_on:
        message = f"Ärendet öppnades {opened_on}. Skriv en dag från och med då."
        found.append(Obstacle("judged_on", message, "before_enrolment"))
    if not place.strip():
        found.append(Obstacle("place", "Skriv var arbetet gjordes.", "nowhere"))
    if not judge.strip():
        found.append(Obstacle("judge", "Skriv vem som såg arbetet, till exempel handledaren.", "nobody"))
    return found


def certificate_obstacles(
    *, issued_on: dt.date, valid_to: dt.date | None, issuer: str, name: str, needs_name: bool, today: dt.date
) -> list[Obstacle]:
    """What stands in the way of a certificate. `needs_name`: the kind says nothing by itself ("Annat")."""
    found = []
    if issued_on > today:
        found.append(Obstacle("issued_on", "Beviset är inte utfärdat än. Skriv in det när det finns.", "in_future"))
    if valid_to is not None and valid_to < issued_on:
        message = "Beviset slutar gälla innan det utfärdades. Ändra något av datumen."
        found.append(Obstacle("valid_to", message, "ends_before_issued"))
    if not issuer.strip():
        found.append(Obstacle("issuer", "Skriv vem som har utfärdat beviset.", "no_issuer"))
    if needs_name and not name.strip():
        found.append(Obstacle("name", "Skriv vad beviset gäller.", "no_name"))
    return found


def usual_last_day(issued_on: dt.date, months: int | None) -> dt.date | None:
    """The last day of a certificate that holds so many `months` from the day it is issued, None without limit."""
    return last_day(issued_on, months) if months else None
