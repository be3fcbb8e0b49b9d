"""What placements take of a person's week, in the calendar of the plan."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DecimalField, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject
from django.urls import reverse
from psycopg.types.range import DateRange

from amc.staff.models import Municipality
from handlingsplan.hooks import WeekPart
from handlingsplan.hours import ONE_DAY, Span
from placements.models import Employment, Internship, Suspension

PER_CENT = 100
_PERIOD = {"first": F("period__startswith"), "after": F("period__endswith")}


def _facts(first: dt.date, last: dt.date) -> dict[str, Any]:
    during = {"enrolment": OuterRef("pk"), "period__overlap": DateRange(first, last + ONE_DAY)}
    internships = JSONObject(
        uuid="uuid", kind="kind__name", at="workplace__name", week="hours_per_week", days="weekday_hours", **_PERIOD
    )
    rests = Suspension.objects.standing().filter(employment=OuterRef("pk")).order_by("pk")
    employments = JSONObject(
        uuid="uuid",
        scheme="scheme__name",
        at="employer__name",
        extent="extent",
        rests=ArraySubquery(rests.values(row=JSONObject(**_PERIOD))),
        **_PERIOD,
    )
    return {
        "week_internships": ArraySubquery(Internship.objects.filter(**during).order_by("pk").values(row=internships)),
        "week_employments": ArraySubquery(Employment.objects.filter(**during).order_by("pk").values(row=employments)),
        "week_full_time": Coalesce(
            Subquery(Municipality.objects.filter(pk=1).values("full_time_hours")),
            Value(Municipality._meta.get_field("full_time_hours").get_default(), DecimalField()),
        ),
    }


def _placed(enrolment: Any) -> Iterator[Span]:
    """Internships by the hours of their days, employments by their part of full time but for their suspensions."""
    for row in enrolment.week_internships:
        yield Span(
            f"{row['kind']}, {row['at']}",
            Decimal(str(row["week"])),
            *_days(row),
            placement=True,
            weekdays=tuple(Decimal(str(hours)) for hours in row["days"]),
            url=reverse("internship_detail", args=[row["uuid"]]),
        )
    for row in enrolment.week_employments:
        yield Span(
            f"{row['scheme']}, {row['at']}",
            enrolment.week_full_time * row["extent"] / PER_CENT,
            *_days(row),
            placement=True,
            away=tuple(_days(one) for one in row["rests"]),
            url=reverse("employment_detail", args=[row["uuid"]]),
        )


def _days(row: dict[str, str]) -> tuple[dt.date, dt.date]:
    """The first and last day of a bounded period."""
    return dt.date.fromisoformat(row["first"]), dt.date.fromisoformat(row["after"]) - ONE_DAY


WEEK = WeekPart(facts=_facts, placed=_placed)
