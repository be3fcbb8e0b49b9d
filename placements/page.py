"""What placements mean for the participant's page: chips in its head, and what stands in the way of closing."""

import datetime as dt

from django.db.models import Exists, OuterRef
from django.urls import reverse

from amc.calendar import DAYS_IN_A_MONTH
from amc.obstacles import Obstacle
from amc.staff.models import User
from amc.web.charts import limit
from participants.models import Enrolment, Participant
from participants.page import Chip
from placements.facts import as_period
from placements.models import Employment, Internship, Supervision
from placements.rules.employment import in_sentence
from placements.rules.periods import used_days

_TONES = {"series-1": "info", "soon": "soon", "overdue": "overdue"}


def chips(user: User, participant: Participant, enrolment: Enrolment | None, today: dt.date) -> list[Chip]:
    """ "AMI 14 av 24 mån", "Praktik till 2026-12-20", "Handledare saknas"; each leads to the tab."""
    url = reverse("placements", args=[participant.uuid])
    supervised = Supervision.objects.filter(period__contains=today)
    employments = list(
        Employment.objects.visible_to(user)
        .filter(participant=participant)
        .select_related("scheme")
        .annotate(supervised=Exists(supervised.filter(employment=OuterRef("pk"))))
    )
    internships = list(
        Internship.objects.visible_to(user)
        .filter(enrolment__participant=participant)
        .running_on(today)
        .select_related("kind")
        .annotate(supervised=Exists(supervised.filter(internship=OuterRef("pk"))))
    )
    running = [row for row in employments if row.runs_on(today)]
    found = _ami(employments, url)
    found += [Chip(f"{row.scheme.name} till {row.last_day}", "info", url) for row in running if row.scheme_id != "ami"]
    found += [Chip(f"{row.kind.name} till {row.last_day}", "info", url) for row in internships]
    alone = [row for row in running if row.scheme.requires_supervisor and not row.supervised]
    if alone or any(not row.supervised for row in internships):
        found.append(Chip("Handledare saknas", "overdue", url))
    return found


def _ami(employments: list[Employment], url: str) -> list[Chip]:
    rows = [row for row in employments if row.scheme_id == Employment.AMI]
    longest = rows[0].scheme.total_max_months if rows else None
    if not longest:
        return []
    used = used_days(as_period(row.period) for row in rows)
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
