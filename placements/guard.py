"""From the tables to what the rules of misuse judge: a workplace, and a person who is or is to be there."""

import datetime as dt
from typing import Any

from django.db.models import Q

from amc.staff.models import Municipality
from placements.facts import as_period
from placements.models import Deviation, Employment, Internship, Scheme, Workplace
from placements.rules.misuse import Limits, Scene, Stay, added, judge_misuse, judge_misuse_of_job
from placements.rules.periods import Period
from placements.rules.verdict import Verdict


def limits_of_misuse() -> Limits:
    """What the municipality has decided, or what it would have decided before it did."""
    row = Municipality.objects.only("place_praktik", "person_praktik", "workshop_months").first()
    return Limits(row.place_praktik, row.person_praktik, row.workshop_months) if row else Limits()


def scene_of(participant_id: int, workplace: Workplace, besides: Employment | Internship | None = None) -> Scene:
    """A workplace and a person as the rules of misuse know them, without the placement `besides` that is asked about.

    What the unit does not see it does not count.
    """
    internships, employments = Internship.objects.all(), Employment.objects.all()
    if isinstance(besides, Internship):
        internships = internships.exclude(pk=besides.pk)
    elif besides:
        employments = employments.exclude(pk=besides.pk)
    practised = internships.filter(kind__precedes_job=True).select_related("workplace")
    # Whoever goes from praktik to employment at a place takes no other place there.
    there: list[Any] = [
        *internships.filter(workplace=workplace)
        .exclude(enrolment__participant=participant_id)
        .values_list("period", flat=True),
        *employments.filter(workplace=workplace).exclude(participant=participant_id).values_list("period", flat=True),
    ]
    jobs = employments.filter(participant=participant_id, workplace__own_workshop=True)
    at_place = Q(internship__workplace=workplace) | Q(employment__workplace=workplace)
    return Scene(
        workplace=workplace.pk,
        name=workplace.name,
        capacity=workplace.capacity,
        own_workshop=workplace.own_workshop,
        there=tuple(map(as_period, there)),
        at_place=tuple(map(_stay, practised.filter(workplace=workplace))),
        jobs=tuple(map(as_period, jobs.values_list("period", flat=True))),
        own=tuple(map(_stay, practised.filter(enrolment__participant=participant_id))),
        open_concerns=Deviation.objects.open().filter(at_place, kind__in=Deviation.CONCERNING).count(),
    )


def _stay(row: Internship) -> Stay:
    return Stay(
        as_period(row.period),
        row.workplace_id,
        employed=row.end_reason == Internship.EndReason.EMPLOYED,
        own_workshop=row.workplace.own_workshop,
    )


def judge_job(
    employment: Employment | None, participant_id: int, workplace: Workplace | None, scheme: Scheme, period: Period
) -> Verdict:
    """What may be misuse when somebody is employed at a workplace, or (`employment`) employed longer: its warnings.

    `period`: the employment's days with the extension. Without a workplace there is nothing to ask of.
    """
    if workplace is None:
        return Verdict()
    longer = added(as_period(employment.period), period.last) if employment else None
    scene = scene_of(participant_id, workplace, besides=employment)
    return judge_misuse_of_job(scene, period, limits_of_misuse(), regular=scheme.regular, longer=longer)


def judge_longer(internship: Internship, last_day: dt.date) -> Verdict:
    """What may be misuse when a praktik is to last to `last_day`: its warnings."""
    runs = as_period(internship.period)
    scene = scene_of(internship.enrolment.participant_id, internship.workplace, besides=internship)
    period = Period(runs.first, last_day)
    return judge_misuse(scene, period, limits_of_misuse(), longer=added(runs, last_day))
