"""Who leaves KAA, told ahead of time."""

import datetime as dt
from typing import Any

from django.db.models import DateField, ExpressionWrapper, F, Func, QuerySet, Value
from django.urls import reverse

from amc.due import KEYS, Addressee, DueRule, Stage
from participants.due import person_of
from participants.models import Enrolment, Source


def leaving(today: dt.date) -> QuerySet[Any, dict[str, Any]]:
    """Open enrolments of KAA by the day on which the person is too old for it: the 20th birthday
    [SFS 2010:800 29:9]."""
    last = Func("participant__birth_date", F("source__below_age") * 12, function="amc_last_day")
    turns = ExpressionWrapper(last + Value(1), output_field=DateField())
    rows = Enrolment.objects.filter(
        closed_on__isnull=True, source__regime=Source.Regime.KAA, source__below_age__isnull=False
    ).annotate(due_on=turns, subject=F("uuid"), person=person_of("participant"), responsible_id=F("consultant_id"))
    return rows.filter(due_on__lte=today + dt.timedelta(days=LEAVING.reach)).values(*KEYS)


LEAVING = DueRule(
    code="kaa_leaving",
    label="KAA är slut: 20 år",
    verb="Lämna över",
    icon="box-arrow-right",
    horizon=30,
    stages=(Stage("-30", -30), Stage("0", 0), Stage("7 sen", 7, Addressee.MANAGER)),
    rows=leaving,
    url=lambda row: reverse("kaa_exit", args=[row["subject"]]),
    form=lambda row: reverse("kaa_exit", args=[row["subject"]]),
)
RULES = (LEAVING,)
