"""The week of a plan: what goes on in it day by day, and the hours it takes. Pure."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from amc.calendar import is_working_day, iso_week
from handlingsplan.hooks import Booked, Weekly
from handlingsplan.hours import (
    NONE,
    ONE_DAY,
    PLACED_KINDS,
    WEEK,
    Span,
    asked_on,
    counted_on,
    monday_before,
    planned_on,
    week_days,
)
from handlingsplan.models import Activity

WEEKS_SHOWN = 8
# What is only proposed or waits for something takes no hours yet.
TAKES_HOURS = frozenset({Activity.State.PLANNED, Activity.State.ONGOING, Activity.State.DONE})
_SHORT = ("mån", "tis", "ons", "tors", "fre", "lör", "sön")


def monday_of(asked: str, today: dt.date) -> dt.date:
    """The Monday of the week that holds the date `asked`, of this week where that is no date of a usable year."""
    try:
        day = dt.date.fromisoformat(asked)
    except ValueError:
        day = today
    if not today.year - 100 < day.year < today.year + 100:
        day = today
    return monday_before(day)


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


def span_of(
    row: Activity,
    *,
    agreed_on: dt.date | None,
    today: dt.date,
    closed_on: dt.date | None = None,
    session_weeks: frozenset[dt.date] = frozenset(),
) -> Span | None:
    """The hours that an activity takes, None where it takes none; its `kind` is at hand.

    What has no first day goes on from `agreed_on`, when it was first agreed, before that from `today`. Nothing goes on
    after the case is closed. `session_weeks`: the Mondays of the weeks in which its group meets.
    """
    if row.hours_per_week is None or row.state not in TAKES_HOURS:
        return None
    days = period(row, today)
    last = min((day for day in (days[1] if days else dt.date.max, closed_on) if day), default=dt.date.max)
    return Span(
        row.what,
        row.hours_per_week,
        row.starts_on or agreed_on or today,
        None if last == dt.date.max else last,
        stands_for=row.kind.code in PLACED_KINDS,
        session_weeks=session_weeks,
    )


def hours_in_week(activities: Iterable[Activity], today: dt.date) -> Decimal:
    """The hours that `activities` alone take in the week of `today`: no placement stands for them, and no session."""
    spans = [span for span in (span_of(row, agreed_on=None, today=monday_before(today)) for row in activities) if span]
    return sum((planned_on(day, spans) for day in week_days(monday_before(today))), NONE)


@dataclass(frozen=True)
class Bar[Row]:
    """A row in the week, from the weekday `first` to `last` (1 is Monday). `began` and `goes_on`: it began before the
    week, and goes on after it."""

    row: Row
    first: int
    last: int
    began: bool
    goes_on: bool

    @property
    def days(self) -> str:
        """ "mån–ons", "fre"."""
        first, last = _SHORT[self.first - 1], _SHORT[self.last - 1]
        return first if first == last else f"{first}–{last}"


@dataclass(frozen=True)
class Placed:
    """A placement on a day, and its hours of it."""

    span: Span
    hours: Decimal


@dataclass(frozen=True)
class WeekDay:
    """A day: what is booked at a time, the placements, and the hours planned and asked in all."""

    day: dt.date
    booked: list[Booked]
    placed: list[Placed]
    hours: Decimal
    asked: Decimal
    is_today: bool

    @property
    def name(self) -> str:
        """ "mån 23"."""
        return f"{_SHORT[self.day.weekday()]} {self.day.day}"

    @property
    def is_free(self) -> bool:
        """Whether nobody works: a weekend or a holiday."""
        return not is_working_day(self.day)


@dataclass(frozen=True)
class WeekHours:
    """The hours of a week from `monday`: planned, and asked where something is."""

    monday: dt.date
    hours: Decimal
    asked: Decimal

    @property
    def number(self) -> int:
        """Its number by ISO 8601."""
        return iso_week(self.monday)[1]

    @property
    def sunday(self) -> dt.date:
        """Its last day."""
        return self.monday + 6 * ONE_DAY

    @property
    def lacks(self) -> Decimal:
        """How much less is planned than is asked."""
        return max(NONE, self.asked - self.hours)


@dataclass(frozen=True)
class Calendar[Row]:
    """A week: its sums, its days, and the rows that go on in it. `ahead` are the sums of the weeks from it on; `late`,
    of this week only, the unfinished rows that were due before it; `undated` those that have no day to stand on."""

    week: WeekHours
    days: list[WeekDay]
    bars: list[Bar[Row]]
    ahead: list[WeekHours]
    late: list[Row]
    undated: list[Row]


def calendar_of[Row](
    rows: Iterable[Row],
    activity: Callable[[Row], Activity],
    weekly: Weekly,
    *,
    monday: dt.date,
    today: dt.date,
    agreed_first: Mapping[uuid.UUID, dt.date],
    closed_on: dt.date | None = None,
) -> Calendar[Row]:
    """The week from `monday`, of the plan's `rows` and of what the apps know of its days and the seven weeks after it
    (WEEKS_SHOWN in all). `agreed_first`: when activities were first agreed, by `origin`; the rest stands with
    `span_of`."""
    shown = [(row, activity(row)) for row in rows]
    meets = _session_weeks(weekly.booked)
    spans = {
        about.pk: span_of(
            about,
            agreed_on=agreed_first.get(about.origin),
            today=today,
            closed_on=closed_on,
            session_weeks=meets.get(about.origin, frozenset()),
        )
        for _, about in shown
    }
    counted = [*(span for span in spans.values() if span), *weekly.placed]
    periods = [(row, about, _shown_period(about, spans[about.pk], today)) for row, about in shown]
    by_day: dict[dt.date, list[Booked]] = {}
    for one in weekly.booked:
        by_day.setdefault(one.day, []).append(one)

    def one_day(day: dt.date) -> WeekDay:
        booked = by_day.get(day, [])
        here = [span for span in counted_on(day, counted) if span.placement]
        return WeekDay(
            day=day,
            booked=booked,
            placed=[Placed(span, span.hours_on(day)) for span in here if span.hours_on(day)],
            hours=planned_on(day, counted) + sum((one.hours for one in booked), NONE),
            asked=asked_on(day, weekly.asked),
            is_today=day == today,
        )

    ahead = []
    for number in range(WEEKS_SHOWN):
        days = [one_day(day) for day in week_days(monday + number * WEEK)]
        hours, asked = (sum((getattr(day, name) for day in days), NONE) for name in ("hours", "asked"))
        ahead.append((WeekHours(days[0].day, hours, asked), days))
    # Nothing is late in a case that is closed.
    is_now = closed_on is None and monday <= today < monday + WEEK
    return Calendar(
        week=ahead[0][0],
        days=ahead[0][1],
        bars=_bars(periods, monday),
        ahead=[week for week, _ in ahead],
        late=[row for row, about, days in periods if is_now and days and days[1] < monday and _is_open(about)],
        undated=[row for row, about, days in periods if days is None and _is_open(about)],
    )


def _is_open(row: Activity) -> bool:
    return row.state in Activity.OPEN_STATES


def _session_weeks(booked: Iterable[Booked]) -> Mapping[object, frozenset[dt.date]]:
    weeks: dict[object, set[dt.date]] = {}
    for one in booked:
        if one.origin:
            weeks.setdefault(one.origin, set()).add(monday_before(one.day))
    return {origin: frozenset(mondays) for origin, mondays in weeks.items()}


def _shown_period(row: Activity, span: Span | None, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """Where a row stands: where its hours fall, else its own days."""
    if span is None:
        return period(row, today)
    last = span.last or dt.date.max
    return (min(span.first, last), last) if row.starts_on or row.due_on or row.done_on else None


def _bars[Row](
    periods: Sequence[tuple[Row, Activity, tuple[dt.date, dt.date] | None]], monday: dt.date
) -> list[Bar[Row]]:
    """The rows that go on in the week, those that began first before the others."""
    sunday = monday + 6 * ONE_DAY
    here = [(row, days) for row, _, days in periods if days and days[0] <= sunday and days[1] >= monday]
    return [
        Bar(
            row,
            first=max((days[0] - monday).days, 0) + 1,
            last=min((days[1] - monday).days, 6) + 1,
            began=days[0] < monday,
            goes_on=days[1] > sunday,
        )
        for row, days in sorted(here, key=lambda one: one[1][0])
    ]
