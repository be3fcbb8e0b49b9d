"""Nobody is supervised by somebody without a training that holds, unless somebody has said that it goes on [S1]."""

import datetime as dt
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from amc.due import Addressee, DaysAfter, DueRule, Stage
from handlingsplan.models import LocalDate
from participants.due import person_of
from participants.models import Enrolment
from placements.due import FirstDay, LastDay, Rows
from placements.models import AcknowledgedWarning, SupervisorTraining
from placements.rules.supervision import LAPSED, RENEW_DAYS, UNTRAINED


def untrained(today: dt.date) -> Rows:
    """Supervision that goes on past the day on which the supervisor's best training lapses, due that day, or by
    somebody who has none, due when it began.

    It is asked until somebody has acknowledged it for the placement: a lapse no earlier than it was first asked about.
    """
    running = Enrolment.objects.filter(
        closed_on__isnull=True, supervisions__period__contains=today, supervisions__period__endswith__gt=today
    )
    held = SupervisorTraining.objects.held(today).filter(supervisor=OuterRef("led_by")).order_by()
    # The one that holds longest: until further notice (nothing) before any day.
    until = held.order_by(F("valid_until").desc(nulls_first=True)).values("valid_until")[:1]
    # What is asked of the supervision is named first, so that all conditions are about the same.
    asked = running.alias(
        led_by=F("supervisions__supervisor"),
        employment=F("supervisions__employment"),
        internship=F("supervisions__internship"),
        last=LastDay("supervisions__period"),
    ).alias(until=Subquery(until))
    read = AcknowledgedWarning.objects.filter(
        Q(employment=OuterRef("employment")) | Q(internship=OuterRef("internship")), enrolment=OuterRef("pk")
    )
    of_lapse = read.filter(code=LAPSED).annotate(day=LocalDate("acknowledged_at"))
    lapses = Q(
        ~Exists(of_lapse.filter(day__gte=DaysAfter(OuterRef("until"), -RENEW_DAYS))),
        until__lt=F("last"),
        until__lte=today + dt.timedelta(days=RENEW_DAYS),
    )
    never = Q(~Exists(read.filter(code=UNTRAINED)), ~Exists(held))
    rows = asked.filter(lapses | never)
    return rows.order_by().values(
        "participant_id",
        "unit_id",
        subject=F("supervisions__uuid"),
        person=person_of("participant"),
        responsible_id=F("consultant"),
        due_on=Coalesce(F("until"), FirstDay("supervisions__period")),
    )


def _form(row: dict[str, Any]) -> str:
    return reverse("supervision_untrained", args=[row["subject"]])


TRAINING = DueRule(
    code="supervisor_training",
    label="Handledarens utbildning",
    verb="Svara",
    icon="mortarboard",
    horizon=RENEW_DAYS,
    stages=(
        Stage("60", -RENEW_DAYS),
        Stage("30", -30),
        Stage("due", 0),
        Stage("manager", 14, Addressee.MANAGER),
    ),
    rows=untrained,
    url=_form,
    form=_form,
)
RULES: tuple[DueRule, ...] = (TRAINING,)
