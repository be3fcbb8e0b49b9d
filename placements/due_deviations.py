"""What deviations want remembered besides that they are open: measures, closing, and what is serious (amc.due)."""

import datetime as dt
from typing import Any

from django.db.models import F
from django.urls import reverse

from amc.due import NOBODY, Addressee, DueRule, Stage
from participants.due import person_of
from participants.models import Enrolment
from placements.due import Rows, on_case
from placements.models import Deviation


def proposed_closings(today: dt.date) -> Rows:
    """Deviations that the consultant holds to be mended, for the enhetschef to close."""
    rows = Deviation.objects.filter(mended_on__isnull=True, proposed_on__lte=today)
    return on_case(rows, "enrolment", due_on=F("proposed_on"), responsible_id=NOBODY)


def serious_deviations(today: dt.date) -> Rows:
    """Serious deviations from the day they are noticed until somebody holds them to be mended, for the enhetschef."""
    rows = Deviation.objects.waiting().filter(severity__gte=Deviation.Severity.SERIOUS, noticed_on__lte=today)
    return on_case(rows, "enrolment", due_on=F("noticed_on"), responsible_id=NOBODY)


def waiting_measures(today: dt.date) -> Rows:
    """Measures that are not done, for whoever does them."""
    reach = today + dt.timedelta(days=MEASURE.reach)
    rows = Enrolment.objects.filter(
        closed_on__isnull=True,
        deviations__mended_on__isnull=True,
        deviations__measures__done_on__isnull=True,
        deviations__measures__due_on__lte=reach,
    )
    return rows.order_by().values(
        "participant_id",
        "unit_id",
        subject=F("deviations__measures__uuid"),
        person=person_of("participant"),
        responsible_id=F("deviations__measures__doer"),
        due_on=F("deviations__measures__due_on"),
    )


def _page(row: dict[str, Any]) -> str:
    return reverse("deviation_detail", args=[row["subject"]])


def _mend(row: dict[str, Any]) -> str:
    return reverse("deviation_mend", args=[row["subject"]])


def _done(row: dict[str, Any]) -> str:
    return reverse("deviation_measure_done", args=[row["subject"]])


SERIOUS = DueRule(
    code="deviation_serious",
    label="Allvarlig avvikelse",
    verb="Läs och följ upp",
    icon="exclamation-octagon-fill",
    horizon=0,
    stages=(Stage("new", 0),),
    rows=serious_deviations,
    url=_page,
    repeats=True,
)
PROPOSED = DueRule(
    code="deviation_proposed",
    label="Avvikelse att stänga",
    verb="Stäng eller öppna igen",
    icon="exclamation-triangle",
    horizon=0,
    stages=(Stage("due", 0),),
    rows=proposed_closings,
    url=_page,
    form=_mend,
)
MEASURE = DueRule(
    code="deviation_measure",
    label="Åtgärd efter avvikelse",
    verb="Åtgärden är gjord",
    icon="check2-square",
    horizon=7,
    stages=(Stage("due", 0), Stage("manager", 7, Addressee.MANAGER)),
    rows=waiting_measures,
    url=_done,
    form=_done,
)
RULES: tuple[DueRule, ...] = (SERIOUS, PROPOSED, MEASURE)
