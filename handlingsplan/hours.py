"""What is planned and asked, hour by hour of a day. Pure.

Hours are Decimals. A week's hours fall evenly on Monday to Friday, so that a week with a holiday, or a part of a week,
is asked and planned for its working days only (domain.md section 4; the details are [?]). A praktik has its own hours
for each day of the week.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from amc.calendar import is_holiday, is_working_day

WORKDAYS = 5
WEEK = dt.timedelta(days=7)
ONE_DAY = dt.timedelta(days=1)
NONE = Decimal()
_CENT = Decimal("0.01")
# The kinds of activity in a plan that a placement stands for: they take no hours on the days that a placement runs.
PLACED_KINDS = frozenset({"praktik"})


def monday_before(day: dt.date) -> dt.date:
    """The Monday of the week of `day`."""
    return day - dt.timedelta(days=day.weekday())


def week_days(monday: dt.date) -> list[dt.date]:
    """Monday to Sunday."""
    return [monday + number * ONE_DAY for number in range(7)]


@dataclass(frozen=True)
class Span:
    """Something that goes on from `first` to `last` (None: until further notice) for `hours` a week.

    `placement`: it is an internship or an employment; `stands_for`: an activity that a placement stands for.
    `session_weeks`: the Mondays of weeks in which the group's sessions count instead of the group's activity.
    `weekdays`: its hours of Monday to Sunday, where it has such; `away`: first and last day (inclusive) of each time
    when it rests. `url`: where it is seen to.
    """

    name: str
    hours: Decimal
    first: dt.date
    last: dt.date | None = None
    placement: bool = False
    stands_for: bool = False
    session_weeks: frozenset[dt.date] = frozenset()
    weekdays: tuple[Decimal, ...] = ()
    away: tuple[tuple[dt.date, dt.date], ...] = ()
    url: str = ""

    def on(self, day: dt.date) -> bool:
        """Whether it goes on that day."""
        rests = any(first <= day <= last for first, last in self.away)
        return self.first <= day and (self.last is None or day <= self.last) and not rests

    def hours_on(self, day: dt.date) -> Decimal:
        """Its hours on a day on which it goes on; none on a holiday."""
        if self.weekdays:
            return NONE if is_holiday(day) else self.weekdays[day.weekday()]
        return self.hours / WORKDAYS if is_working_day(day) else NONE


@dataclass(frozen=True)
class Met:
    """A session of a group that the person was to come to; `state` is the group's word for it, "" while not filled."""

    name: str
    day: dt.date
    minutes: int
    state: str = ""
    starts_at: dt.time = dt.time()

    @property
    def hours(self) -> Decimal:
        """How long it is."""
        return hours_of(self.minutes)


def hours_of(minutes: int) -> Decimal:
    """Minutes as hours, to the hundredth."""
    return (Decimal(minutes) / 60).quantize(_CENT)


def asked_on(day: dt.date, requirements: Iterable[Span]) -> Decimal:
    """How many hours are asked on a day."""
    return sum((one.hours_on(day) for one in requirements if one.on(day)), NONE)


def planned_on(day: dt.date, spans: Sequence[Span]) -> Decimal:
    """How many hours are planned on a day, the sessions of groups not counted."""
    return sum((one.hours_on(day) for one in counted_on(day, spans)), NONE).quantize(_CENT)


def counted_on(day: dt.date, spans: Sequence[Span]) -> list[Span]:
    """What counts of that which goes on a day: not what a placement stands for then, nor a group's activity in a week
    with sessions."""
    here = [one for one in spans if one.on(day)]
    placed = any(one.placement for one in here)
    monday = monday_before(day)
    return [one for one in here if not (placed and one.stands_for) and monday not in one.session_weeks]
