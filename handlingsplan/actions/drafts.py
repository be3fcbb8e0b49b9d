"""What is done to the goals and activities of a draft; every change voids what somebody had agreed to."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db import transaction

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.revisions import save_revised
from amc.staff.models import User
from handlingsplan import rules
from handlingsplan.actions.goals import Ending, set_goal_result
from handlingsplan.actions.locks import Edited, current, editing, lock_enrolment
from handlingsplan.models import Activity, ActivityKind, Goal, GoalResult, PlanVersion

UP, DOWN = "up", "down"


@dataclass(frozen=True)
class FirstStep:
    """An activity that is written down together with its goal: the least that an activity says."""

    kind: ActivityKind | None
    what: str
    party: str
    due_on: dt.date | None = None
    responsible: User | None = None
    starts_on: dt.date | None = None
    hours_per_week: Decimal | None = None


@transaction.atomic
def add_goal(
    *,
    version: PlanVersion,
    text: str,
    sign: str = "",
    due_on: dt.date | None = None,
    steps: Sequence[FirstStep | None] = (),
) -> Edited[Goal]:
    """Add a goal last, with its first activities in the order of `steps`.

    Raises Refused; what is wrong with the second of `steps` is about "what_2", "kind_2" and so on. An empty place
    among them is None. Nothing is written unless all of it is.
    """
    with editing(version) as edited:
        refuse_if(rules.goal_obstacles(text=text) + _obstacles_of(steps))
        goal = edited.row = Goal.objects.create(
            version=edited.version,
            text=text.strip(),
            sign=sign.strip(),
            due_on=due_on,
            order=edited.version.goals.count() + 1,
        )
        taken = [(step, step.kind) for step in steps if step and step.kind]
        for order, (step, kind) in enumerate(taken, start=1):
            Activity.objects.create(
                version=edited.version,
                goal=goal,
                kind=kind,
                origin=uuid.uuid4(),
                order=order,
                what=step.what.strip(),
                party=step.party,
                due_on=step.due_on,
                responsible=step.responsible,
                starts_on=step.starts_on,
                hours_per_week=step.hours_per_week,
            )
    return edited


def _obstacles_of(steps: Sequence[FirstStep | None]) -> list[Obstacle]:
    found = []
    for number, step in enumerate(steps, start=1):
        if step is None:
            continue
        of_one = rules.activity_obstacles(
            what=step.what,
            party=step.party,
            party_name="",
            responsible=step.responsible,
            starts_on=step.starts_on,
            due_on=step.due_on,
            hours_per_week=step.hours_per_week,
        )
        if step.kind is None:
            of_one.append(Obstacle("kind", "Välj slags aktivitet.", "activity_without_kind"))
        found += [replace(obstacle, field=f"{obstacle.field}_{number}") for obstacle in of_one]
    return found


@transaction.atomic
def change_goal(*, goal: Goal, revision: int, text: str, sign: str = "", due_on: dt.date | None = None) -> Edited[Goal]:
    """Change a goal. Raises Refused, and Stale when somebody saved or removed it after `revision`."""
    with editing(goal.version) as edited:
        refuse_if(rules.goal_obstacles(text=text))
        row = edited.row = current(goal)
        row.text, row.sign, row.due_on = text.strip(), sign.strip(), due_on
        save_revised(row, revision, ["text", "sign", "due_on"])
    return edited


@transaction.atomic
def remove_goal(*, goal: Goal, ending: Ending | None = None) -> Edited[Goal]:
    """Remove a goal from the draft; its activities stay, without a goal.

    A goal that stands in the plan in force does not leave in silence: `ending` says what became of it. Raises Refused.
    """
    lock_enrolment(goal.version.plan.enrolment)
    with editing(goal.version) as edited:
        agreed = Goal.objects.in_force().filter(version__plan=goal.version.plan_id, origin=goal.origin).first()
        if agreed:
            refuse_if([] if ending else [Obstacle("result", rules.NO_RESULT, "goal_result")])
        if agreed and ending:
            known = GoalResult.objects.filter(goal=agreed).first()
            set_goal_result(goal=agreed, known=known, revision=known.revision if known else 0, ending=ending)
        loose = edited.version.activities.filter(goal__isnull=True).count()
        for order, row in enumerate(goal.activities.order_by("order", "id"), start=loose + 1):
            Activity.objects.filter(pk=row.pk).update(goal=None, order=order)
        Goal.objects.filter(pk=goal.pk).delete()
    return edited


@transaction.atomic
def move_goal(*, goal: Goal, direction: str) -> Edited[Goal]:
    """Move a goal one step "up" or "down"; at the end of the row nothing happens. Raises Refused."""
    with editing(goal.version) as edited:
        _step(list(edited.version.goals.order_by("order", "id")), goal, direction)
    return edited


@transaction.atomic
def add_activity(
    *,
    version: PlanVersion,
    kind: ActivityKind,
    what: str,
    party: str,
    goal: Goal | None = None,
    party_name: str = "",
    responsible: User | None = None,
    starts_on: dt.date | None = None,
    due_on: dt.date | None = None,
    hours_per_week: Decimal | None = None,
    state: str = Activity.State.PLANNED,
) -> Edited[Activity]:
    """Add an activity last under its goal, or last of those without one. Raises Refused."""
    values: dict[str, Any] = {
        "what": what.strip(),
        "party": party,
        "party_name": party_name.strip(),
        "responsible": responsible,
        "starts_on": starts_on,
        "due_on": due_on,
        "hours_per_week": hours_per_week,
    }
    with editing(version) as edited:
        refuse_if(rules.activity_obstacles(**values))
        goal = _goal_of(edited.version, goal)
        edited.row = Activity.objects.create(
            version=edited.version,
            goal=goal,
            kind=kind,
            origin=uuid.uuid4(),
            order=edited.version.activities.filter(goal=goal).count() + 1,
            state=state if state in Activity.OPEN_STATES else Activity.State.PLANNED,
            **values,
        )
    return edited


@transaction.atomic
def change_activity(
    *,
    activity: Activity,
    revision: int,
    kind: ActivityKind,
    what: str,
    party: str,
    goal: Goal | None = None,
    party_name: str = "",
    responsible: User | None = None,
    starts_on: dt.date | None = None,
    due_on: dt.date | None = None,
    hours_per_week: Decimal | None = None,
) -> Edited[Activity]:
    """Change what an activity says. Raises Refused, and Stale when somebody saved or removed it after `revision`."""
    values: dict[str, Any] = {
        "what": what.strip(),
        "party": party,
        "party_name": party_name.strip(),
        "responsible": responsible,
        "starts_on": starts_on,
        "due_on": due_on,
        "hours_per_week": hours_per_week,
    }
    with editing(activity.version) as edited:
        refuse_if(rules.activity_obstacles(**values))
        row = edited.row = current(activity)
        goal = _goal_of(edited.version, goal)
        if row.goal_id != (goal.pk if goal else None):
            row.goal, row.order = goal, edited.version.activities.filter(goal=goal).count() + 1
        row.kind = kind
        for name, value in values.items():
            setattr(row, name, value)
        save_revised(row, revision, ["goal", "order", "kind", *values])
    return edited


@transaction.atomic
def remove_activity(*, activity: Activity) -> Edited[Activity]:
    """Remove an activity from the draft; earlier versions keep theirs. Raises Refused."""
    with editing(activity.version) as edited:
        Activity.objects.filter(pk=activity.pk).delete()
    return edited


@transaction.atomic
def move_activity(*, activity: Activity, direction: str) -> Edited[Activity]:
    """Move an activity one step "up" or "down" among those of the same goal. Raises Refused."""
    with editing(activity.version) as edited:
        beside = edited.version.activities.filter(goal=activity.goal_id).order_by("order", "id")
        _step(list(beside), activity, direction)
    return edited


@transaction.atomic
def shift_activity(*, activity: Activity, days: int) -> Edited[Activity]:
    """Move the first and last day of an activity by `days`, earlier where that is below 0. Raises Refused."""
    with editing(activity.version) as edited:
        row = Activity.objects.filter(pk=activity.pk).first()
        if row is None:
            raise Refused(rules.GONE)
        ended = row.state not in Activity.OPEN_STATES
        refuse_if(rules.shift_obstacles(starts_on=row.starts_on, due_on=row.due_on, days=days, ended=ended))
        edited.row = row
        step = dt.timedelta(days=days)
        row.starts_on, row.due_on = row.starts_on and row.starts_on + step, row.due_on and row.due_on + step
        save_revised(row, row.revision, ["starts_on", "due_on"])
    return edited


def _goal_of(version: PlanVersion, goal: Goal | None) -> Goal | None:
    """The goal, if it still belongs to the version."""
    if goal is not None and not version.goals.filter(pk=goal.pk).exists():
        raise Refused(rules.GONE)
    return goal


def _step[Row: (Goal, Activity)](rows: list[Row], row: Row, direction: str) -> None:
    """Swap `row` with its neighbour and number them all from 1."""
    place = next((index for index, other in enumerate(rows) if other.pk == row.pk), None)
    if place is None:
        raise Refused(rules.GONE)
    other = place + (-1 if direction == UP else 1)
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    for order, moved in enumerate(rows, start=1):
        if moved.order != order:
            type(moved).objects.filter(pk=moved.pk).update(order=order)
