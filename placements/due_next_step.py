""" "Vad händer sedan?" of the employments whose form asks it: at half time, 120 days before the end, and again while it
is not clear."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Greatest, Least
from django.urls import reverse

from amc.due import NOBODY, Addressee, DaysAfter, DueRule, Stage
from handlingsplan.models import LocalDate
from participants.due import person_of
from participants.models import Enrolment
from placements.due import LastDay, Rows
from placements.due_lock_in import setting
from placements.models import Employment, NextStep
from placements.outcomes import SAID_BY_THE_END, job_after
from placements.rules.next_step import BEFORE_END_DAYS

HORIZON = 14
_PERIOD = "employments__period"
_UNCLEAR = NextStep.LeadsTo.UNCLEAR
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


def _running(today: dt.date) -> dict[str, Any]:
    """Of open cases: the employments that the question is asked of and that run today."""
    return {
        "closed_on__isnull": True,
        "employments__scheme__asks_next_step": True,
        "employments__period__contains": today,
        "employments__end_reason": "",
    }


def _on_employments(found: QuerySet[Any, Any], due_on: Any, responsible: Any) -> Rows:
    return found.order_by().values(
        "participant_id",
        "unit_id",
        subject=F("employments__uuid"),
        person=person_of("participant"),
        responsible_id=responsible,
        due_on=due_on,
    )


def _said(moment: str) -> QuerySet[NextStep]:
    """The answers of the employment at a moment, the latest first: it is the one that holds."""
    rows = NextStep.objects.filter(employment=OuterRef("employments__pk"), moment=moment)
    return rows.order_by("-answered_at", "-pk")


def _before_this_end() -> QuerySet[NextStep]:
    return _said(NextStep.Moment.BEFORE_END).filter(last_day=LastDay(OuterRef(_PERIOD)))


def half_time(today: dt.date) -> Rows:
    """Employments whose half time is near or has passed, with no answer at half time."""
    found = Enrolment.objects.filter(**_running(today)).annotate(
        asked_on=_HalfTime(_PERIOD), answered=Exists(_said(NextStep.Moment.HALF))
    )
    # Of the employment that is asked about: a second filter would take any of the case's.
    found = found.filter(answered=False, asked_on__lte=today + dt.timedelta(days=HORIZON))
    return _on_employments(found, F("asked_on"), F("consultant"))


def before_end(today: dt.date) -> Rows:
    """Employments whose end is near, with no answer before this end; and those with "Inte klart än" as the latest, from
    the day when it is asked again (rules.next_step.asked_again)."""
    said = _before_this_end()
    found = Enrolment.objects.filter(**_running(today)).annotate(
        latest=Subquery(said.values("leads_to")[:1]),
        said_on=Subquery(said.annotate(day=LocalDate("answered_at")).values("day")[:1]),
    )
    later = DaysAfter(F("said_on"), F("employments__scheme__unclear_again_days"))
    again = Greatest(_BeforeEnd(_PERIOD), Least(LastDay(F(_PERIOD)), later))
    found = found.annotate(
        asked_on=Case(When(latest=_UNCLEAR, then=again), default=_BeforeEnd(_PERIOD), output_field=DateField())
    )
    found = found.filter(
        Q(latest__isnull=True, asked_on__lte=today + dt.timedelta(days=HORIZON))
        | Q(latest=_UNCLEAR, asked_on__lte=today)
    )
    return _on_employments(found, F("asked_on"), F("consultant"))


def unclear(today: dt.date) -> Rows:
    """Employments that soon end and of which "Inte klart än" is the latest that was said, for the enhetschef."""
    found = Enrolment.objects.filter(
        **_running(today), employments__period__endswith__lte=today + dt.timedelta(days=UNCLEAR.reach + 1)
    )
    found = found.annotate(latest=Subquery(_before_this_end().values("leads_to")[:1])).filter(latest=_UNCLEAR)
    return _on_employments(found, LastDay(F(_PERIOD)), NOBODY)


def _rule(moment: str, word: str, label: str, rows: Callable[[dt.date], Rows]) -> DueRule:
    def form(row: dict[str, Any]) -> str:
        return reverse("next_step_create", args=[row["subject"], word])

    return DueRule(
        code=f"next_step_{moment}",
        label=label,
        verb="Svara",
        icon="signpost-split",
        horizon=HORIZON,
        stages=(Stage("due", 0), Stage("manager", 14, Addressee.MANAGER)),
        rows=rows,
        url=form,
        form=form,
    )


def _employment(row: dict[str, Any]) -> str:
    return reverse("employment_detail", args=[row["subject"]])


HALF_TIME = _rule(NextStep.Moment.HALF, "halva-tiden", "Vad händer efter anställningen? (halva tiden)", half_time)
BEFORE_END = _rule(NextStep.Moment.BEFORE_END, "fore-slutet", "Vad händer efter anställningen?", before_end)
# The consultant is asked by BEFORE_END: this tells the enhetschef alone.
UNCLEAR = DueRule(
    code="next_step_unclear",
    label="Anställning tar slut utan att det är klart vad som händer sedan",
    verb="Läs",
    icon="signpost-split",
    horizon=0,
    stages=(Stage("-30", -30, Addressee.MANAGER),),
    rows=unclear,
    url=_employment,
    case_url=_employment,
    repeats=True,
)


def outcomes(today: dt.date) -> Rows:
    """Employments that are asked about and ended so many days ago, where nothing tells yet what they became: how it
    ended, a new employment, or an answer. Open cases only: closing a case says what came of it."""
    said = NextStep.objects.filter(employment=OuterRef("employments__pk"), moment=NextStep.Moment.AFTER)
    found = Enrolment.objects.filter(
        closed_on__isnull=True,
        employments__scheme__asks_next_step=True,
        employments__period__endswith__lte=today,
        employments__end_reason__in=_SAY_NOTHING,
    )
    found = found.annotate(
        asked_on=DaysAfter(LastDay(F(_PERIOD)), setting("outcome_after_days", 31)),
        answered=Exists(said),
        employed_again=Exists(job_after("employments")),
    )
    found = found.filter(answered=False, employed_again=False, asked_on__lte=today)
    return _on_employments(found, F("asked_on"), F("consultant"))


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
RULES: tuple[DueRule, ...] = (HALF_TIME, BEFORE_END, UNCLEAR, OUTCOME)
