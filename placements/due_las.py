"""Särskild visstid that reaches 9, 11 or 12 months at an employer: told on the day it does, and asked until HR has
answered what becomes of it (domain.md section 4)."""

import datetime as dt
from typing import Any

from django.db.models import F
from django.urls import reverse

from amc.due import Addressee, DueRule, Stage
from participants.due import person_of
from placements.due import Rows
from placements.models import Employment


def steps_reached(today: dt.date) -> Rows:
    """Running employments that count and whose latest step nobody has answered. A later step, or one that an extension
    leads to, is another due date and is told of anew."""
    return (
        Employment.objects.waiting_for_las(today)
        .order_by()
        .values(
            "participant_id",
            subject=F("uuid"),
            person=person_of("participant"),
            responsible_id=F("enrolment__consultant"),
            unit_id=F("enrolment__unit"),
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
