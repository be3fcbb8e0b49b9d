"""The yearly follow-ups of AMI, asked for by the employments that they belong to."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from amc.revisions import save_revised
from handlingsplan.ami import Known, reschedule
from handlingsplan.models import FollowUp
from participants.models import Enrolment

PERIOD_CHANGED = "Anställningens period har ändrats."


@transaction.atomic
def plan_ami_follow_ups(*, enrolment: Enrolment, due_dates: Iterable[dt.date]) -> list[FollowUp]:
    """Plan the yearly follow-ups of a new AMI-anställning; answers one per date, in order [S0].

    `due_dates` are days from `amc.calendar.anniversaries`. A date that already has a follow-up, planned or
    held, gets no second one. Where an earlier contract has follow-ups of its own, use `move_ami_follow_ups` with
    the anniversaries of all contracts counted from the first start.
    """
    _lock(enrolment)
    existing = {row.due_on: row for row in _in_force(enrolment)}
    return [existing.get(day) or _add(enrolment, day) for day in sorted(set(due_dates))]


@transaction.atomic
def move_ami_follow_ups(
    *,
    enrolment: Enrolment,
    due_dates: Iterable[dt.date],
    now: dt.datetime | None = None,
    reason: str = PERIOD_CHANGED,
) -> list[FollowUp]:
    """Fit the yearly follow-ups to a changed period; answers one per date in `due_dates`, in order [S0].

    `due_dates` are all anniversaries of the person's AMI contracts in this enrolment, counted from the first
    start, also those already held. Open follow-ups are moved, added, or cancelled with `reason` at `now`; held
    ones, also from an earlier enrolment of the same person, stand as they are.
    """
    _lock(enrolment)
    days = sorted(set(due_dates))
    rows = {row.pk: row for row in _in_force(enrolment)}
    schedule = reschedule([Known(row.pk, row.due_on, row.held_on is not None) for row in rows.values()], days)
    for key, day in schedule.moves.items():
        rows[key].due_on = day
        save_revised(rows[key], rows[key].revision, ["due_on"])
    for key in schedule.cancels:
        rows[key].cancelled_at = now or timezone.now()
        rows[key].cancelled_reason = reason
        save_revised(rows[key], rows[key].revision, ["cancelled_at", "cancelled_reason"])
    return [_add(enrolment, day) if key is None else rows[key] for key, day in zip(schedule.keys, days, strict=True)]


def _lock(enrolment: Enrolment) -> None:
    Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)


def _in_force(enrolment: Enrolment) -> list[FollowUp]:
    """Open ones of this enrolment, and held ones of the person."""
    ami = FollowUp.objects.filter(kind=FollowUp.Kind.AMI_YEARLY, cancelled_at__isnull=True)
    held = ami.filter(enrolment__participant=enrolment.participant_id, held_on__isnull=False)
    return list(ami.filter(enrolment=enrolment, held_on__isnull=True).order_by("due_on", "id")) + list(
        held.order_by("due_on", "id")
    )


def _add(enrolment: Enrolment, day: dt.date) -> FollowUp:
    return FollowUp.objects.create(enrolment=enrolment, kind=FollowUp.Kind.AMI_YEARLY, due_on=day)
