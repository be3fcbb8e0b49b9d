"""Extending a placement, and ending it; who decides that, and what must not fall outside."""

import datetime as dt
from collections.abc import Iterable

from amc.calendar import month_end
from amc.obstacles import Obstacle
from amc.web.display import month as month_words
from placements.rules.employment import last_before_first
from placements.rules.periods import Period

_ONE_DAY = dt.timedelta(days=1)


def extend_obstacles(period: Period, last: dt.date, end_reason: str, today: dt.date) -> list[Obstacle]:
    """An extension is longer than what it extends, and does not wake up what has ended: an agreement is extended while
    it runs, and after its last day it takes a new one."""
    if period.last < today:
        message = (
            f"Placeringen slutade {period.last} och kan inte förlängas i efterhand. "
            f"Notera hur den slutade och lägg in en ny, tidigast från {period.last + _ONE_DAY}."
        )
        return [Obstacle(None, message, "has_ended")]
    if last <= period.last:
        message = f"Välj en dag efter {period.last}, då placeringen slutar nu. Ska den bli kortare väljer du Avsluta."
        return [Obstacle("last_day", message, "not_longer")]
    return []


def end_obstacles(period: Period, last: dt.date, reason: str, note: str, other: str) -> list[Obstacle]:
    """A placement ends no later than it was to. `other`: the reason that asks for a note."""
    if last < period.first:
        return [last_before_first(period.first, "placeringens")]
    found = []
    if last > period.last:
        message = f"Placeringen slutar redan {period.last}. Ska den bli längre väljer du Förläng."
        found.append(Obstacle("last_day", message, "longer"))
    if reason == other and not note.strip():
        found.append(Obstacle("end_note", "Skriv kort varför den slutar.", "note_missing"))
    return found


def outside_obstacles(confirmed: Iterable[dt.date], last: dt.date) -> list[Obstacle]:
    """No month that is confirmed lies after the new last day. `confirmed`: first days of months; the month in which
    the last day falls may have been confirmed."""
    latest = max(confirmed, default=None)
    if latest is None or latest <= last:
        return []
    message = (
        f"Handledningen i {month_words(latest)} är bekräftad. Sista dagen kan vara tidigast {latest}. "
        "Stämmer inte bekräftelsen rättar du den först."
    )
    return [Obstacle("last_day", message, "month_confirmed")]


def before_obstacles(confirmed: Iterable[dt.date], first: dt.date) -> list[Obstacle]:
    """No month that is confirmed lies before a new first day. `confirmed`: first days of months; the month in which the
    first day falls may have been confirmed."""
    earliest = min(confirmed, default=None)
    if earliest is None or first <= month_end(earliest):
        return []
    message = (
        f"Handledningen i {month_words(earliest)} är bekräftad. Första dagen kan vara senast {month_end(earliest)}. "
        "Stämmer inte bekräftelsen rättar du den först."
    )
    return [Obstacle("first_day", message, "month_confirmed")]


# --- A request to extend, and its decision ---------------------------------------------------------


def request_obstacles(reason: str, *, pending: bool) -> list[Obstacle]:
    """What stands in the way of asking, besides that which stands in the way of extending."""
    if pending:
        message = "Det finns redan en begäran som väntar på beslut. Ta tillbaka den först, om den inte gäller längre."
        return [Obstacle(None, message, "request_pending")]
    if not reason.strip():
        return [Obstacle("reason", "Skriv varför anställningen behöver bli längre.", "reason_missing")]
    return []


def decision_obstacles(
    period: Period, reason: str, *, pending: bool, by_manager: bool, today: dt.date
) -> list[Obstacle]:
    """What stands in the way of a decision: who decides, that it waits, that the employment still runs, and why.

    `period`: the employment's. A decision after its last day would come too late for both parties.
    """
    if not by_manager:
        return [Obstacle(None, "Bara enhetschefen beslutar om förlängning.", "not_the_manager")]
    if not pending:
        return [Obstacle(None, "Begäran är redan avgjord eller återtagen. Ladda om sidan.", "request_settled")]
    if period.last < today:
        message = (
            f"Begäran förföll {period.last}, anställningens sista dag, och går inte att besluta om längre. "
            f"Ska personen fortsätta behövs en ny anställning, tidigast från {period.last + _ONE_DAY}. "
            "Lägg in den under Placering."
        )
        return [Obstacle(None, message, "decided_too_late")]
    if not reason.strip():
        return [Obstacle("decision_reason", "Skriv skälet för beslutet.", "decision_reason_missing")]
    return []
