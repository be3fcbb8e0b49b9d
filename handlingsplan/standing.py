"""Where a person's plan and follow-ups stand, for the head of the page and for lists: chips, next step, documents."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from amc.calendar import due_in_words, swedish_plural
from amc.staff.models import User
from handlingsplan.due import DAYS_TO_FIRST_PLAN
from handlingsplan.models import FollowUp, PlanVersion
from participants.models import Enrolment, Meeting, Participant
from participants.page import Chip, Document, Standing, Step

SOON_DAYS = 14


def _plan_facts(today: dt.date) -> dict[str, Any]:
    versions = PlanVersion.objects.filter(plan__enrolment=OuterRef("pk"))
    return {
        "plan_in_force": Exists(versions.filter(state=PlanVersion.State.AGREED)),
        "plan_draft": Exists(versions.filter(state=PlanVersion.State.DRAFT)),
    }


def plan_chips(enrolment: Any, today: dt.date) -> Iterable[Chip]:
    """ "Plan saknas", "Plan: utkast": of an open enrolment with the facts of PLAN."""
    if not enrolment.is_open:
        return
    yield from _plan_chips(enrolment.opened_on, enrolment.plan_in_force, enrolment.plan_draft, today)


# The time of the meeting while it is to be held, else the one without a meeting (FollowUp.booked).
BOOKED = Case(When(meeting__state=Meeting.State.PLANNED, then="meeting__starts_at"), default="booked_at")


def _follow_up_facts(today: dt.date) -> dict[str, Any]:
    row = JSONObject(uuid="uuid", kind="kind", due_on="due_on", booked_at=BOOKED)
    return {"follow_up_next": Subquery(_open_of_enrolment().values(row=row)[:1])}


def follow_up_chips(enrolment: Any, today: dt.date) -> Iterable[Chip]:
    """ "Uppföljning försenad 4 dagar": of an open enrolment with the facts of FOLLOW_UP."""
    if enrolment.is_open and enrolment.follow_up_next:
        yield from _follow_up_chips(dt.date.fromisoformat(enrolment.follow_up_next["due_on"]), today)


def follow_up_step(enrolment: Any, today: dt.date) -> Step | None:
    """The next follow-up, on its booked day or else its last."""
    row = enrolment.follow_up_next
    if row is None:
        return None
    on = dt.date.fromisoformat(row["due_on"])
    if row["booked_at"]:
        on = timezone.localdate(dt.datetime.fromisoformat(row["booked_at"]))
    return Step(FollowUp.Kind(row["kind"]).label, on, reverse("follow_up_detail", args=[row["uuid"]]))


PLAN = Standing(facts=_plan_facts, chips=plan_chips)
FOLLOW_UP = Standing(facts=_follow_up_facts, chips=follow_up_chips, step=follow_up_step)


def _plan_chips(opened_on: dt.date, in_force: bool, draft: bool, today: dt.date) -> Iterable[Chip]:
    if not in_force and not draft:
        late = (today - opened_on).days > DAYS_TO_FIRST_PLAN
        yield Chip("Plan saknas", "overdue" if late else "soon")
    if draft:
        yield Chip("Ny version av planen på gång" if in_force else "Plan: utkast", "info", shape="pencil")


def _follow_up_chips(due_on: dt.date, today: dt.date) -> Iterable[Chip]:
    if (due_on - today).days > SOON_DAYS:
        return
    if due_on < today:
        yield Chip(f"Uppföljning försenad {swedish_plural((today - due_on).days, 'dag', 'dagar')}", "overdue")
    else:
        yield Chip(f"Uppföljning {due_in_words(due_on, today)}", "soon")


def documents(user: User, participant: Participant, cases: Sequence[Enrolment]) -> list[Document]:
    """The agreed versions of the person's plans, also of earlier enrolments, each as the paper to take home."""
    rows = PlanVersion.objects.visible_to(user).filter(
        plan__enrolment__participant=participant, agreed_on__isnull=False
    )
    address = reverse("plan_pdf", args=[participant.uuid])
    return [
        Document(
            f"Handlingsplan, version {number}",
            agreed_on,
            f"{address}?arende={case}&version={number}",
            PlanVersion.State(state).label.lower(),
        )
        for number, agreed_on, state, case in rows.order_by("-agreed_on", "-pk").values_list(
            "number", "agreed_on", "state", "plan__enrolment__case_number"
        )
    ]


def _open_of_enrolment() -> QuerySet[FollowUp]:
    waiting = FollowUp.objects.filter(enrolment=OuterRef("pk"), held_on__isnull=True, cancelled_at__isnull=True)
    return waiting.order_by("due_on", "pk")
