"""The visits and talks of an internship: follow-ups that are planned with it, move with its period and end with it."""

import datetime as dt

from django.utils import timezone

from amc.revisions import save_revised
from handlingsplan.models import FollowUp
from placements.facts import as_period
from placements.models import Internship, InternshipVisit, PlannedVisit
from placements.rules.visits import Visit, visit_days

PERIOD_CHANGED = "Praktikens period har ändrats."
HAS_ENDED = "Praktiken har slutat."


def plan_visits(internship: Internship, today: dt.date) -> list[InternshipVisit]:
    """Fit the visits to the internship's period: added, moved, or cancelled with a reason. In the caller's transaction.

    Held and cancelled ones stand, and so does one that was moved by hand within the period. A visit whose day has
    passed when it would be added is left out; one that is open moves no further back than today.
    """
    known = {
        link.plan_id: link
        for link in internship.visits.select_related("follow_up").select_for_update(of=("self", "follow_up"))
    }
    plans = PlannedVisit.objects.filter(kind=internship.kind_id, is_active=True)
    period = as_period(internship.period)
    days = dict(visit_days([Visit(row.pk, row.anchor, row.days) for row in plans], period))
    if internship.end_reason and period.last <= today:
        days = {}
    for key, link in known.items():
        row = link.follow_up
        if row.held_on is not None or row.cancelled_at is not None:
            continue
        by_hand = row.due_on != link.planned_on and row.due_on in period
        if key not in days:
            _cancel(row, HAS_ENDED if internship.end_reason else PERIOD_CHANGED)
        elif not by_hand:
            _move(link, max(days[key], today))
    return [
        InternshipVisit.objects.create(
            internship=internship,
            plan_id=key,
            planned_on=day,
            follow_up=FollowUp.objects.create(
                enrolment_id=internship.enrolment_id, kind=FollowUp.Kind.PRAKTIK, due_on=day
            ),
        )
        for key, day in days.items()
        if key not in known and day >= today
    ]


def _cancel(row: FollowUp, reason: str) -> None:
    row.cancelled_at, row.cancelled_reason = timezone.now(), reason
    save_revised(row, row.revision, ["cancelled_at", "cancelled_reason"])


def _move(link: InternshipVisit, day: dt.date) -> None:
    row = link.follow_up
    if day == row.due_on:
        return
    row.due_on = link.planned_on = day
    save_revised(row, row.revision, ["due_on"])
    link.save(update_fields=["planned_on"])
