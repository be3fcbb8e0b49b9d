"""What the follow-ups take of a consultant's calendar, and what is booked in the week of a case."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from amc.calendar import MUNICIPAL_ZONE
from amc.staff.models import User
from handlingsplan.hooks import Booked, WeekPart
from handlingsplan.hours import ONE_DAY
from handlingsplan.models import FollowUp
from participants.clashes import Busy
from participants.hooks import Tie
from participants.models import Meeting
from participants.page import Head

# A follow-up has a time and no length: an hour is what is set aside for it.
LENGTH = dt.timedelta(hours=1)


def booked_follow_ups(user: User, first: dt.datetime, after: dt.datetime) -> Iterable[Busy]:
    """The follow-ups of the own cases that take of the time from `first` to `after`."""
    rows = FollowUp.objects.visible_to(user).open()
    rows = rows.filter(enrolment__consultant=user, booked_at__lt=after, booked_at__gt=first - LENGTH)
    return [Busy(row.get_kind_display(), row.booked_at, row.booked_at + LENGTH) for row in rows if row.booked_at]


def followed_up_at(meeting: Meeting) -> Tie | None:
    """The follow-up that is to be held at the meeting, where there is one."""
    row = FollowUp.objects.open().filter(meeting=meeting).first()
    if row is None:
        return None
    kind = row.get_kind_display()
    return Tie(f"{kind[0].lower()}{kind[1:]}", row.get_absolute_url())


# --- In the calendar of the plan --------------------------------------------------------------------

MEETING_TONES = {Meeting.State.HELD: "done", Meeting.State.NO_SHOW: "overdue", Meeting.State.EXCUSED: "info"}


def _facts(first: dt.date, last: dt.date) -> dict[str, Any]:
    begins, ends = (dt.datetime.combine(day, dt.time(), MUNICIPAL_ZONE) for day in (first, last + ONE_DAY))
    meetings = Meeting.objects.filter(enrolment=OuterRef("pk"), starts_at__gte=begins, starts_at__lt=ends)
    meetings = meetings.exclude(state=Meeting.State.CANCELLED).order_by("starts_at", "pk")
    met = JSONObject(uuid="uuid", kind="kind", state="state", starts_at="starts_at", ends_at="ends_at")
    follow_ups = FollowUp.objects.filter(
        enrolment=OuterRef("pk"), held_on__isnull=True, cancelled_at__isnull=True, booked_at__gte=begins
    ).exclude(meeting__state=Meeting.State.PLANNED)
    follow_ups = follow_ups.filter(booked_at__lt=ends).order_by("booked_at", "pk")
    row = JSONObject(uuid="uuid", kind="kind", at="booked_at")
    return {
        "week_meetings": ArraySubquery(meetings.values(row=met)),
        "week_follow_ups": ArraySubquery(follow_ups.values(row=row)),
    }


def _booked(enrolment: Any, head: Head) -> Iterator[Booked]:
    for row in enrolment.week_meetings:
        starts, ends = _local(row["starts_at"]), _local(row["ends_at"])
        planned, state = row["state"] == Meeting.State.PLANNED, Meeting.State(row["state"])
        yield Booked(
            starts.date(),
            starts.time(),
            ends.time(),
            str(Meeting.Kind(row["kind"]).label),
            url=reverse("meeting_hold", args=[row["uuid"]]) if planned and head.may_edit else "",
            note="" if planned else str(state.label),
            tone=MEETING_TONES.get(state, "neutral"),
        )
    for row in enrolment.week_follow_ups:
        at = _local(row["at"])
        url = reverse("follow_up_detail", args=[row["uuid"]])
        yield Booked(at.date(), at.time(), None, str(FollowUp.Kind(row["kind"]).label), url=url)


def _local(moment: str) -> dt.datetime:
    return timezone.localtime(dt.datetime.fromisoformat(moment))


WEEK = WeekPart(facts=_facts, booked=_booked)
