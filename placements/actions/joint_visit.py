"""Visits together with Arbetsförmedlingen are planned, moved, held and cancelled."""

import datetime as dt
from typing import Any

from django.db import transaction

from amc.obstacles import refuse_if
from amc.revisions import Stale, save_revised
from amc.staff.models import User
from placements.models import Employer, EmployerContact, JointVisit
from placements.rules import joint_visit as rules


@transaction.atomic
def plan_joint_visit(employer: Employer, *, creator: User, today: dt.date, **values: Any) -> JointVisit:
    """Plan a visit to an employer; `values` are the fields of `JointVisit`. Raises Refused."""
    refuse_if(rules.planning_obstacles(values["on_day"], today=today))
    return JointVisit.objects.create(employer=employer, created_by=creator, **values)


@transaction.atomic
def change_joint_visit(visit: JointVisit, *, revision: int, today: dt.date, **values: Any) -> JointVisit:
    """Move or correct a planned visit. Raises Refused, and Stale when somebody else has changed it since `revision`."""
    known = JointVisit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    refuse_if(rules.planning_obstacles(values["on_day"], today=today, before=known.on_day, state=known.state))
    for name, value in values.items():
        setattr(visit, name, value)
    save_revised(visit, revision, values)
    return visit


@transaction.atomic
def end_joint_visit(visit: JointVisit, *, state: str, outcome: str, by: User, today: dt.date) -> JointVisit:
    """Say how a planned visit went: held, which is noted in the employer's log on the visit's day, or cancelled and
    why. Raises Refused, also when it has been said already."""
    row = JointVisit.objects.select_for_update(of=("self",)).select_related("workplace").get(pk=visit.pk)
    refuse_if(rules.ending_obstacles(state=row.state, to=state, on_day=row.on_day, outcome=outcome, today=today))
    row.state, row.outcome = state, outcome.strip()
    if state == rules.HELD:
        row.note = EmployerContact.objects.create(
            employer_id=row.employer_id,
            kind=EmployerContact.Kind.JOINT_VISIT,
            held_on=row.on_day,
            text=_noted(row),
            created_by=by,
        )
    save_revised(row, row.revision, ["state", "outcome", "note"])
    return row


@transaction.atomic
def take_back_visit(visit: JointVisit, revision: int) -> JointVisit:
    """Undo what was said of a visit by mistake, just now: it waits again, and the note that it made in the log goes.

    Raises Stale when somebody has changed the visit since `revision`, or the note since it was made.
    """
    row = JointVisit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    note, row.note = row.note, None
    row.state, row.outcome = rules.PLANNED, ""
    save_revised(row, revision, ["state", "outcome", "note"])
    if note and not EmployerContact.objects.filter(pk=note.pk, revision=0).delete()[0]:
        raise Stale(row)
    return row


def _noted(row: JointVisit) -> str:
    """What the log says: where and about what, who came from AF, and what was said."""
    where = f" på {row.workplace}" if row.workplace else ""
    about = f", om {row.about}" if row.about else ""
    return f"{row.outcome}\n\nSambesök{where}{about}. Från AF: {row.af_name}."
