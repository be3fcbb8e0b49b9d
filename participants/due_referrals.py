"""What the inbox wants remembered: that no referral lies unread (the issue's "unseen > 5 working days")."""

import datetime as dt
from functools import cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    DateField,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast
from django.urls import reverse

from amc.calendar import is_working_day
from amc.due import KEYS, NOBODY, DueRule, Stage
from amc.staff.models import Municipality
from participants.models import Enrolment, Referral

_FIRST_YEAR = 2000
_WEEKDAY_SATURDAY = 5


class AlarmDay(Func):
    """The first day on which more than the municipality's number of working days have passed since a day.

    The same answer as counting with `amc.calendar.working_days_between`. Free weekdays up to the year after
    `today` are given as a constant, which PostgreSQL hashes; twice the working days and a month is more than any
    Swedish holiday season can take.
    """

    output_field = DateField()
    template = (
        "(SELECT %(since)s + ahead FROM generate_series(1, 2 * coalesce(%(days)s, 5) + 31) AS ahead"
        " WHERE extract(isodow FROM %(since)s + ahead) < 6 AND NOT %(since)s + ahead = ANY (%(free)s)"
        " ORDER BY ahead OFFSET coalesce(%(days)s, 5) LIMIT 1)"
    )

    def __init__(self, since: str, today: dt.date) -> None:
        days = Municipality.objects.filter(pk=1).values("referral_unseen_days")
        free = Value(list(free_weekdays(today.year + 1)), ArrayField(DateField()))
        super().__init__(F(since), free, Subquery(days, output_field=IntegerField()), output_field=DateField())

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """The expression, with the day named twice."""
        (since, of_since), (free, of_free), (days, of_days) = (
            compiler.compile(source) for source in self.source_expressions
        )
        sql = self.template % {"since": since, "free": free, "days": days}
        return sql, (*of_since, *of_days, *of_since, *of_since, *of_free, *of_days)


@cache
def free_weekdays(last_year: int) -> tuple[dt.date, ...]:
    """Mondays to Fridays from 2000 to `last_year` on which the office is closed."""
    first, last = dt.date(_FIRST_YEAR, 1, 1), dt.date(last_year, 12, 31)
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(day for day in days if day.weekday() < _WEEKDAY_SATURDAY and not is_working_day(day))


def unseen(today: dt.date) -> QuerySet[Any, dict[str, Any]]:
    """Unread referrals; due on the first day when they have lain more than the allowed working days.

    Those of protected persons have a rule of their own: whoever logged one may have opened it, and not the named.
    """
    return (
        Referral.objects.filter(state=Referral.State.UNSEEN)
        .exclude(participant__is_protected=True)
        .annotate(
            subject=F("uuid"),
            person=Cast(Value(None), UUIDField()),
            due_on=AlarmDay("received_on", today),
            responsible_id=NOBODY,
        )
        .filter(due_on__lte=today + dt.timedelta(days=UNSEEN.reach))
        .values(*KEYS)
    )


def of_protected(today: dt.date) -> QuerySet[Any, dict[str, Any]]:
    """Referrals of protected persons that wait for an answer, due at once; for the consultant of the open case."""
    case = Enrolment.objects.filter(participant=OuterRef("participant"), closed_on__isnull=True)
    return (
        Referral.objects.filter(participant__is_protected=True, state__in=Referral.OPEN_STATES, received_on__lte=today)
        .annotate(
            subject=F("uuid"),
            person=F("participant__uuid"),
            due_on=F("received_on"),
            responsible_id=Subquery(case.values("consultant")[:1]),
        )
        .values(*KEYS)
    )


UNSEEN = DueRule(
    code="referral_unseen",
    label="Oläst anvisning",
    verb="Läs anvisningen",
    icon="inbox",
    horizon=3,
    stages=(Stage("0", 0),),
    rows=unseen,
    url=lambda row: reverse("referral_detail", args=[row["subject"]]),
)
PROTECTED = DueRule(
    code="referral_protected",
    label="Anvisning som du är namngiven för",
    verb="Svara på anvisningen",
    icon="inbox",
    horizon=0,
    stages=(Stage("0", 0),),
    rows=of_protected,
    url=lambda row: reverse("referral_detail", args=[row["subject"]]),
)
RULES = (UNSEEN, PROTECTED)
