"""How much of a time limit is used, as the pages' bars show it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from amc.calendar import DAYS_IN_A_MONTH
from amc.staff.models import User
from amc.web.charts import limit
from participants.models import Enrolment
from participants.time_limits import TimeLimit
from placements.facts import as_period
from placements.models import Employment
from placements.rules.periods import Period, length_words, used_days

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
