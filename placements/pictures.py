"""How much of a time limit is used, as the pages' bars show it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from amc.calendar import DAYS_IN_A_MONTH
from amc.staff.models import User
from amc.web.charts import limit
from participants.models import Enrolment
from participants.time_limits import TimeLimit
from placements.facts import as_period, period_of
from placements.models import Employment, WageSupport
from placements.rules.periods import Period, length_words, used_days
from placements.rules.wage_support import coverage

AMI_MONTHS = 24


@dataclass(frozen=True)
class Limit:
    """A bar: what it says, how long it is in per cent, and its tone."""

    words: str
    length: float
    tone: str


def own_limit(period: Period, day: dt.date) -> Limit | None:
    """How much of its time a placement has behind it on `day`; None before it has begun and when it is over."""
    if not period.first <= day <= period.last:
        return None
    behind, whole = used_days([Period(period.first, day)]), used_days([period])
    left = length_words(max(0, whole - behind))
    words = f"{length_words(behind)} av {length_words(whole)} har gått, {left} kvar"
    length, tone = limit(behind, whole)
    return Limit(words, length, tone)


def ami_limit(employments: Iterable[Employment]) -> Limit | None:
    """How much AMI a person has, all contracts together, of what the form allows; None for somebody without AMI."""
    rows = [row for row in employments if row.scheme_id == Employment.AMI]
    if not rows:
        return None
    used = used_days(as_period(row.period) for row in rows)
    months = rows[0].scheme.total_max_months or AMI_MONTHS
    left = months * DAYS_IN_A_MONTH - used
    length, tone = limit(used, months * DAYS_IN_A_MONTH)
    rest = f"{length_words(left)} kvar" if left > 0 else "ingen tid kvar"
    return Limit(f"{length_words(used)} av {months} använda, {rest}", length, tone)


def running_limits(user: User, enrolment: Enrolment, day: dt.date) -> list[TimeLimit]:
    """The time-limited employments that run on `day`; an AMI also says what all contracts together use [S0]."""
    rows = list(
        Employment.objects.visible_to(user)
        .filter(participant=enrolment.participant_id, scheme__max_months__isnull=False)
        .select_related("scheme")
        .order_by("period")
    )
    total = ami_limit(rows)
    found = []
    for row in rows:
        period = as_period(row.period)
        bar = own_limit(period, day)
        if bar:
            whole = f". AMI i allt: {total.words}" if total and row.scheme_id == Employment.AMI else ""
            found.append(TimeLimit(row.scheme.name, period.last, f"{bar.words}{whole}", bar.length / 100))
    return found


@dataclass(frozen=True)
class Part:
    """A stretch of the time line: where it begins and how long it is, in per cent, and what it says."""

    start: float
    length: float
    tone: str
    words: str
    period: Period
    support: WageSupport | None = None
    current: bool = False


@dataclass(frozen=True)
class SupportLine:
    """An employment's days, covered by decisions and bare; `now` is today's place in per cent, None outside."""

    parts: list[Part]
    now: float | None
    period: Period

    @property
    def gaps(self) -> list[Part]:
        """The stretches that no decision covers."""
        return [part for part in self.parts if part.support is None]


def support_line(
    employment: Employment, supports: list[WageSupport], day: dt.date, *, current: WageSupport | None = None
) -> SupportLine:
    """What the decisions cover of the employment, to be drawn as one line; `current` is the one that the page is of."""
    whole = as_period(employment.period)
    length = (whole.last - whole.first).days + 1
    parts = []
    for stretch in coverage(whole, [period_of(row) for row in supports]):
        support = None if stretch.decision is None else supports[stretch.decision]
        days = (stretch.period.last - stretch.period.first).days + 1
        parts.append(
            Part(
                start=100 * (stretch.period.first - whole.first).days / length,
                length=100 * days / length,
                tone="gap" if support is None else "other" if current and support != current else "covered",
                words="Inget lönestöd" if support is None else support.kind.name,
                period=stretch.period,
                support=support,
                current=support is not None and support == current,
            )
        )
    now = 100 * (day - whole.first).days / length if day in whole else None
    return SupportLine(parts, now, whole)
