"""What the case itself wants remembered."""

import datetime as dt
from typing import Any

from django.db.models import (
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.urls import reverse

from amc.due import KEYS, Addressee, DueRule, Stage
from amc.staff.models import Municipality
from participants import due_referrals
from participants.models import Closure, Enrolment, JournalEntry, KartlaggningEntry

# A kartläggning is the first thing that is done (domain.md section 3); two weeks is the unit's own promise.
KARTLAGGNING_DAYS = 14
# "Lasted a month" is known the day after a month of work: 31 days after the first day (domain.md section 6).
LASTED_DAYS = 31

Rows = QuerySet[Any, dict[str, Any]]


def _days_after(since: Any, days: Any) -> ExpressionWrapper:
    return ExpressionWrapper(since + days, output_field=DateField())


def _keys(enrolments: "QuerySet[Enrolment]", due_on: Any, reach: dt.date) -> Rows:
    return (
        enrolments.annotate(
            subject=F("uuid"),
            person=F("participant__uuid"),
            due_on=due_on,
            responsible_id=F("consultant_id"),
        )
        .filter(due_on__lte=reach)
        .values(*KEYS)
    )


def _open() -> "QuerySet[Enrolment]":
    return Enrolment.objects.filter(closed_on__isnull=True)


def no_contact(today: dt.date) -> Rows:
    """Open enrolments by when the last contact, or the enrolment, is so many weeks old (a setting)."""
    latest = (
        JournalEntry.objects.filter(enrolment=OuterRef("pk"), kind__in=JournalEntry.CONTACT_KINDS)
        .order_by()
        .values("enrolment")
        .annotate(at=Max("occurred_at"))
        .values("at")
    )
    weeks = Municipality.objects.filter(pk=1).values("contact_gap_weeks")
    since = Coalesce(
        Func(Subquery(latest, DateTimeField()), function="amc_local_date", output_field=DateField()), F("opened_on")
    )
    days = Coalesce(Subquery(weeks, IntegerField()), Value(6)) * Value(7)
    return _keys(_open(), _days_after(since, days), today + dt.timedelta(days=NO_CONTACT.reach))


def without_consultant(today: dt.date) -> Rows:
    """Open enrolments that nobody answers for; due from the first day."""
    rows = _open().filter(consultant__isnull=True)
    return _keys(rows, F("opened_on"), today + dt.timedelta(days=WITHOUT_CONSULTANT.reach))


def no_kartlaggning(today: dt.date) -> Rows:
    """Open enrolments in which nothing has been written in any area since the start of the enrolment."""
    begun = KartlaggningEntry.objects.filter(enrolment=OuterRef("pk"))
    due_on = _days_after(F("opened_on"), Value(KARTLAGGNING_DAYS))
    return _keys(_open().filter(~Exists(begun)), due_on, today + dt.timedelta(days=NO_KARTLAGGNING.reach))


def work_lasted(today: dt.date) -> Rows:
    """Closures to work on which nobody has said whether it lasted a month."""
    return (
        Closure.objects.filter(to_work=True, lasted_month__isnull=True)
        .annotate(
            subject=F("uuid"),
            person=F("enrolment__participant__uuid"),
            participant_id=F("enrolment__participant_id"),
            due_on=_days_after(F("work_started_on"), Value(LASTED_DAYS)),
            responsible_id=F("enrolment__consultant_id"),
            unit_id=F("enrolment__unit_id"),
        )
        .filter(due_on__lte=today + dt.timedelta(days=WORK_LASTED.reach))
        .values(*KEYS)
    )


NO_CONTACT = DueRule(
    code="no_contact",
    label="Länge sedan kontakt",
    verb="Skriv i journalen",
    icon="telephone",
    horizon=7,
    stages=(Stage("0", 0), Stage("14 sen", 14, Addressee.MANAGER)),
    rows=no_contact,
    url=lambda row: reverse("journal", args=[row["person"]]),
)
WITHOUT_CONSULTANT = DueRule(
    code="without_consultant",
    label="Konsulent saknas",
    verb="Utse konsulent",
    icon="person-x",
    horizon=0,
    stages=(Stage("0", 0, Addressee.MANAGER),),
    rows=without_consultant,
    url=lambda row: reverse("enrolment_assign", args=[row["subject"]]),
)
NO_KARTLAGGNING = DueRule(
    code="no_kartlaggning",
    label="Kartläggning inte påbörjad",
    verb="Börja kartlägga",
    icon="map",
    horizon=7,
    stages=(Stage("0", 0),),
    rows=no_kartlaggning,
    url=lambda row: reverse("kartlaggning", args=[row["person"]]),
)
WORK_LASTED = DueRule(
    code="work_lasted",
    label="Varade arbetet en månad?",
    verb="Svara",
    icon="question-circle",
    horizon=3,
    stages=(Stage("0", 0), Stage("14 sen", 14, Addressee.MANAGER)),
    rows=work_lasted,
    url=lambda row: reverse("work_lasted", args=[row["subject"]]),
)
RULES = (*due_referrals.RULES, NO_CONTACT, WITHOUT_CONSULTANT, NO_KARTLAGGNING, WORK_LASTED)
