"""What handovers want remembered: that the letter is read, and that no hidden person's case is forgotten."""

import datetime as dt
from typing import Any

from django.db.models import (
    DateField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Greatest
from django.urls import reverse

from amc.due import KEYS, NO_PARTICIPANT, NOBODY, DueRule, Stage
from participants.models import CaseAssignment, Enrolment, Handover, HandoverLetter, Participant

# A substitute is told two weeks before the first day at the earliest.
LETTER_DAYS = 14


def letters(today: dt.date) -> QuerySet[Any, dict[str, Any]]:
    """Letters that are not read; due the first day, or the day that the handover was made where that is later."""
    made = Func("handover__made_at", function="amc_local_date", output_field=DateField())
    latest = today + dt.timedelta(days=LETTER.reach)
    return (
        HandoverLetter.objects.unread()
        .filter(handover__first_day__lte=latest)
        .annotate(
            subject=F("uuid"),
            **NO_PARTICIPANT,
            due_on=Greatest(F("handover__first_day"), made),
            responsible_id=F("to_id"),
            unit_id=F("handover__unit_id"),
        )
        .values(*KEYS)
    )


def left_behind(today: dt.date) -> QuerySet[Any, dict[str, Any]]:
    """Open cases of protected persons whose consultant has handed over all the others: whoever did it may not know of
    them, so those who are named are told (docs/decisions/0013). A period that has ended, or that somebody stands in
    for, asks nothing more."""
    having = CaseAssignment.objects.filter(
        enrolment=OuterRef(OuterRef("pk")), user=OuterRef("of"), part=CaseAssignment.Part.CONSULTANT
    ).filter(period__startswith__lte=OuterRef("first_day"), period__endswith__isnull=True)
    stands_in = CaseAssignment.objects.filter(
        enrolment=OuterRef(OuterRef("pk")),
        part=CaseAssignment.Part.SUBSTITUTE,
        period__startswith__lte=OuterRef("last_day"),
        period__endswith__gt=OuterRef("first_day"),
    )
    handed = Handover.objects.filter(
        Q(last_day__isnull=True) | Q(last_day__gte=today) & ~Exists(stands_in),
        Exists(having),
        of=OuterRef("consultant"),
        unit=OuterRef("unit"),
        everything=True,
        undone_at__isnull=True,
        first_day__lte=today + dt.timedelta(days=LEFT.reach),
    ).order_by("-first_day")
    protected = Participant.objects.filter(is_protected=True).values("pk")
    return (
        Enrolment.objects.filter(closed_on__isnull=True, participant__in=protected)
        .filter(Exists(handed))
        .annotate(
            subject=F("uuid"),
            person=Subquery(Participant.objects.filter(pk=OuterRef("participant")).values("uuid")),
            due_on=Subquery(handed.values("first_day")[:1]),
            responsible_id=NOBODY,
        )
        .values(*KEYS)
    )


LETTER = DueRule(
    code="handover_letter",
    label="Överlämnade ärenden",
    verb="Läs brevet",
    icon="arrow-left-right",
    horizon=LETTER_DAYS,
    stages=(Stage("14", -LETTER_DAYS),),
    rows=letters,
    url=lambda row: reverse("handover_letter", args=[row["subject"]]),
)
LEFT = DueRule(
    code="handover_left",
    label="Följde inte med i överlämningen",
    verb="Lämna över ärendet",
    icon="person-x",
    horizon=7,
    stages=(Stage("0", 0),),
    rows=left_behind,
    url=lambda row: reverse("case_staff", args=[row["subject"]]),
)
RULES = (LETTER, LEFT)
