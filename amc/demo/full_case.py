"""A file as thick as one gets in ten years, for as long as somebody measures on it."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from amc.staff.models import User
from amc.wall.session import entered
from handlingsplan.models import Activity, ActivityKind, Goal, Plan, PlanVersion
from participants.models import Enrolment, JournalEntry, Participant

GOALS = 10
ACTIVITIES = 200
NOTES = 500
_A_NOTE = "Samtal om hur det går, vad som är gjort sedan sist och vad som är nästa steg. "


@contextmanager
def full_case(consultant: User) -> Iterator[Participant | None]:
    """One of the open cases of `consultant` with GOALS goals and ACTIVITIES activities in a draft of the plan and NOTES
    notes in the journal, all of which is gone afterwards. None where the consultant has no case."""
    with entered(consultant.pk):
        try:
            yield _filled(consultant)
        finally:
            transaction.set_rollback(True)


def _filled(consultant: User) -> Participant | None:
    cases = Enrolment.objects.filter(consultant=consultant, closed_on__isnull=True).select_related("participant")
    case = cases.exclude(plan__versions__state=PlanVersion.State.DRAFT).order_by("opened_on", "pk").first()
    kind = ActivityKind.objects.first()
    if case is None or kind is None:
        return None
    plan, _ = Plan.objects.get_or_create(enrolment=case)
    number = plan.versions.count() + 1
    version = PlanVersion.objects.create(plan=plan, number=number, created_by=consultant)
    _plan_much(version, kind)
    _write_much(case, consultant)
    return case.participant


def _plan_much(version: PlanVersion, kind: ActivityKind) -> None:
    goals = Goal.objects.bulk_create(Goal(version=version, text=f"Mål {n + 1}", order=n) for n in range(GOALS))
    Activity.objects.bulk_create(
        Activity(
            version=version,
            goal=goals[n % GOALS],
            origin=uuid.uuid4(),
            kind=kind,
            what=f"Steg {n + 1} på vägen",
            party=Activity.Party.DELTAGARE,
            due_on=timezone.localdate() + dt.timedelta(days=n % 90),
            order=n,
        )
        for n in range(ACTIVITIES)
    )


def _write_much(case: Enrolment, consultant: User) -> None:
    now = timezone.now()
    JournalEntry.objects.bulk_create(
        JournalEntry(
            enrolment=case,
            kind=JournalEntry.Kind.SAMTAL,
            occurred_at=now - dt.timedelta(hours=n + 1),
            text=_A_NOTE * 5,
            author=consultant,
        )
        for n in range(NOTES)
    )
