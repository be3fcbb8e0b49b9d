"""A request to extend an employment waits for the one who decides, until the employment's last day; whoever asked is
told what was decided, and that it lapsed where nothing was."""

import datetime as dt
from typing import Any

from django.db.models import DateField, F, Func, Q
from django.db.models.functions import Least
from django.urls import reverse

from amc.due import NOBODY, Addressee, DueRule, Stage
from participants.due import person_of
from placements.due import LastDay, Rows, upper
from placements.models import ExtensionRequest

DECIDE_WITHIN_DAYS = 7
TOLD_DAYS = 7


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


def _on_employment(due_on: Any) -> dict[str, Any]:
    return {
        "subject": F("employment__uuid"),
        "person": person_of("employment__participant"),
        "participant_id": F("employment__participant"),
        "due_on": due_on,
        "responsible_id": F("asked_by"),
        "unit_id": F("employment__enrolment__unit"),
    }


def decided(today: dt.date) -> Rows:
    """What somebody else decided of a request, for a week, to whoever asked."""
    by_another = Q(decided_by__lt=F("asked_by")) | Q(decided_by__gt=F("asked_by"))
    rows = ExtensionRequest.objects.filter(
        by_another,
        state__in=(ExtensionRequest.State.APPROVED, ExtensionRequest.State.DECLINED),
        decided_on__range=(today - dt.timedelta(days=TOLD_DAYS), today),
    )
    return rows.order_by().values(**_on_employment(F("decided_on")))


def lapsed(today: dt.date) -> Rows:
    """Requests that nobody decided while the employment ran, for a week after its last day, to whoever asked and to the
    enhetschef."""
    rows = ExtensionRequest.objects.filter(
        state=ExtensionRequest.State.PENDING,
        employment__period__endswith__range=(today - dt.timedelta(days=TOLD_DAYS), today),
    )
    return rows.order_by().values(**_on_employment(upper("employment__period")))


def _employment(row: dict[str, Any]) -> str:
    return reverse("employment_detail", args=[row["subject"]])


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
DECIDED = DueRule(
    code="extension_decided",
    label="Beslut om förlängning",
    verb="Läs",
    icon="calendar-check",
    horizon=0,
    stages=(Stage("due", 0),),
    rows=decided,
    url=_employment,
    case_url=_employment,
    repeats=True,
)
LAPSED = DueRule(
    code="extension_lapsed",
    label="En begäran om förlängning förföll utan beslut",
    verb="Läs",
    icon="calendar-x",
    horizon=0,
    stages=(Stage("due", 0), Stage("manager", 0, Addressee.MANAGER)),
    rows=lapsed,
    url=_employment,
    case_url=_employment,
    repeats=True,
)
RULES: tuple[DueRule, ...] = (EXTENSION, DECIDED, LAPSED)
