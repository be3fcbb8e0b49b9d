"""Särskild visstid that reaches 9, 11 or 12 months at an employer: told on the day it does, and asked until HR has
answered what becomes of it (domain.md section 4)."""

import datetime as dt
from typing import Any

from django.db.models import F
from django.urls import reverse

from amc.due import Addressee, DueRule, Stage
from participants.due import person_of
from participants.models import Enrolment
from placements.due import Rows
from placements.querysets import LasStepOn, las_answered
from placements.rules.las import COUNTS


def steps_reached(today: dt.date) -> Rows:
    """Running employments that count and whose latest step nobody has answered. A later step, or one that an extension
    leads to, is another due date and is told of anew."""
    # Asked from the case, where who and which are (EmploymentQuerySet.waiting_for_las asks the same of employments).
    counting = Enrolment.objects.filter(
        closed_on__isnull=True,
        employments__scheme__las=COUNTS,
        employments__period__contains=today,
        employments__period__endswith__gt=today,
    ).annotate(employment=F("employments__pk"), reached_on=LasStepOn(today, "employments__pk"))
    return (
        counting.annotate(answered=las_answered("employment"))
        .filter(reached_on__gt=F("answered"))
        .order_by()
        .values(
            "participant_id",
            "unit_id",
            subject=F("employments__uuid"),
            person=person_of("participant"),
            responsible_id=F("consultant"),
            due_on=F("reached_on"),
        )
    )


def _account(row: dict[str, Any]) -> str:
    return reverse("las_account", args=[row["subject"]])


LAS = DueRule(
    code="las_step",
    label="LAS: 9, 11 eller 12 månader hos arbetsgivaren",
    verb="Stäm av med HR",
    icon="calendar-check",
    horizon=0,
    stages=(
        Stage("reached", 0),
        Stage("manager", 0, Addressee.MANAGER),
        Stage("personnel", 0, Addressee.PERSONNEL),
    ),
    rows=steps_reached,
    url=_account,
)
RULES: tuple[DueRule, ...] = (LAS,)
