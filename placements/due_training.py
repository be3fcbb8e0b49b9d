"""Nobody is supervised by somebody without a training that holds, unless somebody has said that it goes on [S1]."""

import datetime as dt
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.urls import reverse

from amc.due import Addressee, DueRule, Stage
from handlingsplan.models import LocalDate
from participants.due import person_of
from participants.models import Enrolment
from placements.due import Days, FirstDay, LastDay, Rows
from placements.models import AcknowledgedWarning
from placements.rules.supervision import LAPSED, RENEW_DAYS, UNTRAINED

_UNTIL = "supervisions__supervisor__trained_until"


def untrained(today: dt.date) -> Rows:
    """Supervision that goes on past the day on which the supervisor's training lapses, due that day, or by somebody who
    has none, due when it began.

    It is asked until somebody has acknowledged it for the placement: a lapse no earlier than it was first asked about.
    """
    read = AcknowledgedWarning.objects.filter(
        Q(employment=OuterRef("supervisions__employment")) | Q(internship=OuterRef("supervisions__internship")),
        enrolment=OuterRef("pk"),
    )
    of_lapse = read.filter(code=LAPSED).annotate(day=LocalDate("acknowledged_at"))
    lapses = Q(
        ~Exists(of_lapse.filter(day__gte=Days(OuterRef(_UNTIL), -RENEW_DAYS))),
        supervisions__supervisor__trained_on__isnull=False,
        **{f"{_UNTIL}__lt": LastDay("supervisions__period"), f"{_UNTIL}__lte": today + dt.timedelta(days=RENEW_DAYS)},
    )
    never = Q(~Exists(read.filter(code=UNTRAINED)), supervisions__supervisor__trained_on__isnull=True)
    day = Case(When(**{f"{_UNTIL}__isnull": False}, then=F(_UNTIL)), default=FirstDay("supervisions__period"))
    rows = Enrolment.objects.filter(
        lapses | never,
        closed_on__isnull=True,
        supervisions__period__contains=today,
        supervisions__period__endswith__gt=today,
    )
    return rows.order_by().values(
        "participant_id",
        "unit_id",
        subject=F("supervisions__uuid"),
        person=person_of("participant"),
        responsible_id=F("consultant"),
        due_on=day,
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
