"""The sessions of groups in a person's week, in the calendar of the plan."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from amc.groups.models import Attendance, GroupSession
from handlingsplan.hooks import Booked, WeekPart
from handlingsplan.hours import hours_of
from participants.page import Head

TONES = {"present": "done", "excused": "info", "absent": "overdue"}


def _facts(first: dt.date, last: dt.date) -> dict[str, Any]:
    stays = Q(group__members__left_on__isnull=True) | Q(group__members__left_on__gte=F("held_on"))
    own = GroupSession.objects.filter(
        stays,
        group__members__enrolment=OuterRef("pk"),
        group__members__joined_on__lte=F("held_on"),
        held_on__range=(first, last),
        cancelled=False,
    )
    noted = Attendance.objects.filter(session=OuterRef("pk"), member=OuterRef("group__members__pk"))
    row = JSONObject(
        uuid="uuid",
        name="group__name",
        day="held_on",
        starts_at="starts_at",
        ends_at="ends_at",
        origin="group__members__origin",
        state=Subquery(noted.values("state")),
    )
    return {"week_sessions": ArraySubquery(own.order_by("held_on", "starts_at", "pk").values(row=row))}


def _booked(enrolment: Any, head: Head) -> Iterator[Booked]:
    for row in enrolment.week_sessions:
        day = dt.date.fromisoformat(row["day"])
        if enrolment.closed_on and day > enrolment.closed_on:
            continue
        session = GroupSession(
            starts_at=dt.time.fromisoformat(row["starts_at"]), ends_at=dt.time.fromisoformat(row["ends_at"])
        )
        # Whoever may not open the session comes to how the person has come.
        own = reverse("participant_groups", args=[head.participant.uuid])
        yield Booked(
            day,
            session.starts_at,
            session.ends_at,
            row["name"],
            url=reverse("session_attendance", args=[row["uuid"]]) if head.may_edit else own,
            hours=hours_of(session.minutes),
            note=Attendance.State(row["state"]).label if row["state"] else "",
            tone=TONES.get(row["state"], "neutral"),
            origin=uuid.UUID(row["origin"]) if row["origin"] else None,
        )


WEEK = WeekPart(facts=_facts, booked=_booked)
