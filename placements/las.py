"""Särskild visstid as the tables know it: which contracts count, and which employments near a limit."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from operator import attrgetter

from django.db.models import QuerySet

from placements.facts import as_period
from placements.models import Employment, LasAnswer, Scheme
from placements.rules import las
from placements.rules.periods import Period

COUNTS = Scheme.Las.COUNTS


@dataclass(frozen=True)
class Standing:
    """How an employment stands: days today, days on its last day, and the day on which 12 months are reached."""

    today: int
    at_end: int
    twelve_on: dt.date | None


def standing(periods: Iterable[Period], last: dt.date, today: dt.date) -> Standing:
    """How an employment that ends on `last` stands; `periods` are the person's counting contracts at the employer."""
    kept = list(periods)
    passes = las.passes_on(12, kept, min(today, last))
    return Standing(las.las_days(today, kept), las.las_days(last, kept), passes if passes and passes <= last else None)


@dataclass(frozen=True)
class Answered:
    """What HR has said of an employment: the answers, the latest first, and since when a step waits for one."""

    answers: list[LasAnswer]
    waits_since: dt.date | None

    @property
    def latest(self) -> LasAnswer | None:
        """The answer that holds."""
        return self.answers[0] if self.answers else None


def answered(answers: Iterable[LasAnswer], reached_on: dt.date | None) -> Answered:
    """What stands of an employment that reached its latest step on `reached_on`; `answers` the latest first."""
    kept = list(answers)
    waits = reached_on and not (kept and las.is_answered(reached_on, kept[0].decision, kept[0].reached_on))
    return Answered(kept, reached_on if waits else None)


def counting(rows: Iterable[Employment], employer_id: int) -> list[Period]:
    """The periods of those contracts among `rows` (of one person) that count at an employer."""
    return [as_period(row.period) for row in rows if row.employer_id == employer_id and row.scheme.las == COUNTS]


@dataclass(frozen=True)
class AccountDay:
    """A day that some contract holds, with the contract it is told of. `counted`: as what, None where the form's days
    are no särskild visstid, on a day that no other contract makes one."""

    day: dt.date
    contract: Employment
    counted: las.DayCount | None

    @property
    def counts(self) -> bool:
        """Whether it is one of the days of the five years that end on the day asked about."""
        return self.counted is not None and self.counted.inside

    @property
    def why(self) -> str:
        """Why it counts or does not, in words for HR."""
        if self.counted and not self.counted.inside:
            return "Före de fem åren."
        return f"{self.contract.scheme.get_las_display()}. {self.contract.scheme.las_why}".strip()


def account_days(contracts: Sequence[Employment], until: dt.date) -> Iterator[AccountDay]:
    """Every day of the person's contracts at one employer up to `until`, each once, the earliest first. `contracts` are
    in order of their periods, with their forms."""
    count = [row for row in contracts if row.scheme.las == COUNTS]
    others = [row for row in contracts if row.scheme.las != COUNTS]
    periods = [as_period(row.period) for row in count]
    counted = (AccountDay(one.day, count[one.contract - 1], one) for one in las.day_by_day(periods, until))
    besides = las.other_days([as_period(row.period) for row in others], periods, until)
    return merge(counted, (AccountDay(day, others[place], None) for day, place in besides), key=attrgetter("day"))


def near_limit(running: "QuerySet[Employment]", months: int) -> list[int]:
    """The keys of those among `running`, which count, that reach `months` (one of las.STEPS) by their last day, in two
    queries however many there are."""
    rows = list(running.order_by().values_list("pk", "participant_id", "employer_id", "period"))
    theirs: dict[tuple[int, int], list[Period]] = defaultdict(list)
    counted = Employment.objects.filter(scheme__las=COUNTS, participant__in={row[1] for row in rows})
    for participant, employer, period in counted.order_by().values_list("participant_id", "employer_id", "period"):
        theirs[participant, employer].append(as_period(period))
    return [
        pk
        for pk, participant, employer, period in rows
        if las.las_days(as_period(period).last, theirs[participant, employer]) >= las.DAYS[months]
    ]
