"""Särskild visstid: days at one employer within five years, and when they pass 9, 11 and 12 months.

More than twelve months within five years make the employment a tillsvidareanställning [SFS 1982:80 5 a §]. The unit is
told at 9, 11 and 12 months and HR decides and answers: it only warns (domain.md section 4). Each day counts once,
however many contracts hold it, and forms that are exempt, or that HR is asked about, are not counted.
"""

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from amc.calendar import add_months, month_end
from amc.obstacles import Obstacle
from placements.rules.periods import Period

_ONE_DAY = dt.timedelta(days=1)
YEARS = 5
# The months at which somebody is told, the highest first, and the days that make them: a twelfth of 365 to a month,
# without the fraction, so that whole months reach their step whenever they begin.
STEPS = (12, 11, 9)
DAYS = {months: months * 365 // 12 for months in STEPS}
COUNTS = "counts"
# Answers (LasAnswer.Decision) after which no later step is asked about, and those that need to be explained.
FOR_GOOD = frozenset({"permanent", "not_affected"})
WANTS_NOTE = frozenset({"other_employer", "not_affected"})

LAS_WORDS = {
    "exempt": "Tiden räknas inte som särskild visstid enligt LAS.",
    COUNTS: "Tiden räknas som särskild visstid enligt LAS: mer än 12 månader inom fem år hos samma arbetsgivare "
    "ger en tillsvidareanställning.",
    "ask_hr": "Fråga HR hur tiden räknas enligt LAS.",
}


def window_from(day: dt.date) -> dt.date:
    """The first of the five years that end on `day`."""
    return add_months(day, -12 * YEARS) + _ONE_DAY


def merged(periods: Iterable[Period]) -> list[Period]:
    """The same days in periods that neither overlap nor meet, the earliest first."""
    found: list[Period] = []
    for period in sorted(periods):
        if found and period.first <= found[-1].last + _ONE_DAY:
            found[-1] = Period(found[-1].first, max(found[-1].last, period.last))
        else:
            found.append(period)
    return found


def _within(periods: Iterable[Period], first: dt.date, last: dt.date) -> int:
    return sum(max(0, (min(p.last, last) - max(p.first, first)).days + 1) for p in periods)


def las_days(day: dt.date, periods: Iterable[Period]) -> int:
    """Days of särskild visstid within the five years up to `day`, each counted once. `periods` are those that count."""
    return _within(merged(periods), window_from(day), day)


def step_of(days: int) -> int | None:
    """The highest of STEPS that so many days reach; None below the first."""
    return next((months for months in STEPS if days >= DAYS[months]), None)


def passes_on(months: int, periods: Sequence[Period], since: dt.date) -> dt.date | None:
    """The first day from `since` on which the days reach `months` (one of STEPS); None when they never do.

    While a contract holds, the days of a window never become fewer from one day to the next, so each is searched by
    halves.
    """
    whole = merged(periods)
    for period in whole:
        if period.last < since:
            continue
        first = max(period.first, since)
        days = [first + dt.timedelta(days=n) for n in range((period.last - first).days + 1)]
        found = bisect_left(days, DAYS[months], key=lambda day: las_days(day, whole))
        if found < len(days):
            return days[found]
    return None


def latest_step(periods: Iterable[Period], own: Period, day: dt.date) -> tuple[int, dt.date] | None:
    """The latest step that an employment of the days `own` reached up to `day`, among its own days: its months and the
    day. None before the first. `periods` are those that count, the employment's own included."""
    upto = [Period(one.first, min(one.last, day)) for one in periods if one.first <= day]
    found = ((months, passes_on(months, upto, own.first)) for months in STEPS)
    reached = [(months, on) for months, on in found if on and on <= own.last]
    return max(reached, key=lambda step: (step[1], step[0]), default=None)


def is_answered(reached_on: dt.date, decision: str, answered_to: dt.date) -> bool:
    """Whether the latest answer, `decision` to the step of the day `answered_to`, answers the step of `reached_on`: it
    does for its own step and earlier, and for every later one when it holds for good."""
    return decision in FOR_GOOD or answered_to >= reached_on


def las_answer_obstacles(
    step: tuple[int, dt.date] | None, decision: str, note: str, *, last_day: dt.date, today: dt.date
) -> list[Obstacle]:
    """What stands in the way of answering `step` (latest_step) of an employment that ends on `last_day`."""
    found = []
    if last_day < today:
        found.append(Obstacle(None, f"Anställningen slutade {last_day}. Frågan ställs inte längre.", "ended"))
    elif step is None:
        message = "Anställningen har inte nått 9 månader än. Besked ges när den har gjort det."
        found.append(Obstacle(None, message, "not_reached"))
    if decision in WANTS_NOTE and not note.strip():
        found.append(Obstacle("note", "Skriv vad beskedet bygger på.", "note_missing"))
    return found


def scheme_obstacles(why: str) -> list[Obstacle]:
    """What stands in the way of saying how the days of a form of employment count: the account tells `why`."""
    if why.strip():
        return []
    message = "Skriv vad det bygger på: lagrummet, kollektivavtalet eller HR:s ställningstagande."
    return [Obstacle("las_why", message, "why_missing")]


@dataclass(frozen=True)
class MonthCount:
    """A calendar month: the days of it that count, and the sum of the five years up to its end (or `until`)."""

    month: dt.date
    days: int
    total: int

    @property
    def step(self) -> int | None:
        """The step that the sum has reached."""
        return step_of(self.total)

    @property
    def step_words(self) -> str:
        """ "9 månader"; empty below the first step."""
        return f"{self.step} månader" if self.step else ""


def month_by_month(periods: Sequence[Period], until: dt.date) -> list[MonthCount]:
    """Every month with a day that counts, up to `until`, the earliest first; the last sum is that of `until`."""
    whole = [period for period in merged(periods) if period.first <= until]
    found: dict[dt.date, MonthCount] = {}
    for period in whole:
        month, last = period.first.replace(day=1), min(period.last, until)
        while month <= last:
            end = min(month_end(month), until)
            found[month] = MonthCount(month, _within(whole, month, end), las_days(end, whole))
            month = add_months(month, 1)
    return list(found.values())


@dataclass(frozen=True)
class ContractCount:
    """A contract's days up to a day, told apart so that they can be checked.

    `own` days up to it are `counted`, `overlapping` (a contract above holds them already) or `outside` (before the five
    years); `later` days come after it. `place`: among the contracts that count, from 1. `total` is the sum so far, and
    `steps` what is reached on which of its days.
    """

    place: int
    period: Period
    own: int
    overlapping: int
    outside: int
    later: int
    counted: int
    total: int
    steps: tuple[tuple[int, dt.date], ...] = ()


def by_contract(periods: Sequence[Period], until: dt.date) -> list[ContractCount]:
    """The contracts that count, the earliest first, in the five years that end on `until`; the last `total` is
    las_days(until, periods)."""
    first, total = window_from(until), 0
    found: list[ContractCount] = []
    above: list[Period] = []
    for place, period in enumerate(sorted(periods), start=1):
        own = _within([period], period.first, min(period.last, until))
        inside = _within([period], first, until)
        counted = inside - _within([cut for one in above if (cut := _common(one, period))], first, until)
        above = merged([*above, period])
        total += counted
        found.append(
            ContractCount(
                place=place,
                period=period,
                own=own,
                overlapping=inside - counted,
                outside=own - inside,
                later=(period.last - period.first).days + 1 - own,
                counted=counted,
                total=total,
                steps=_steps_in(periods, period, until),
            )
        )
    return found


def _common(one: Period, other: Period) -> Period | None:
    return Period(max(one.first, other.first), min(one.last, other.last)) if one.overlaps(other) else None


def _steps_in(periods: Sequence[Period], own: Period, until: dt.date) -> tuple[tuple[int, dt.date], ...]:
    """The steps that are first reached on a day of `own` up to `until`, seen from the beginning of all."""
    start = min(period.first for period in periods)
    passed = ((months, passes_on(months, periods, start)) for months in reversed(STEPS))
    return tuple((months, day) for months, day in passed if day and day in own and day <= until)


@dataclass(frozen=True)
class DayCount:
    """A day that a contract holds: the `contract`'s place, how many hold it, whether it is `inside` the five years that
    end on the day that is asked about, and the sum of the five years that end on the day itself."""

    day: dt.date
    contract: int
    held_by: int
    inside: bool
    total: int

    @property
    def step(self) -> int | None:
        """The step that the day's sum has reached."""
        return step_of(self.total)


def other_days(others: Sequence[Period], periods: Sequence[Period], until: dt.date) -> Iterator[tuple[dt.date, int]]:
    """The days up to `until` that only contracts which do not count hold, the earliest first, each once: the day, and
    the place in `others` of the first that holds it. `periods` are those that count."""
    counted = merged(periods)
    for stretch in merged(others):
        for n in range((min(stretch.last, until) - stretch.first).days + 1):
            day = stretch.first + n * _ONE_DAY
            if not any(day in one for one in counted):
                yield day, next(place for place, one in enumerate(others) if day in one)


def day_by_day(periods: Sequence[Period], until: dt.date) -> Iterator[DayCount]:
    """Every day up to `until` that some contract holds, the earliest first, each once; those `inside` are as many as
    las_days(until, periods). `contract` is the place in the order of by_contract, from 1."""
    ordered, whole, first = sorted(periods), merged(periods), window_from(until)
    for stretch in whole:
        for n in range((min(stretch.last, until) - stretch.first).days + 1):
            day = stretch.first + n * _ONE_DAY
            holders = [place for place, one in enumerate(ordered, start=1) if day in one]
            yield DayCount(day, holders[0], len(holders), day >= first, las_days(day, whole))
