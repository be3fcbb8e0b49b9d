"""When a change of consultant can be planned, and why one that is does not come about (domain.md section 7)."""

import datetime as dt
from collections.abc import Iterable

from amc.calendar import add_months
from amc.obstacles import Obstacle

MOST_MONTHS = 12
NO_CONSULTANT = Obstacle(
    "first", "Ärendet saknar konsulent. Utse någon från i dag; ett byte kan planeras sedan.", "no_consultant"
)
CHANGED = "Ärendet fick en annan konsulent innan dess."

# Without names: they are kept by a process that reads none.
_WHY = {
    "closed": "Ärendet är avslutat.",
    "not_named": "Den som skulle ta över är inte namngiven för deltagaren.",
    "other_unit": "Den som skulle ta över arbetar på en annan enhet.",
    "cannot_have_cases": "Den som skulle ta över kan inte ha ärenden: kontot är stängt eller har en annan roll.",
    "same_consultant": CHANGED,
    "before_present": CHANGED,
    "before_opening": "Inskrivningen började efter den planerade dagen.",
}


def planning_obstacles(
    *, day: dt.date, today: dt.date, planned_to: str = "", planned_day: dt.date | None = None
) -> list[Obstacle]:
    """What stands in the way of planning on `today` that a case changes consultant on `day`.

    `planned_day` is the day of a change that is planned already, to `planned_to`; None where there is none: what is
    planned is taken away by somebody who means it, never replaced in silence.
    """
    found = []
    if day <= today:
        found.append(Obstacle("first", "Ett byte planeras till en dag som kommer.", "not_ahead"))
    elif day > add_months(today, MOST_MONTHS):
        latest = add_months(today, MOST_MONTHS)
        message = f"Ett byte planeras högst {MOST_MONTHS} månader fram. Välj en dag till och med {latest}."
        found.append(Obstacle("first", message, "too_far"))
    if planned_day is not None:
        message = f"Ett byte till {planned_to} är redan planerat till {planned_day}. Ta bort det först."
        found.append(Obstacle(None, message, "already_planned"))
    return found


def why_not(codes: Iterable[str]) -> str:
    """Why a planned change did not come about, of the codes of what stood in the way on its day; empty for none."""
    found = list(codes)
    # That the case is closed says all; the rest as the rules list it.
    first = "closed" if "closed" in found else next(iter(found), "")
    return _WHY.get(first, "Det gick inte att lämna över ärendet den dagen.") if first else ""


def cancelling_obstacles(*, to_come: int) -> list[Obstacle]:
    """What stands in the way of taking planned changes away, `to_come` of which are not settled."""
    if to_come:
        return []
    return [Obstacle(None, "Bytet är redan genomfört, borttaget eller har inte blivit av.", "settled")]
