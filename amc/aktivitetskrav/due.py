"""Weeks of the aktivitetskrav that nobody has filled in."""

import datetime as dt
from typing import Any

from django.db.models import Case, DateField, Exists, F, OuterRef, QuerySet, Value, When
from django.urls import reverse

from amc.aktivitetskrav.models import ActivityRequirement, ActivityWeek
from amc.due import KEYS, DueRule
from handlingsplan.hours import WEEK, monday_before
from participants.due import person_of
from participants.models import Enrolment

# A week is asked for on the Wednesday after it at the latest, and for as many weeks back.
DUE_AFTER = dt.timedelta(days=9)
WEEKS_BACK = 4


def unfilled(today: dt.date) -> QuerySet[Any, dict[str, Any]]:
    """Open enrolments by the earliest of the latest weeks in which something was asked that is not filled in."""
    mondays = [monday_before(today) - number * WEEK for number in range(WEEKS_BACK, 0, -1)]
    gaps = [When(_gap(monday), then=Value(monday + DUE_AFTER)) for monday in mondays]
    asked = Exists(ActivityRequirement.objects.filter(enrolment=OuterRef("pk")).in_days(mondays[0], today))
    rows = Enrolment.objects.filter(asked, closed_on__isnull=True).annotate(
        due_on=Case(*gaps, output_field=DateField()),
        subject=F("uuid"),
        person=person_of("participant"),
        responsible_id=F("consultant_id"),
    )
    return rows.filter(due_on__lte=today + dt.timedelta(days=WEEK_UNFILLED.reach)).values(*KEYS)


def _gap(monday: dt.date) -> Any:
    """Whether something was asked in the week from `monday`, and it is not filled in."""
    case = OuterRef("pk")
    asked = ActivityRequirement.objects.filter(enrolment=case).in_days(monday, monday + WEEK - dt.timedelta(days=1))
    filled = ActivityWeek.objects.filter(enrolment=case, monday=monday, is_filled=True)
    return Exists(asked) & ~Exists(filled)


def _week(row: dict[str, Any]) -> str:
    monday = row["due_on"] - DUE_AFTER
    return reverse("requirement_week", args=[row["subject"], monday.isoformat()])


WEEK_UNFILLED = DueRule(
    code="requirement_week",
    label="Aktivitetskravets vecka",
    verb="Fyll i veckan",
    icon="calendar-event",
    horizon=2,
    # It stands in Min dag until it is done; nobody is told besides.
    stages=(),
    rows=unfilled,
    url=_week,
)
RULES = (WEEK_UNFILLED,)
