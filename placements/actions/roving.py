"""Where supervisors supervise besides at their own employer's."""

import datetime as dt

from django.db import transaction

from amc.obstacles import refuse_if
from amc.revisions import Stale, save_revised
from amc.staff.models import User
from placements.models import Supervisor, SupervisorPlace, Workplace
from placements.rules.roving import place_obstacles


@transaction.atomic
def register_place(
    supervisor: Supervisor, *, workplace: Workplace, first_day: dt.date, last_day: dt.date | None, by: User
) -> SupervisorPlace:
    """Let a supervisor serve a workplace from `first_day` to `last_day` (None: until further notice).

    Raises Refused while they already do.
    """
    _lock(supervisor.pk)
    _judge(supervisor.pk, workplace.pk, first_day, last_day)
    return SupervisorPlace.objects.create(
        supervisor=supervisor, workplace=workplace, first_day=first_day, last_day=last_day, noted_by=by
    )


@transaction.atomic
def change_place(
    place: SupervisorPlace, *, revision: int, first_day: dt.date, last_day: dt.date | None
) -> SupervisorPlace:
    """Let the days be others. What somebody leads there already stands.

    Raises Refused while they serve the place by another row, and Stale when somebody has changed it since `revision`.
    """
    _lock(place.supervisor_id)
    _judge(place.supervisor_id, place.workplace_id, first_day, last_day, besides=place)
    place.first_day, place.last_day = first_day, last_day
    save_revised(place, revision, ["first_day", "last_day"])
    return place


@transaction.atomic
def drop_place(place: SupervisorPlace, *, revision: int) -> None:
    """Take away what never came about. Raises Stale when somebody has changed it since `revision`."""
    _lock(place.supervisor_id)
    current = SupervisorPlace.objects.filter(pk=place.pk).first()
    if current is None or current.revision != revision:
        raise Stale(current)
    current.delete()


def _lock(supervisor: int) -> None:
    """One change of a supervisor's places at a time."""
    Supervisor.objects.select_for_update(no_key=True).get(pk=supervisor)


def _judge(
    supervisor: int,
    workplace: int,
    first_day: dt.date,
    last_day: dt.date | None,
    besides: SupervisorPlace | None = None,
) -> None:
    rows = SupervisorPlace.objects.filter(supervisor=supervisor, workplace=workplace)
    if besides:
        rows = rows.exclude(pk=besides.pk)
    refuse_if(place_obstacles(first_day, last_day, rows.values_list("first_day", "last_day")))
