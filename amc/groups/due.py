"""Sessions of which nobody has filled in who came."""

import datetime as dt
from typing import Any

from django.db.models import BigIntegerField, F, QuerySet, UUIDField, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from amc.due import KEYS, DueRule, Stage
from amc.groups.models import GroupSession


def unfilled(today: dt.date) -> QuerySet[Any, dict[str, Any]]:
    """By the day of the session, for whoever leads the group, else for whoever made it. They name nobody."""
    return (
        GroupSession.objects.unfilled_on(today)
        .order_by()
        .annotate(
            subject=F("uuid"),
            person=Cast(Value(None), UUIDField()),
            participant_id=Cast(Value(None), BigIntegerField()),
            due_on=F("held_on"),
            responsible_id=Coalesce("group__led_by", "group__created_by"),
            unit_id=F("group__unit_id"),
        )
        .values(*KEYS)
    )


ATTENDANCE = DueRule(
    code="group_attendance",
    label="Närvaro i grupp",
    verb="Fyll i närvaron",
    icon="people",
    horizon=0,
    # On the day itself the group may not have met yet.
    stages=(Stage("1", 1),),
    rows=unfilled,
    url=lambda row: reverse("session_attendance", args=[row["subject"]]),
)
RULES = (ATTENDANCE,)
