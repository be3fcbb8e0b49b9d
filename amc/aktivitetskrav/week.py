"""How much is asked of a person's week, in the calendar of the plan."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from psycopg.types.range import DateRange

from amc.aktivitetskrav.models import ActivityRequirement
from handlingsplan.hooks import WeekPart
from handlingsplan.hours import ONE_DAY, Span


def _facts(first: dt.date, last: dt.date) -> dict[str, Any]:
    rows = ActivityRequirement.objects.filter(
        enrolment=OuterRef("pk"), period__overlap=DateRange(first, last + ONE_DAY)
    )
    row = JSONObject(week="hours_per_week", first=F("period__startswith"), after=F("period__endswith"))
    return {"week_asked": ArraySubquery(rows.order_by("pk").values(row=row))}


def _asked(enrolment: Any) -> Iterator[Span]:
    url = reverse("participant_requirement", args=[enrolment.participant.uuid])
    for row in enrolment.week_asked:
        ends = dt.date.fromisoformat(row["after"]) - ONE_DAY if row["after"] else None
        last = min((day for day in (ends, enrolment.closed_on) if day), default=None)
        yield Span("Aktivitetskrav", Decimal(str(row["week"])), dt.date.fromisoformat(row["first"]), last, url=url)


WEEK = WeekPart(facts=_facts, asked=_asked)
