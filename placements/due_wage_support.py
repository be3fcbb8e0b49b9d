"""What lönestöd wants remembered: that it ends before the employment, months that nobody asks for in time, and that the
employment was broken off."""

import datetime as dt
from typing import Any

from django.db.models import F
from django.urls import reverse

from amc.due import NOBODY, Addressee, DueRule, Stage
from participants.due import person_of
from placements.due import LastDay, Rows
from placements.due_aborts import BROKEN_OFF, lately, told_from
from placements.models import WageSupport, WaitingRequisition

BROKEN_OFF_DAYS = 30


def supports_ending(today: dt.date) -> Rows:
    """Decisions that end before their employment with nothing decided after them, and of which nobody has said that no
    more is asked for (domain.md section 4: warn 90 days before)."""
    rows = WageSupport.objects.without_more().filter(
        last_day__lte=today + dt.timedelta(days=SUPPORT_ENDING.reach),
        no_renewal="",
        employment__period__endswith__gt=today,
        enrolment__closed_on__isnull=True,
    )
    return rows.order_by().values(
        subject=F("uuid"),
        person=person_of("enrolment__participant"),
        participant_id=F("enrolment__participant"),
        due_on=F("last_day"),
        responsible_id=F("enrolment__consultant"),
        unit_id=F("enrolment__unit"),
    )


def requisitions_waiting(today: dt.date) -> Rows:
    """Months that are over and whose last day to ask is near or passed, also of cases that have closed since: the money
    is still to be had. They are the ekonom's, who is told before and on the day; the enhetschef when it has passed."""
    rows = WaitingRequisition.objects.filter(
        over_on__lte=today, due_on__lte=today + dt.timedelta(days=REQUISITION.reach)
    )
    return rows.order_by().values(
        "due_on",
        "participant_id",
        subject=F("uuid"),
        person=person_of("participant"),
        responsible_id=NOBODY,
        unit_id=F("enrolment__unit"),
    )


def supports_broken_off(today: dt.date) -> Rows:
    """Decisions that ran when their employment was broken off, or were to begin after it, for a month:
    Arbetsförmedlingen has to know, and later months are not asked for. Also of cases that have closed since."""
    rows = WageSupport.objects.filter(
        lately("employment", today, BROKEN_OFF_DAYS),
        employment__end_reason__in=BROKEN_OFF["employment"],
        last_day__gte=LastDay("employment__period"),
    )
    return rows.order_by().values(
        subject=F("uuid"),
        person=person_of("enrolment__participant"),
        participant_id=F("enrolment__participant"),
        due_on=told_from("employment"),
        responsible_id=NOBODY,
        unit_id=F("enrolment__unit"),
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
    # "due" has been the enhetschef's since before the ekonom was told: nobody is told twice of a month.
    stages=(
        Stage("-14", -14, Addressee.ECONOMY),
        Stage("-3", -3, Addressee.ECONOMY),
        Stage("day", 0, Addressee.ECONOMY),
        Stage("due", 1, Addressee.MANAGER),
    ),
    rows=requisitions_waiting,
    url=_page,
)
SUPPORT_BROKEN_OFF = DueRule(
    code="wage_support_broken_off",
    label="Anställning med lönestöd är avbruten",
    verb="Läs",
    icon="stop-circle",
    horizon=0,
    stages=(Stage("due", 0, Addressee.ECONOMY),),
    rows=supports_broken_off,
    url=_page,
    case_url=_page,
    repeats=True,
)
RULES: tuple[DueRule, ...] = (SUPPORT_ENDING, REQUISITION, SUPPORT_BROKEN_OFF)
