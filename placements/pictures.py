"""How much of a time limit is used, as the pages' bars show it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from amc.calendar import DAYS_IN_A_MONTH
from amc.staff.models import User
from amc.web.charts import limit
from participants.models import Enrolment
from participants.time_limits import TimeLimit, Total
from placements.facts import as_period, others_of, period_of, terms_of
from placements.models import Employment, Scheme, WageSupport
from placements.rules.employment import total_used
from placements.rules.periods import Period, length_words, used_days, used_words
from placements.rules.wage_support import coverage


@dataclass(frozen=True)
class Limit:
    """A bar: what it says, how long it is in per cent, its tone, and what it is of."""

    words: str
    length: float
    tone: str
    label: str = ""


def own_limit(period: Period, day: dt.date) -> Limit | None:
    """How much of its time a placement has behind it on `day`; None before it has begun and when it is over."""
    if not period.first <= day <= period.last:
        return None
    behind, whole = _passed(period, day)
    left = length_words(max(0, whole - behind))
    words = f"{length_words(behind)} av {length_words(whole)} har gått, {left} kvar"
    length, tone = limit(behind, whole)
    return Limit(words, length, tone)


def _passed(period: Period, day: dt.date) -> tuple[int, int]:
    """The days of a period up to `day`, which is in it, and all its days."""
    return used_days([Period(period.first, day)]), used_days([period])


def total_limit(scheme: Scheme, used: int | None) -> Limit | None:
    """How much of the time that a form of employment allows is taken: the one bar that all pages show. `used`: the days
    that it counts together (Employment.with_counted). None where the form has no limit of its own."""
    months = _limit_months(scheme)
    if months is None or used is None:
        return None
    length, tone = limit(used, months * DAYS_IN_A_MONTH)
    return Limit(used_words(used, months), length, tone, label=_label(scheme))


def ami_limit(employments: Iterable[Employment]) -> Limit | None:
    """The bar of the person's latest AMI, of rows `with_counted`, latest first; None for somebody without AMI."""
    row: Any = next((row for row in employments if row.scheme_id == Employment.AMI), None)
    return total_limit(row.scheme, row.counted_days) if row else None


def limit_until(employment: Employment, last: dt.date) -> Limit | None:
    """The bar as it would be if the employment lasted to `last`."""
    terms = terms_of(employment.scheme)
    others = others_of(employment.participant_id, employment.employer, besides=employment)
    used = total_used(terms, others) + used_days([Period(employment.first_day, last)])
    return total_limit(employment.scheme, used)


def _limit_months(scheme: Scheme) -> int | None:
    if scheme.total_max_months:
        return scheme.total_max_months
    return scheme.max_months if scheme.breach_refuses else None


def _label(scheme: Scheme) -> str:
    return f"{_short_name(scheme)} sammanlagt, när avtalet är slut"


def _short_name(scheme: Scheme) -> str:
    return "AMI" if scheme.code == Employment.AMI else scheme.name


def running_limits(user: User, enrolment: Enrolment, day: dt.date) -> list[TimeLimit]:
    """The time-limited employments that run on `day`; each also says what its form counts together [S0]."""
    rows: list[Any] = list(
        Employment.objects.visible_to(user)
        .filter(participant=enrolment.participant_id, scheme__max_months__isnull=False)
        .with_counted()
        .select_related("scheme")
        .order_by("period")
    )
    found = []
    for row in rows:
        period = as_period(row.period)
        if day in period:
            months, counted = _limit_months(row.scheme), row.counted_days
            total = None
            if months is not None and counted is not None:
                total = Total(_short_name(row.scheme), counted, months * DAYS_IN_A_MONTH)
            found.append(TimeLimit(row.scheme.name, period.last, *_passed(period, day), total))
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
