"""The activities of a plan by ISO week: what goes on, and the hours it takes. Pure."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from amc.calendar import iso_week
from handlingsplan.models import Activity

WEEKS_SHOWN = 8
_WEEK = dt.timedelta(days=7)
# What is only proposed or waits for something takes no hours yet.
TAKES_HOURS = frozenset({Activity.State.PLANNED, Activity.State.ONGOING, Activity.State.DONE})


@dataclass(frozen=True)
class Week[Row]:
    """A week from `monday`, with the rows that go on in it and their hours together."""

    monday: dt.date
    rows: list[Row] = field(default_factory=list)
    hours: Decimal = Decimal()

    @property
    def number(self) -> int:
        """Its number by ISO 8601."""
        return iso_week(self.monday)[1]


@dataclass(frozen=True)
class Weeks[Row]:
    """The weeks shown, and the unfinished rows that have no day to stand on."""

    weeks: list[Week[Row]]
    undated: list[Row]


def monday_of(asked: str, today: dt.date) -> dt.date:
    """The Monday of the week that holds the date `asked`, of this week where that is no date of a usable year."""
    try:
        day = dt.date.fromisoformat(asked)
    except ValueError:
        day = today
    if not today.year - 100 < day.year < today.year + 100:
        day = today
    return day - dt.timedelta(days=day.weekday())


def period(row: Activity, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """The first and last day of an activity, both inclusive; None when it has no day to stand on.

    What has hours and no first day goes on from `today`; what has a first day and no last goes on until further
    notice; what is finished ends on the day that it was.
    """
    finished = row.state not in Activity.OPEN_STATES
    last = row.done_on if finished else row.due_on
    first = row.starts_on
    if first is None:
        if last is None:
            return None
        first = today if row.hours_per_week and not finished and last > today else last
    if last is None:
        last = first if finished else dt.date.max
    return min(first, last), last


def hours_in_week(activities: Iterable[Activity], today: dt.date) -> Decimal:
    """The hours that `activities` take in the week of `today`, as the view by weeks says."""
    periods = [(row, row, period(row, today)) for row in activities]
    return _week(periods, monday_of("", today)).hours


def by_week[Row](
    rows: Iterable[Row], activity: Callable[[Row], Activity], *, monday: dt.date, today: dt.date
) -> Weeks[Row]:
    """`rows` by the eight weeks from `monday`."""
    shown = list(rows)
    periods = [(row, activity(row), period(activity(row), today)) for row in shown]
    weeks = [_week(periods, monday + _WEEK * number) for number in range(WEEKS_SHOWN)]
    undated = [row for row, about, days in periods if days is None and about.state in Activity.OPEN_STATES]
    return Weeks(weeks, undated)


def _week[Row](periods: Sequence[tuple[Row, Activity, tuple[dt.date, dt.date] | None]], monday: dt.date) -> Week[Row]:
    sunday = monday + dt.timedelta(days=6)
    here = [(row, about) for row, about, days in periods if days and days[0] <= sunday and days[1] >= monday]
    hours = sum((about.hours_per_week or Decimal() for _, about in here if about.state in TAKES_HOURS), Decimal())
    return Week(monday, [row for row, _ in here], hours)
