"""Särskild visstid that reaches 9, 11 or 12 months at an employer: told on the day it does (domain.md section 4)."""

import datetime as dt
from typing import Any

from django.db.models import DateField, F, Func, Value
from django.urls import reverse

from amc.due import Addressee, DueRule, Stage
from participants.due import person_of
from placements.due import Rows
from placements.models import Employment
from placements.rules.las import COUNTS

# It only warns, and nothing is to be noted: the step stays in Min dag for a month, and in the list of LAS after that.
SHOWN_DAYS = 30


class StepReached(Func):
    """The latest day up to `today` on which an employment reached a step, among its own days; None before the first
    (rules.las.passes_on)."""

    function = "placements_las_step_on"
    output_field = DateField()

    def __init__(self, today: dt.date) -> None:
        super().__init__(F("pk"), Value(today, DateField()))


def steps_reached(today: dt.date) -> Rows:
    """Running employments that count and reached a step within a month. A later step, or one that an extension leads
    to, is another due date and is told of anew."""
    running = Employment.objects.filter(
        scheme__las=COUNTS,
        period__contains=today,
        # Said once more for the index: few of all employments have not ended.
        period__endswith__gt=today,
    )
    reached = running.alias(reached_on=StepReached(today)).filter(reached_on__gt=today - dt.timedelta(days=SHOWN_DAYS))
    return (
        reached.filter(enrolment__closed_on__isnull=True)
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
    verb="Se uträkningen",
    icon="calendar-check",
    horizon=0,
    stages=(Stage("reached", 0), Stage("manager", 0, Addressee.MANAGER)),
    rows=steps_reached,
    url=_account,
)
RULES: tuple[DueRule, ...] = (LAS,)
