"""From the tables to what the rules of misuse judge: a workplace, and a person who is or is to be there."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from amc.staff.models import Municipality, User
from placements.facts import as_period
from placements.models import Deviation, Employment, Internship, Scheme, Workplace
from placements.rules.misuse import Limits, Scene, Stay, added, judge_misuse, judge_misuse_of_job, judge_room
from placements.rules.periods import Period
from placements.rules.verdict import Verdict


def limits_of_misuse() -> Limits:
    """What the municipality has decided, or what it would have decided before it did."""
    row = Municipality.objects.only("place_praktik", "person_praktik", "workshop_months").first()
    return Limits(row.place_praktik, row.person_praktik, row.workshop_months) if row else Limits()


def lock_workplaces(workplaces: Iterable[Workplace]) -> None:
    """Let nobody else place anybody at these until the transaction ends, so that room is judged by what holds. Always
    after the persons' locks, and in one order; those that are not saved yet have nobody to wait for."""
    places = {place.pk: place for place in workplaces if place.pk is not None}
    rows = Workplace.objects.select_for_update(no_key=True).filter(pk__in=places).order_by("pk")
    for key, capacity in rows.values_list("pk", "capacity"):
        places[key].capacity = capacity


def scene_of(
    participant_id: int, workplace: Workplace, by: User, besides: Employment | Internship | None = None
) -> Scene:
    """A workplace and a person as the rules of misuse know them, without the placement `besides` that is asked about.

    Whether there is room is asked of all units; of the rest what `by` does not see is not counted.
    """
    return Scenes([participant_id], [workplace], by).of(participant_id, workplace, besides)


class Scenes:
    """What the rules of misuse know of some people and workplaces, in six queries however many.

    `plan` adds an employment that is yet to be written: it counts in what is asked after it.
    """

    def __init__(self, people: Collection[int], workplaces: Collection[Workplace], by: User) -> None:
        known = [place.pk for place in workplaces if place.pk is not None]
        internships = Internship.objects.select_related("workplace", "kind", "enrolment").order_by("pk")
        self._interns = _grouped(internships.filter(workplace__in=known), "workplace_id")
        self._own = _grouped(
            internships.filter(kind__precedes_job=True, enrolment__participant__in=people), "enrolment.participant_id"
        )
        workshop_jobs = Employment.objects.filter(participant__in=people, workplace__own_workshop=True)
        self._workshop_jobs = _grouped(workshop_jobs.order_by("pk"), "participant_id")
        self._stays = stays_at(known, people, by)
        self._concerns = Counter(self._open_concerns(known))
        self._planned: dict[UUID, list[tuple[int, Period]]] = defaultdict(list)
        self._in_workshops: dict[int, list[Period]] = defaultdict(list)

    @staticmethod
    def _open_concerns(workplaces: list[int]) -> Iterable[int]:
        there = Q(internship__workplace__in=workplaces) | Q(employment__workplace__in=workplaces)
        rows = Deviation.objects.open().filter(there, kind__in=Deviation.CONCERNING)
        for interned, employed in rows.values_list("internship__workplace", "employment__workplace"):
            yield interned or employed

    def plan(self, participant_id: int, workplace: Workplace, period: Period) -> None:
        """Somebody is to be employed there."""
        self._planned[workplace.uuid].append((participant_id, period))
        if workplace.own_workshop:
            self._in_workshops[participant_id].append(period)

    def of(self, participant_id: int, workplace: Workplace, besides: Employment | Internship | None = None) -> Scene:
        """One of the people at one of the workplaces."""
        interns = [row for row in self._interns.get(workplace.pk, ()) if row != besides]
        # Whoever goes from praktik to employment at a place takes no other place there.
        there = [period for person, period in self._stays.get(workplace.pk, ()) if person != participant_id]
        there += [period for person, period in self._planned[workplace.uuid] if person != participant_id]
        workshop = [as_period(row.period) for row in self._workshop_jobs.get(participant_id, ()) if row != besides]
        workshop += self._in_workshops[participant_id]
        return Scene(
            workplace=workplace.pk,
            name=workplace.name,
            capacity=workplace.capacity,
            own_workshop=workplace.own_workshop,
            there=tuple(there),
            at_place=tuple(_stay(row) for row in interns if row.kind.precedes_job),
            jobs=tuple(workshop),
            own=tuple(_stay(row) for row in self._own.get(participant_id, ()) if row != besides),
            open_concerns=self._concerns[workplace.pk],
        )


def stays_at(
    workplaces: Collection[int], people: Collection[int], by: User
) -> dict[int, list[tuple[int | None, Period]]]:
    """The days on which somebody is at `workplaces`, of all units, protected persons among them: by workplace, who and
    when. Who is told of those among `people` whom `by` may know; None for all others."""
    found: dict[int, list[tuple[int | None, Period]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place, days, person FROM placements_stays_at(%s, %s, %s)", [by.pk, list(workplaces), list(people)]
        )
        for place, days, person in cursor.fetchall():
            found[place].append((person, as_period(days)))
    return dict(found)


def _grouped(rows: QuerySet, by: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        found[attrgetter(by)(row)].append(row)
    return dict(found)


def _stay(row: Internship) -> Stay:
    return Stay(
        as_period(row.period),
        row.workplace_id,
        employed=row.end_reason == Internship.EndReason.EMPLOYED,
        own_workshop=row.workplace.own_workshop,
    )


def judge_job(
    employment: Employment | None,
    participant_id: int,
    workplace: Workplace | None,
    scheme: Scheme,
    period: Period,
    by: User,
) -> Verdict:
    """What may be misuse when somebody is employed at a workplace, or (`employment`) employed longer: its warnings.

    `period`: the employment's days with the extension. Without a workplace there is nothing to ask of.
    """
    if workplace is None:
        return Verdict()
    longer = added(as_period(employment.period), period.last) if employment else None
    scene = scene_of(participant_id, workplace, by, besides=employment)
    return judge_misuse_of_job(scene, period, limits_of_misuse(), regular=scheme.regular, longer=longer)


def judge_longer(internship: Internship, last_day: dt.date, by: User) -> Verdict:
    """What may be misuse when a praktik is to last to `last_day`: its warnings."""
    runs = as_period(internship.period)
    scene = scene_of(internship.enrolment.participant_id, internship.workplace, by, besides=internship)
    period = Period(runs.first, last_day)
    return judge_misuse(scene, period, limits_of_misuse(), longer=added(runs, last_day))


def judge_earlier(placement: Employment | Internship, first_day: dt.date, by: User) -> Verdict:
    """Whether there is room when a placement is to begin on `first_day`: asked of the days that it adds, if any."""
    runs = as_period(placement.period)
    if first_day >= runs.first or placement.workplace is None:
        return Verdict()
    scene = scene_of(placement.enrolment.participant_id, placement.workplace, by, besides=placement)
    return judge_room(scene, Period(first_day, runs.first - dt.timedelta(days=1)))
