"""What planned changes of consultant want remembered: those who give and take know of it ahead, whoever had the cases
knows when it is done, and whoever planned it and the enhetschef when it came to nothing."""

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

from amc.addresses import address
from amc.due import KEYS, NO_PARTICIPANT, Addressee, DueRule, Stage
from amc.staff.models import User
from participants.models import Participant, PlannedChange, ProtectedAccess

# It is told the moment that it is planned, which is a year ahead at the most (rules.planning).
TOLD_DAYS = 366
SHOWN_DAYS = 14

Rows = QuerySet[Any, dict[str, Any]]


def _known_to(rows: "QuerySet[PlannedChange]", whom: str, today: dt.date) -> "QuerySet[PlannedChange]":
    """Those of `rows` that are about nobody who is hidden from the one at the path `whom`, whose account is in use:
    a whole step is told as one, and it has to be one that can be opened."""
    hidden = Participant.objects.filter(pk=OuterRef("enrolment__participant"), is_protected=True)
    named = ProtectedAccess.objects.in_force_on(today).filter(
        participant=OuterRef("enrolment__participant"), user=OuterRef(whom)
    )
    in_use = User.objects.active_on(today).filter(pk=OuterRef(whom))
    return rows.filter(Q(~Exists(hidden)) | Q(Exists(named)), Exists(in_use))


def _steps(rows: "QuerySet[PlannedChange]", whom: str, due_on: Any) -> Rows:
    """One row for each step."""
    return (
        rows.order_by()
        .annotate(
            subject=F("step"),
            **NO_PARTICIPANT,
            due_on=due_on,
            responsible_id=F(f"{whom}_id"),
            unit_id=F("enrolment__unit_id"),
        )
        .values(*KEYS)
        .distinct()
    )


def _to_come(rule: DueRule, whom: str, today: dt.date) -> Rows:
    rows = PlannedChange.objects.to_come().filter(day__lte=today + dt.timedelta(days=rule.reach))
    # Whoever planned it knows.
    return _steps(_known_to(rows.exclude(planned_by=F(whom)), whom, today), whom, F("day"))


def giving(today: dt.date) -> Rows:
    """Steps that take cases from somebody, until the day."""
    return _to_come(GIVING, "of", today)


def receiving(today: dt.date) -> Rows:
    """Steps that bring cases to somebody, until the day; then there is a letter (due_handovers)."""
    return _to_come(RECEIVING, "to", today)


def _settled_on() -> Func:
    return Func("settled_at", function="amc_local_date", output_field=DateField())


def done(today: dt.date) -> Rows:
    """Steps that are done, until whoever had the cases has read it."""
    rows = PlannedChange.objects.filter(state=PlannedChange.State.DONE, read_at__isnull=True)
    return _steps(_known_to(rows.exclude(planned_by=F("of")), "of", today), "of", _settled_on())


def refused(today: dt.date) -> Rows:
    """Changes that came to nothing, until somebody has read why: case by case, since each wants something done."""
    rows = PlannedChange.objects.filter(state=PlannedChange.State.REFUSED, read_at__isnull=True).order_by()
    return rows.annotate(
        subject=F("uuid"),
        person=Subquery(Participant.objects.filter(pk=OuterRef("enrolment__participant")).values("uuid")),
        participant_id=F("enrolment__participant_id"),
        due_on=_settled_on(),
        responsible_id=F("planned_by_id"),
        unit_id=F("enrolment__unit_id"),
    ).values(*KEYS)


def _page(row: dict[str, Any]) -> str:
    return address("planned_step", row["subject"])


GIVING = DueRule(
    code="change_giving",
    label="Ärenden byter konsulent",
    verb="Se vilka",
    icon="arrow-left-right",
    horizon=SHOWN_DAYS,
    stages=(Stage("planerat", -TOLD_DAYS),),
    rows=giving,
    url=_page,
)
RECEIVING = DueRule(
    code="change_receiving",
    label="Ärenden att ta över",
    verb="Se vilka",
    icon="arrow-left-right",
    horizon=SHOWN_DAYS,
    stages=(Stage("planerat", -TOLD_DAYS),),
    rows=receiving,
    url=_page,
)
DONE = DueRule(
    code="change_done",
    label="Ärenden har bytt konsulent",
    verb="Se vilka",
    icon="arrow-left-right",
    horizon=0,
    stages=(Stage("0", 0),),
    rows=done,
    url=_page,
)
REFUSED = DueRule(
    code="change_refused",
    label="Bytet av konsulent blev inte av",
    verb="Se varför",
    icon="person-x",
    horizon=0,
    stages=(Stage("0", 0), Stage("0 chef", 0, Addressee.MANAGER)),
    rows=refused,
    url=_page,
)
# Told as one step, about no participant.
OF_STEPS = (GIVING, RECEIVING, DONE)
RULES = (*OF_STEPS, REFUSED)
