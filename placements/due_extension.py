"""A request to extend an employment waits for the one who decides, until the employment's last day."""

import datetime as dt
from typing import Any

from django.db.models import DateField, F, Func
from django.db.models.functions import Least
from django.urls import reverse

from amc.due import NOBODY, DueRule, Stage
from participants.due import person_of
from placements.due import LastDay, Rows
from placements.models import ExtensionRequest

DECIDE_WITHIN_DAYS = 7


class _InAWeek(Func):
    template = f"(%(expressions)s + {DECIDE_WITHIN_DAYS})"
    output_field = DateField()


def requests_waiting(today: dt.date) -> Rows:
    """Requests that wait, of employments whose last day has not passed; due a week after they were made, and no later
    than that day. Nobody is named: they are the enhetschef's."""
    rows = ExtensionRequest.objects.filter(
        state=ExtensionRequest.State.PENDING,
        employment__period__endswith__gt=today,
        employment__enrolment__closed_on__isnull=True,
    )
    return rows.order_by().values(
        subject=F("uuid"),
        person=person_of("employment__participant"),
        participant_id=F("employment__participant"),
        due_on=Least(_InAWeek("asked_on"), LastDay("employment__period")),
        responsible_id=NOBODY,
        unit_id=F("employment__enrolment__unit"),
    )


def _page(row: dict[str, Any]) -> str:
    return reverse("extension_decide", args=[row["subject"]])


EXTENSION = DueRule(
    code="extension_request",
    label="Begäran om förlängning",
    verb="Se begäran",
    icon="calendar-plus",
    horizon=DECIDE_WITHIN_DAYS,
    stages=(Stage("new", -DECIDE_WITHIN_DAYS), Stage("due", 0)),
    rows=requests_waiting,
    url=_page,
)
RULES: tuple[DueRule, ...] = (EXTENSION,)
