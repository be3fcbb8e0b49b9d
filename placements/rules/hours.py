"""Hours of the week's days."""

from collections.abc import Sequence
from decimal import Decimal

from amc.obstacles import Obstacle

WEEKDAYS = ("mån", "tis", "ons", "tor", "fre", "lör", "sön")
WORKING_DAYS = 5
MOST_A_DAY = Decimal(24)
MOST_A_WEEK = Decimal(40)
_TENTH = Decimal("0.1")
_NONE = Decimal(0)


def equal_days(hours: Decimal) -> list[Decimal]:
    """Hours of Monday to Sunday when `hours` a week are the same Monday to Friday, in tenths; Friday has what is left
    over, so that the days together are `hours`."""
    each = (hours / WORKING_DAYS).quantize(_TENTH)
    return [each] * (WORKING_DAYS - 1) + [hours - each * (WORKING_DAYS - 1), _NONE, _NONE]


def hours_obstacles(days: Sequence[Decimal]) -> list[Obstacle]:
    """Seven days with hours that there are in a day, together between 1 and 40 hours."""
    if len(days) != len(WEEKDAYS) or any(not _NONE <= hours <= MOST_A_DAY for hours in days):
        return [Obstacle("hours_per_week", "En dag har mellan 0 och 24 timmar.", "no_such_day")]
    if not 1 <= sum(days) <= MOST_A_WEEK:
        message = "Dagarna tillsammans ska vara mellan 1 och 40 timmar i veckan."
        return [Obstacle("hours_per_week", message, "hours_out_of_range")]
    return []


def day_words(days: Sequence[Decimal]) -> str:
    """ "mån–fre 7,5", "mån 8, ons 8, fre 4,5": the days with hours, days alike in a row told together."""
    runs: list[tuple[int, int, Decimal]] = []
    for place, hours in enumerate(days):
        if runs and runs[-1][2] == hours and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place, hours)
        else:
            runs.append((place, place, hours))
    return ", ".join(_run(*run) for run in runs if run[2])


def _run(first: int, last: int, hours: Decimal) -> str:
    names = WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}–{WEEKDAYS[last]}"
    return f"{names} {hours_words(hours)}"


def hours_words(hours: Decimal) -> str:
    """ "37,5", "20"."""
    return f"{hours.normalize():f}".replace(".", ",")
