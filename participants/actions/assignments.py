"""Who works with a case: handing over, standing in, taking part as a specialist."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from psycopg.types.range import DateRange

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.revisions import Stale
from amc.staff.adapter import usable
from amc.staff.models import Role, User
from participants.actions.overtaking import overtake
from participants.models import CaseAssignment, Enrolment, Meeting
from participants.querysets import hidden_from
from participants.rules import enrolments as rules

ONE_DAY = dt.timedelta(days=1)


def _locked(enrolment: Enrolment) -> Enrolment:
    return Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)


def _check(enrolment: Enrolment, user: User, first: dt.date, last: dt.date | None) -> None:
    is_hidden = hidden_from(user).filter(pk=enrolment.participant_id).exists()
    refuse_if(who_may(enrolment, user, first, last, is_hidden=is_hidden))


def who_may(
    enrolment: Enrolment, user: User, first: dt.date, last: dt.date | None, *, is_hidden: bool
) -> list[Obstacle]:
    """What stands in the way of `user` working with the case from `first` to `last` (inclusive; None: until further
    notice). `is_hidden` says whether the person of the case is hidden from `user`; nothing is asked of the tables."""
    return rules.assignment_obstacles(
        first=first,
        last=last,
        opened_on=enrolment.opened_on,
        is_open=enrolment.is_open,
        same_unit=user.unit_id == enrolment.unit_id,
        usable=usable(user, first) and user.has_role(Role.KONSULENT, Role.ENHETSCHEF, Role.SPECIALIST),
        is_known=not is_hidden,
        name=user.full_name,
    )


@transaction.atomic
def hand_over(
    *,
    enrolment: Enrolment,
    to: User,
    first: dt.date,
    reason: str,
    by: User,
    today: dt.date,
    revision: int | None = None,
) -> CaseAssignment:
    """Make `to` the consultant from `first`; the one before works with the case until the day before.

    On the very day that the one before began, both stand as having had the case that day. Meetings that are still to
    come go along; how an earlier one went is for whoever had it to tell. What `to` was in the case ends. Raises Refused
    as the rules say, and Stale when somebody saved the case after `revision`.
    """
    enrolment = _locked(enrolment)
    if revision is not None and revision != enrolment.revision:
        raise Stale(enrolment)
    _check(enrolment, to, first, None)
    having = enrolment.assignments.standing().filter(part=CaseAssignment.Part.CONSULTANT)
    present = having.filter(period__endswith__isnull=True).first()
    refuse_if(
        rules.hand_over_obstacles(
            first=first,
            since=present.period.lower if present and enrolment.consultant_id else None,
            is_same=enrolment.consultant_id == to.pk,
            name=to.full_name,
            reason=reason,
            today=today,
        )
    )
    if present is not None:
        present.period = DateRange(present.period.lower, max(first, present.period.lower + ONE_DAY))
        present.save(update_fields=["period"])
    _move_meetings(enrolment, to)
    _end_parts_of(enrolment, to, first)
    enrolment.consultant = to
    enrolment.revision += 1
    enrolment.save(update_fields=["consultant", "revision"])
    overtake([enrolment.pk], by_id=by.pk, now=timezone.now())
    return CaseAssignment.objects.create(
        enrolment=enrolment,
        user=to,
        part=CaseAssignment.Part.CONSULTANT,
        period=DateRange(first, None),
        reason=reason.strip(),
        assigned_by=by,
    )


def _move_meetings(enrolment: Enrolment, to: User) -> None:
    """The present consultant's planned meetings become the new one's; meetings of others stay theirs."""
    planned = enrolment.meetings.filter(state=Meeting.State.PLANNED, starts_at__gte=timezone.now())
    planned.filter(consultant=enrolment.consultant_id).update(consultant=to, revision=F("revision") + 1)


def _end_parts_of(enrolment: Enrolment, user: User, first: dt.date) -> None:
    """Let what `user` was in the case, as substitute or specialist, end the day before `first`."""
    parts = enrolment.assignments.exclude(part=CaseAssignment.Part.CONSULTANT).filter(user=user)
    parts.filter(period__startswith__gte=first).update(period=CaseAssignment.STRUCK)
    for part in parts.filter(period__contains=first):
        part.period = DateRange(part.period.lower, first)
        part.save(update_fields=["period"])


@transaction.atomic
def take_part(
    *, enrolment: Enrolment, user: User, part: str, first: dt.date, last: dt.date | None, reason: str, by: User
) -> CaseAssignment:
    """Let `user` work with the case as substitute or specialist, `first` to `last` inclusive (None: until further
    notice). Raises Refused as `hand_over`, and for somebody who already works with the case in those days."""
    enrolment = _locked(enrolment)
    _check(enrolment, user, first, last)
    period = DateRange(first, last + ONE_DAY if last else None)
    if enrolment.assignments.filter(user=user, period__overlap=period).exists():
        raise Refused(rules.already_there(user.full_name))
    return CaseAssignment.objects.create(
        enrolment=enrolment, user=user, part=part, period=period, reason=reason, assigned_by=by
    )


@transaction.atomic
def end_part(*, assignment: CaseAssignment, last: dt.date, by: User) -> None:
    """End a substitute's or specialist's part with `last`, itself included; one not yet begun is struck out."""
    _locked(assignment.enrolment)
    assignment = CaseAssignment.objects.select_for_update(no_key=True).get(pk=assignment.pk)
    refuse_if(
        rules.ending_obstacles(
            is_consultant=assignment.part == CaseAssignment.Part.CONSULTANT,
            last=last,
            present_last=assignment.last_day,
        )
    )
    if assignment.period.lower > last:
        assignment.period = CaseAssignment.STRUCK
    else:
        assignment.period = DateRange(assignment.period.lower, last + ONE_DAY)
    assignment.save(update_fields=["period"])
