"""Sessions of which nobody has filled in who came, and groups that ended without a word in the journals."""

import datetime as dt
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from amc.due import KEYS, NO_PARTICIPANT, DueRule, Stage
from amc.groups.models import GroupActivity, GroupSession

Rows = QuerySet[Any, dict[str, Any]]


def _of_group(rows: QuerySet[Any, Any], due_on: str, group: str = "") -> Rows:
    """For whoever leads the group at the path `group`, else for whoever made it. They name nobody."""
    return (
        rows.order_by()
        .annotate(
            subject=F("uuid"),
            **NO_PARTICIPANT,
            due_on=F(due_on),
            responsible_id=Coalesce(f"{group}led_by", f"{group}created_by"),
            **({"unit_id": F(f"{group}unit_id")} if group else {}),
        )
        .values(*KEYS)
    )


def unfilled(today: dt.date) -> Rows:
    """Sessions that are not filled in, by their day."""
    return _of_group(GroupSession.objects.unfilled_on(today), "held_on", "group__")


def untold(today: dt.date) -> Rows:
    """Groups that are over and not summed up in the journals, by their last day."""
    return _of_group(GroupActivity.objects.untold_on(today), "ends_on")


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
SUMMARY = DueRule(
    code="group_summary",
    label="Grupp som är slut",
    verb="Skriv i journalerna",
    icon="people",
    horizon=0,
    stages=(),
    rows=untold,
    url=lambda row: reverse("group_end", args=[row["subject"]]),
)
RULES = (ATTENDANCE, SUMMARY)
