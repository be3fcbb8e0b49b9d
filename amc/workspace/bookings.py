"""What one person has booked at a time today: meetings and follow-ups, own ones and those of whom they stand in for."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    DateTimeField,
    Q,
    QuerySet,
)
from django.urls import reverse
from django.utils import timezone

from amc.staff.models import User
from amc.workspace.my_day import Case
from amc.written import AnyOf, Slot, written_once
from handlingsplan.models import FollowUp
from participants.models import (
    Meeting,
    Participant,
)


@dataclass(frozen=True)
class Booking:
    """Something booked at a time today: a meeting, or a follow-up."""

    starts_at: dt.datetime
    ends_at: dt.datetime | None
    participant: Participant
    words: str
    url: str
    done: str = ""


def bookings_on(user: User, day: dt.date, cases: Iterable[Case]) -> list[Booking]:
    """What `user` has booked on `day`, earliest first: meetings that are not cancelled, and follow-ups of own cases;
    with the consultant's of those of `cases` (the own ones of that day) where `user` stands in for the consultant."""
    # As moments, which an index may compare behind the wall; a date made of a moment it may not.
    first, after = (timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=n), dt.time())) for n in (0, 1))
    instead = [case.enrolment.pk for case in cases if case.stands_in]
    meetings = _meetings(user, instead=instead, first=first, after=after)
    follow_ups = _follow_ups(user, instead=instead, first=first, after=after)
    # What somebody else holds in the case stays theirs.
    found = [_meeting(row, user) for row in meetings if row.consultant_id in {user.pk, row.enrolment.consultant_id}]
    found += [
        Booking(
            row.booked_at,
            None,
            row.enrolment.participant,
            _words(user, row.enrolment.consultant, row.get_kind_display()),
            row.get_absolute_url(),
        )
        for row in follow_ups
        if row.booked_at
    ]
    return sorted(found, key=lambda booking: (booking.starts_at, booking.participant.sort_key))


_BOOKED: dict[str, Any] = {
    "instead": ArrayField(BigIntegerField()),
    "first": DateTimeField(),
    "after": DateTimeField(),
}


@written_once(**_BOOKED)
def _meetings(user: User, instead: Slot, first: Slot, after: Slot) -> "QuerySet[Meeting]":
    own = Q(consultant=user) | Q(AnyOf("enrolment", instead))
    booked = Meeting.objects.visible_to(user).filter(own, starts_at__gte=first, starts_at__lt=after)
    return booked.exclude(state=Meeting.State.CANCELLED).select_related("enrolment__participant", "consultant")


@written_once(**_BOOKED)
def _follow_ups(user: User, instead: Slot, first: Slot, after: Slot) -> "QuerySet[FollowUp]":
    own = Q(enrolment__consultant=user) | Q(AnyOf("enrolment", instead))
    booked = FollowUp.objects.visible_to(user).open().filter(own, booked_at__gte=first, booked_at__lt=after)
    return booked.select_related("enrolment__participant", "enrolment__consultant")


def _words(user: User, consultant: User | None, *facts: str) -> str:
    """The facts there are, with whom `user` stands in for."""
    instead = f"i stället för {consultant.full_name}" if consultant and consultant != user else ""
    return ", ".join(fact for fact in (*facts, instead) if fact)


def _meeting(row: Meeting, user: User) -> Booking:
    person = row.enrolment.participant
    planned = row.state == Meeting.State.PLANNED
    return Booking(
        row.starts_at,
        row.ends_at,
        person,
        _words(user, row.consultant, row.get_kind_display(), row.details),
        reverse("meeting_hold", args=[row.uuid]) if planned else person.get_absolute_url(),
        "" if planned else row.get_state_display(),
    )
