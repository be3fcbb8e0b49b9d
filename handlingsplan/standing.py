"""Where a person's plan and follow-ups stand, for the head of the page and for lists: chips, next step, documents."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from amc.calendar import due_in_words, swedish_plural
from amc.staff.models import User
from handlingsplan.due import DAYS_TO_FIRST_PLAN
from handlingsplan.models import FollowUp, PlanVersion
from participants.models import Enrolment, Participant
from participants.page import Chip, Document, Step

SOON_DAYS = 14


def chips(participant_ids: Sequence[int], today: dt.date) -> Mapping[int, Iterable[Chip]]:
    """ "Plan saknas", "Utkast", "Uppföljning försenad 4 dagar": of open enrolments, in one query."""
    versions = PlanVersion.objects.filter(plan__enrolment=OuterRef("pk"))
    rows = (
        Enrolment.objects.filter(participant__in=participant_ids, closed_on__isnull=True)
        .annotate(
            in_force=Exists(versions.filter(state=PlanVersion.State.AGREED)),
            draft=Exists(versions.filter(state=PlanVersion.State.DRAFT)),
            follow_up=_open_of_enrolment().values("due_on")[:1],
        )
        .values_list("participant_id", "opened_on", "in_force", "draft", "follow_up")
    )
    return {
        participant: [*_plan_chips(opened, in_force, draft, today), *_follow_up_chips(due, today)]
        for participant, opened, in_force, draft, due in rows
    }


def _plan_chips(opened_on: dt.date, in_force: bool, draft: bool, today: dt.date) -> Iterable[Chip]:
    if not in_force and not draft:
        late = (today - opened_on).days > DAYS_TO_FIRST_PLAN
        yield Chip("Plan saknas", "overdue" if late else "soon")
    if draft:
        yield Chip("Ny version av planen på gång" if in_force else "Plan: utkast", "info", "pencil")


def _follow_up_chips(due_on: dt.date | None, today: dt.date) -> Iterable[Chip]:
    if due_on is None or (due_on - today).days > SOON_DAYS:
        return
    if due_on < today:
        yield Chip(f"Uppföljning försenad {swedish_plural((today - due_on).days, 'dag', 'dagar')}", "overdue")
    else:
        yield Chip(f"Uppföljning {due_in_words(due_on, today)}", "soon")


def steps(participant_ids: Sequence[int], today: dt.date) -> Mapping[int, Step]:
    """The next follow-up of each participant, on its booked day or else its last, in one query."""
    rows = (
        FollowUp.objects.filter(enrolment__participant__in=participant_ids)
        .open()
        .order_by("enrolment__participant_id", "due_on", "pk")
        .distinct("enrolment__participant_id")
        .values_list("enrolment__participant_id", "uuid", "kind", "due_on", "booked_at")
    )
    return {
        participant: Step(
            FollowUp.Kind(kind).label,
            timezone.localdate(booked) if booked else due_on,
            reverse("follow_up_detail", args=[uuid]),
        )
        for participant, uuid, kind, due_on, booked in rows
    }


def documents(user: User, participant: Participant) -> list[Document]:
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
