"""What lönestöd wants remembered: that it ends before the employment, and months that nobody asks for in time."""

import datetime as dt
from typing import Any

from django.db.models import F, IntegerField, Value
from django.urls import reverse

from amc.due import Addressee, DueRule, Stage
from participants.due import person_of
from placements.due import Rows
from placements.models import WageSupport, WaitingRequisition


def supports_ending(today: dt.date) -> Rows:
    """Decisions that end before their employment with nothing decided after them, and of which nobody has said that no
    more is asked for (domain.md section 4: warn 90 days before)."""
    rows = WageSupport.objects.without_more().filter(
        last_day__lte=today + dt.timedelta(days=SUPPORT_ENDING.reach),
        no_renewal="",
        employment__period__endswith__gt=today,
        employment__enrolment__closed_on__isnull=True,
    )
    return rows.order_by().values(
        subject=F("uuid"),
        person=person_of("employment__participant"),
        participant_id=F("employment__participant"),
        due_on=F("last_day"),
        responsible_id=F("employment__enrolment__consultant"),
        unit_id=F("employment__enrolment__unit"),
    )


def requisitions_waiting(today: dt.date) -> Rows:
    """Months whose last day to ask is near or passed, also of cases that have closed since: the money is still to be
    had. They are the ekonom's, who works by the list; the enhetschef is told when the day has passed."""
    rows = WaitingRequisition.objects.filter(due_on__lte=today + dt.timedelta(days=REQUISITION.reach))
    return rows.order_by().values(
        "due_on",
        subject=F("support__uuid"),
        person=person_of("support__employment__participant"),
        participant_id=F("support__employment__participant"),
        responsible_id=Value(None, IntegerField()),
        unit_id=F("support__employment__enrolment__unit"),
    )


def _page(row: dict[str, Any]) -> str:
    return reverse("wage_support_detail", args=[row["subject"]])


SUPPORT_ENDING = DueRule(
    code="wage_support_ending",
    label="Lönestöd tar slut före anställningen",
    verb="Ordna förlängning",
    icon="cash-coin",
    horizon=90,
    stages=(Stage("-90", -90), Stage("-60", -60), Stage("-30", -30)),
    rows=supports_ending,
    url=_page,
    form=lambda row: reverse("wage_support_no_renewal", args=[row["subject"]]),
)
REQUISITION = DueRule(
    code="wage_support_requisition",
    label="Lönestöd att rekvirera",
    verb="Rekvirera",
    icon="cash-coin",
    horizon=0,
    stages=(Stage("due", 1, Addressee.MANAGER),),
    rows=requisitions_waiting,
    url=_page,
)
RULES: tuple[DueRule, ...] = (SUPPORT_ENDING, REQUISITION)
