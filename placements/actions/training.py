"""What supervisors have been trained in: entered, corrected, and struck where it was a mistake."""

import datetime as dt
from typing import Any

from django.db import transaction

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.revisions import save_revised
from amc.staff.models import User
from placements.models import Supervisor, SupervisorTraining
from placements.rules.training import training_obstacles

_STRUCK = Obstacle(None, "Utbildningen är struken. Lägg in en ny.", "training_struck")


@transaction.atomic
def register_training(supervisor: Supervisor, *, by: User, today: dt.date, **values: Any) -> SupervisorTraining:
    """Enter a training; `values` are the fields of `SupervisorTraining`. Those that were there stay. Raises Refused."""
    Supervisor.objects.select_for_update(no_key=True).get(pk=supervisor.pk)
    _judge(supervisor.pk, values, today)
    return SupervisorTraining.objects.create(supervisor=supervisor, noted_by=by, **values)


@transaction.atomic
def change_training(
    training: SupervisorTraining, *, revision: int, today: dt.date, **values: Any
) -> SupervisorTraining:
    """Correct a training; what it said stays in the history.

    Raises Refused, and Stale when somebody else has changed it since `revision`.
    """
    Supervisor.objects.select_for_update(no_key=True).get(pk=training.supervisor_id)
    if SupervisorTraining.objects.filter(pk=training.pk, withdrawn_on__isnull=False).exists():
        raise Refused(_STRUCK)
    _judge(training.supervisor_id, values, today, besides=training)
    for name, value in values.items():
        setattr(training, name, value)
    save_revised(training, revision, values)
    return training


@transaction.atomic
def withdraw_training(training: SupervisorTraining, *, why: str, by: User, today: dt.date) -> SupervisorTraining:
    """Strike a training that was entered by mistake: it stands with the reason, and counts for nothing.

    Raises Refused when it is struck already.
    """
    row = SupervisorTraining.objects.select_for_update().get(pk=training.pk)
    if row.withdrawn_on:
        raise Refused(_STRUCK)
    row.withdrawn_on, row.withdrawn_by, row.withdrawn_why = today, by, why
    save_revised(row, row.revision, ["withdrawn_on", "withdrawn_by", "withdrawn_why"])
    return row


def _judge(supervisor: int, values: dict[str, Any], today: dt.date, besides: SupervisorTraining | None = None) -> None:
    others = SupervisorTraining.objects.standing().filter(supervisor=supervisor)
    if besides:
        others = others.exclude(pk=besides.pk)
    known = others.values_list("kind", "held_on")
    refuse_if(training_obstacles(values["kind"], values["held_on"], values.get("valid_until"), known, today=today))
