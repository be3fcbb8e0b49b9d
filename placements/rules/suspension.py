"""Suspensions: days away from an employment that goes on, and how far they move its last day."""

import datetime as dt
from collections.abc import Iterable

from amc.obstacles import Obstacle
from amc.web.display import period as period_words
from placements.rules.periods import Period

_ONE_DAY = dt.timedelta(days=1)


def days_of(period: Period) -> int:
    """How many days a period has, first and last included."""
    return (period.last - period.first).days + 1


def days_moved(
    employment: Period, away: Period, *, moves: bool, latest: dt.date | None, ended: bool, today: dt.date
) -> int:
    """By how many days the suspension `away` moves the employment's last day.

    `moves`: the form of employment says that it does. `latest`: the latest last day that the form's limits and the
    person's other employments leave; None without a limit. No suspension lengthens an employment past it, nor one that
    is over or of which the end is decided (`ended`): what has ended is not woken up.
    """
    if not moves or ended or employment.last < today:
        return 0
    wanted = days_of(away)
    if latest is None:
        return wanted
    return max(0, min(wanted, (latest - employment.last).days))


def suspension_obstacles(
    employment: Period, away: Period, beside: Iterable[Period], *, moved: int, today: dt.date
) -> list[Obstacle]:
    """What stands in the way of a suspension. `beside`: the other suspensions; `moved`: see days_moved."""
    if employment.last < today and away.last > employment.last:
        message = f"Anställningen slutade {employment.last}. Uppehållet kan gälla dagar fram till dess."
        return [Obstacle("last_day", message, "suspension_outside")]
    if away.last < away.first:
        message = f"Uppehållets sista dag behöver vara tidigast {away.first}, dess första dag."
        return [Obstacle("last_day", message, "last_before_first")]
    if away.first not in employment:
        words = period_words(employment.first, employment.last)
        message = f"Uppehållet behöver börja under anställningen, {words}."
        return [Obstacle("first_day", message, "suspension_outside")]
    last = employment.last + dt.timedelta(days=moved)
    if away.last > last:
        message = f"Uppehållet kan vara längst till {last}, anställningens sista dag."
        return [Obstacle("last_day", message, "suspension_outside")]
    clashing = next((other for other in beside if other.overlaps(away)), None)
    if clashing:
        words = period_words(clashing.first, clashing.last)
        message = f"Det finns redan ett uppehåll {words}. Uppehållet kan börja tidigast {clashing.last + _ONE_DAY}."
        return [Obstacle("first_day", message, "suspension_overlap")]
    return []


def return_obstacles(away: Period, back_on: dt.date) -> list[Obstacle]:
    """What stands in the way of coming back on `back_on`, the first day at work again: it ends a suspension early."""
    if away.first < back_on <= away.last:
        return []
    if back_on <= away.first:
        earliest = away.first + _ONE_DAY
        message = f"Första dagen tillbaka är tidigast {earliest}. Blev det inget uppehåll tar du bort det i stället."
        return [Obstacle("back_on", message, "back_too_early")]
    message = f"Uppehållet slutar redan {away.last}. Första dagen tillbaka kan vara senast {away.last}."
    return [Obstacle("back_on", message, "back_too_late")]
