"""Readings that the enhetschef is told of at once."""

import datetime as dt
from typing import Any

from django.db.models import DateField, F, Func, QuerySet
from django.urls import reverse

from amc.due import KEYS, NO_PARTICIPANT, NOBODY, Addressee, DueRule, Stage
from amc.review.models import Flag


def alerts(today: dt.date) -> QuerySet[Any, dict[str, Any]]:
    """Alerts that nobody has looked at; due the day they were raised. They name nobody: their page does."""
    day = Func("flagged_at", function="amc_local_date", output_field=DateField())
    waiting = Flag.objects.waiting().filter(alerts=True)
    return waiting.annotate(
        subject=F("uuid"),
        **NO_PARTICIPANT,
        due_on=day,
        responsible_id=NOBODY,
    ).values(*KEYS)


READING = DueRule(
    code="log_alert",
    label="Larm i läsloggen",
    verb="Granska",
    icon="eye",
    horizon=0,
    stages=(Stage("0", 0, Addressee.MANAGER),),
    rows=alerts,
    url=lambda row: reverse("review_flag", args=[row["subject"]]),
)
RULES = (READING,)
