"""What placements mean for the participant's page: chips in its head, and what stands in the way of closing."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, IntegerField, OuterRef, Value
from django.db.models.functions import JSONObject
from django.urls import reverse

from amc.calendar import DAYS_IN_A_MONTH
from amc.obstacles import Obstacle
from amc.web.charts import limit
from participants.models import Enrolment
from participants.page import Chip, Standing
from placements.models import Employment, Internship, Supervision
from placements.rules.employment import in_sentence
from placements.rules.periods import Period, used_days

_TONES = {"series-1": "info", "soon": "soon", "overdue": "overdue"}


@dataclass(frozen=True)
class Shown:
    """A placement as far as the chips need it; days as ISO text, `after` the day after the last."""

    code: str
    name: str
    first: str
    after: str
    supervised: bool
    needs_supervisor: bool
    total_months: int | None

    @property
    def period(self) -> Period:
        """First and last day."""
        return Period(dt.date.fromisoformat(self.first), dt.date.fromisoformat(self.after) - dt.timedelta(days=1))

    def runs_on(self, day: dt.date) -> bool:
        """Whether `day` is in the period."""
        return self.period.first <= day <= self.period.last


def _facts(today: dt.date) -> dict[str, Any]:
    supervised = Supervision.objects.filter(period__contains=today)
    period = {"first": F("period__startswith"), "after": F("period__endswith")}
    employments = Employment.objects.filter(participant=OuterRef("participant_id")).order_by("pk")
    internships = Internship.objects.filter(
        enrolment__participant=OuterRef("participant_id"), period__contains=today
    ).order_by("pk")
    employed = JSONObject(
        code="scheme_id",
        name="scheme__name",
        supervised=Exists(supervised.filter(employment=OuterRef("pk"))),
        needs_supervisor="scheme__requires_supervisor",
        total_months="scheme__total_max_months",
        **period,
    )
    practising = JSONObject(
        code=Value("praktik"),
        name="kind__name",
        supervised=Exists(supervised.filter(internship=OuterRef("pk"))),
        needs_supervisor=Value(True),
        total_months=Value(None, IntegerField()),
        **period,
    )
    return {
        "placement_employments": ArraySubquery(employments.values(row=employed)),
        "placement_internships": ArraySubquery(internships.values(row=practising)),
    }


def chips(enrolment: Any, today: dt.date) -> list[Chip]:
    """ "AMI 14 av 24 mån", "Praktik till 2026-12-20", "Handledare saknas"; each leads to the tab."""
    url = reverse("placements", args=[enrolment.participant.uuid])
    employments = [Shown(**row) for row in enrolment.placement_employments]
    running = [row for row in employments if row.runs_on(today)]
    internships = [Shown(**row) for row in enrolment.placement_internships]
    found = _ami(employments, url)
    shown = [row for row in running if row.code != Employment.AMI] + internships
    found += [Chip(f"{row.name} till {row.period.last}", "info", url) for row in shown]
    if any(row.needs_supervisor and not row.supervised for row in running + internships):
        found.append(Chip("Handledare saknas", "overdue", url))
    return found


PLACEMENTS = Standing(facts=_facts, chips=chips)


def _ami(employments: list[Shown], url: str) -> list[Chip]:
    rows = [row for row in employments if row.code == Employment.AMI]
    longest = rows[0].total_months if rows else None
    if not longest:
        return []
    used = used_days(row.period for row in rows)
    _, tone = limit(used, longest * DAYS_IN_A_MONTH)
    return [Chip(f"AMI {used // DAYS_IN_A_MONTH} av {longest} mån", _TONES[tone], url)]


def closing(enrolment: Enrolment, closed_on: dt.date) -> list[Obstacle]:
    """Internships and employments that the unit leads end no later than the enrolment does."""
    employments = enrolment.employments.filter(scheme__requires_supervisor=True).select_related("scheme")
    internships = enrolment.internships.select_related("kind")
    # The end of a stored period is the day after the last day.
    after = closed_on + dt.timedelta(days=1)
    found: list[tuple[Employment | Internship, str]] = [
        (row, in_sentence(row.scheme.name)) for row in employments.filter(period__endswith__gt=after)
    ]
    found += [(row, in_sentence(row.kind.name)) for row in internships.filter(period__endswith__gt=after)]
    return [
        Obstacle(
            "closed_on",
            f"Deltagaren har {word} till {row.last_day}. Avsluta den under Placering, senast {closed_on}.",
            "placement_running",
        )
        for row, word in found
    ]
