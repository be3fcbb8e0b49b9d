"""Certificates that end."""

import datetime as dt
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from amc.due import KEYS, DueRule, Stage
from amc.skills.models import Certificate
from amc.skills.rules import RENEW_DAYS
from participants.due import person_of


def ending(today: dt.date) -> QuerySet[Any, dict[str, Any]]:
    """Certificates of open cases by their last day, unless the same person has one of the kind that holds longer."""
    longer = Certificate.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=OuterRef("valid_to")),
        enrolment__participant=OuterRef("enrolment__participant"),
        kind=OuterRef("kind"),
        struck=False,
    )
    rows = Certificate.objects.filter(
        ~Exists(longer.order_by()),
        struck=False,
        lapses=False,
        valid_to__isnull=False,
        enrolment__closed_on__isnull=True,
    ).annotate(
        due_on=F("valid_to"),
        subject=F("uuid"),
        person=person_of("enrolment__participant"),
        participant_id=F("enrolment__participant_id"),
        responsible_id=F("enrolment__consultant_id"),
        unit_id=F("enrolment__unit_id"),
    )
    return rows.filter(due_on__lte=today + dt.timedelta(days=CERTIFICATE.reach)).order_by().values(*KEYS)


CERTIFICATE = DueRule(
    code="certificate",
    label="Bevis slutar gälla",
    verb="Förnya beviset",
    icon="award",
    horizon=30,
    stages=(Stage("-60", -RENEW_DAYS), Stage("-7", -7)),
    rows=ending,
    url=lambda row: reverse("certificate_renew", args=[row["subject"]]),
)
RULES = (CERTIFICATE,)
