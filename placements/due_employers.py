"""What the work with employers wants remembered (amc.due). It is about no participant."""

import datetime as dt
from typing import Any

from django.db.models import Case, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from amc.due import KEYS, NO_PARTICIPANT, Addressee, DueRule, Stage
from amc.staff.models import User
from amc.written import AnyOf, Slot
from placements.models import EmployerContact, JointVisit, ResponsibilityAgreement

Rows = QuerySet[Any, dict[str, Any]]


def _of(rows: QuerySet[Any], user: str, due_on: str) -> Rows:
    """`rows` as the contract's keys, for the user at the path `user`; the unit's when that account has ended."""
    return (
        rows.order_by()
        .annotate(
            subject=F("uuid"),
            **NO_PARTICIPANT,
            due_on=F(due_on),
            responsible_id=Case(When(**{f"{user}__is_active": True}, then=F(f"{user}_id"))),
            unit_id=F(f"{user}__unit_id"),
        )
        .values(*KEYS)
    )


def open_steps(today: dt.date) -> Rows:
    """Next steps with employers that are not done."""
    reach = today + dt.timedelta(days=STEP.reach)
    return _of(EmployerContact.objects.waiting().filter(next_on__lte=reach), "next_by", "next_on")


def planned_visits(today: dt.date) -> Rows:
    """Visits together with AF of which nobody has said how they went."""
    reach = today + dt.timedelta(days=VISIT.reach)
    return _of(JointVisit.objects.planned().filter(on_day__lte=reach), "by", "on_day")


def agreements_ending(today: dt.date) -> Rows:
    """Agreements on responsibility that end soon or have ended, with employers in use, until there is one that lasts
    longer for the same place or somebody has said that it will not be renewed."""
    reach = today + dt.timedelta(days=AGREEMENT_ENDING.reach)
    longer = ResponsibilityAgreement.objects.filter(
        Q(workplace__isnull=True) | Q(workplace=OuterRef("workplace")),
        Q(valid_to__isnull=True) | Q(valid_to__gt=OuterRef("valid_to")),
        employer=OuterRef("employer"),
    )
    rows = ResponsibilityAgreement.objects.filter(
        ~Exists(longer), valid_to__lte=reach, lapses=False, employer__is_active=True
    )
    return _of(rows, "created_by", "valid_to")


def _agreement(row: dict[str, Any]) -> str:
    return reverse("agreement_change", args=[row["subject"]])


def _done(row: dict[str, Any]) -> str:
    return reverse("employer_contact_done", args=[row["subject"]])


def _ended(row: dict[str, Any]) -> str:
    return reverse("joint_visit_end", args=[row["subject"]])


STEP = DueRule(
    code="employer_step",
    label="Nästa steg med en arbetsgivare",
    verb="Hur gick det?",
    icon="building",
    horizon=14,
    stages=(Stage("due", 0), Stage("manager", 14, Addressee.MANAGER)),
    rows=open_steps,
    url=_done,
    form=_done,
)
VISIT = DueRule(
    code="joint_visit",
    label="Sambesök med AF",
    verb="Hur gick det?",
    icon="people",
    horizon=14,
    stages=(Stage("-1", -1), Stage("manager", 14, Addressee.MANAGER)),
    rows=planned_visits,
    url=_ended,
    form=_ended,
)
AGREEMENT_ENDING = DueRule(
    code="responsibility_agreement_ending",
    label="Ansvarsavtal går ut",
    verb="Förnya avtalet",
    icon="file-earmark-text",
    horizon=60,
    stages=(Stage("-60", -60), Stage("-14", -14), Stage("manager", 1, Addressee.MANAGER)),
    rows=agreements_ending,
    url=_agreement,
)
RULES: tuple[DueRule, ...] = (STEP, VISIT, AGREEMENT_ENDING)


def words_of(user: User, subjects: Slot) -> "list[QuerySet[Any, Any]]":
    """What the rows with these subjects are about, as Min dag names them: the employer, and the step or the visit. Each
    question answers pairs of a subject and its words."""
    steps = EmployerContact.objects.visible_to(user).filter(AnyOf("uuid", subjects)).order_by()
    agreements = ResponsibilityAgreement.objects.visible_to(user).filter(AnyOf("uuid", subjects)).order_by()
    step = Concat("employer__name", Value(": "), "next_step", output_field=TextField())
    visits = JointVisit.objects.visible_to(user).filter(AnyOf("uuid", subjects)).order_by()
    clock = Func(F("at"), Value("HH24:MI"), function="to_char", output_field=TextField())
    visit = Concat(
        *("employer__name", Value(": sambesök kl. "), clock, Value(" med "), "af_name"), output_field=TextField()
    )
    return [
        visits.values_list("uuid", visit),
        steps.values_list("uuid", step),
        agreements.values_list("uuid", Cast("employer__name", TextField())),
    ]
