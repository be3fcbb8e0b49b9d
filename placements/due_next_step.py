""" "Vad händer sedan?" of time-limited employments: an answer is asked for at half time and 120 days before the end."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import DateField, Exists, F, Func, OuterRef
from django.urls import reverse

from amc.due import Addressee, DueRule, Stage
from participants.due import person_of
from participants.models import Enrolment
from placements.due import LastDay, Rows
from placements.due_lock_in import setting
from placements.models import Employment, NextStep
from placements.outcomes import SAID_BY_THE_END, job_after
from placements.rules.next_step import BEFORE_END_DAYS

HORIZON = 14
_PERIOD = "employments__period"
# How it ended, where that does not tell what it became. That the end is noted at all is asked by another rule.
_SAY_NOTHING = [reason for reason in Employment.EndReason.values if reason not in SAID_BY_THE_END]


class _HalfTime(Func):
    """The day on which half of a period's days have passed (rules.next_step.half_time)."""

    template = "(lower(%(expressions)s) + (upper(%(expressions)s) - lower(%(expressions)s)) / 2)"
    output_field = DateField()


class _BeforeEnd(Func):
    """So many days before a period's last day, or its first day (rules.next_step.before_end)."""

    template = f"greatest(lower(%(expressions)s), upper(%(expressions)s) - 1 - {BEFORE_END_DAYS})"
    output_field = DateField()


class _DaysAfterEnd(Func):
    """So many days after a period's last day: the period and the number."""

    template = "(upper(%(expressions)s - 1)"
    arg_joiner = ") + "
    output_field = DateField()


def _unanswered(moment: str, day: type[Func], *, of_this_end: bool) -> Callable[[dt.date], Rows]:
    def rows(today: dt.date) -> Rows:
        said = NextStep.objects.filter(employment=OuterRef("employments__pk"), moment=moment)
        if of_this_end:
            said = said.filter(last_day=LastDay(OuterRef(_PERIOD)))
        found = Enrolment.objects.filter(
            closed_on__isnull=True,
            employments__scheme_id__in=Employment.EXCLUSIVE,
            employments__period__contains=today,
            employments__end_reason="",
            # Said once more for the index: few of all employments have not ended.
            employments__period__endswith__gt=today,
        ).annotate(asked_on=day(_PERIOD), answered=Exists(said))
        # Of the employment that is asked about: a second filter would take any of the case's.
        found = found.filter(answered=False, asked_on__lte=today + dt.timedelta(days=HORIZON))
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


def outcomes(today: dt.date) -> Rows:
    """Time-limited employments that ended so many days ago, where nothing tells yet what they became: how it ended, a
    new employment, or an answer. Open cases only: closing a case says what came of it."""
    said = NextStep.objects.filter(employment=OuterRef("employments__pk"), moment=NextStep.Moment.AFTER)
    found = Enrolment.objects.filter(
        closed_on__isnull=True,
        employments__scheme_id__in=Employment.EXCLUSIVE,
        employments__period__endswith__lte=today,
        employments__end_reason__in=_SAY_NOTHING,
    )
    found = found.annotate(
        asked_on=_DaysAfterEnd(F(_PERIOD), setting("outcome_after_days", 31)),
        answered=Exists(said),
        employed_again=Exists(job_after("employments")),
    )
    found = found.filter(answered=False, employed_again=False, asked_on__lte=today)
    return found.order_by().values(
        "participant_id",
        "unit_id",
        subject=F("employments__uuid"),
        person=person_of("participant"),
        responsible_id=F("consultant"),
        due_on=F("asked_on"),
    )


def _outcome_form(row: dict[str, Any]) -> str:
    return reverse("next_step_create", args=[row["subject"], "efter-slutet"])


OUTCOME = DueRule(
    code="employment_outcome",
    label="Vad ledde anställningen till?",
    verb="Svara",
    icon="signpost-split",
    horizon=0,
    stages=(Stage("due", 0), Stage("manager", 14, Addressee.MANAGER)),
    rows=outcomes,
    url=_outcome_form,
    form=_outcome_form,
)
RULES: tuple[DueRule, ...] = (HALF_TIME, BEFORE_END, OUTCOME)
