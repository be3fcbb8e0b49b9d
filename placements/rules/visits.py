"""When an internship is visited: in its second week, at half time and before its end, by default (domain.md section 3:
misuse is caught by visits and talks [S2])."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from placements.rules.next_step import half_time
from placements.rules.periods import Period

START, HALF, END = "start", "half", "end"
# Two visits closer than this are one.
APART_DAYS = 7


@dataclass(frozen=True)
class Visit:
    """A visit of a kind: `key` is its own, `anchor` one of START, HALF and END, `days` counted from there."""

    key: int
    anchor: str
    days: int


def visit_days(visits: Iterable[Visit], period: Period) -> list[tuple[int, dt.date]]:
    """The visits that an internship during `period` has, as (key, last day to hold it), in order of day.

    A visit counted from the start that would fall after the last day is on the last day. A short internship has fewer:
    one that falls before the first day, or less than a week after another, is left out; the one counted from the start
    is kept first, then the one before the end.
    """
    kept: list[tuple[dt.date, int]] = []
    for visit in sorted(visits, key=lambda one: (START, END, HALF).index(one.anchor)):
        day = _day(visit, period)
        if day in period and all(abs((day - other).days) >= APART_DAYS for other, _ in kept):
            kept.append((day, visit.key))
    return [(key, day) for day, key in sorted(kept)]


def _day(visit: Visit, period: Period) -> dt.date:
    if visit.anchor == START:
        return min(period.first + dt.timedelta(days=visit.days), period.last)
    if visit.anchor == END:
        return period.last - dt.timedelta(days=visit.days)
    return half_time(period)
