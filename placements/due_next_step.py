""" "Vad händer sedan?" of time-limited employments: an answer is asked for at half time and 120 days before the end."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import DateField, Exists, F, Func, OuterRef
from django.urls import reverse

from amc.due import Addressee, DueRule, Stage
from participants.due import person_of
from participants.models import Enrolment
from placements.due import Rows
from placements.models import Employment, NextStep
from placements.rules.next_step import BEFORE_END_DAYS

HORIZON = 14
_PERIOD = "employments__period"


class _HalfTime(Func):
    """The day on which half of a period's days have passed (rules.next_step.half_time)."""

    template = "(lower(%(expressions)s) + (upper(%(expressions)s) - lower(%(expressions)s)) / 2)"
    output_field = DateField()


class _BeforeEnd(Func):
    """So many days before a period's last day, or its first day (rules.next_step.before_end)."""

    template = f"greatest(lower(%(expressions)s), upper(%(expressions)s) - 1 - {BEFORE_END_DAYS})"
    output_field = DateField()


class _LastDay(Func):
    template = "(upper(%(expressions)s) - 1)"
    output_field = DateField()


def _unanswered(moment: str, day: type[Func], *, of_this_end: bool) -> Callable[[dt.date], Rows]:
    def rows(today: dt.date) -> Rows:
        said = NextStep.objects.filter(employment=OuterRef("employments__pk"), moment=moment)
        if of_this_end:
            said = said.filter(last_day=_LastDay(OuterRef(_PERIOD)))
        found = Enrolment.objects.filter(
            closed_on__isnull=True,
            employments__scheme_id__in=Employment.EXCLUSIVE,
            employments__period__contains=today,
            employments__end_reason="",
            # Said once more for the index: few of all employments have not ended.
            employments__period__endswith__gt=today,
        ).annotate(asked_on=day(_PERIOD))
        found = found.filter(~Exists(said), asked_on__lte=today + dt.timedelta(days=HORIZON))
        return found.order_by().values(
            "participant_id",
            "unit_id",
            subject=F("employments__uuid"),
            person=person_of("participant"),
            responsible_id=F("consultant"),
            due_on=F("asked_on"),
        )

    return rows


def _rule(moment: str, word: str, label: str, day: type[Func], *, of_this_end: bool) -> DueRule:
    def form(row: dict[str, Any]) -> str:
        return reverse("next_step_create", args=[row["subject"], word])

    return DueRule(
        code=f"next_step_{moment}",
        label=label,
        verb="Svara",
        icon="signpost-split",
        horizon=HORIZON,
        stages=(Stage("due", 0), Stage("manager", 14, Addressee.MANAGER)),
        rows=_unanswered(moment, day, of_this_end=of_this_end),
        url=form,
        form=form,
    )


HALF_TIME = _rule(
    NextStep.Moment.HALF, "halva-tiden", "Vad händer efter anställningen? (halva tiden)", _HalfTime, of_this_end=False
)
BEFORE_END = _rule(
    NextStep.Moment.BEFORE_END, "fore-slutet", "Vad händer efter anställningen?", _BeforeEnd, of_this_end=True
)
RULES: tuple[DueRule, ...] = (HALF_TIME, BEFORE_END)
