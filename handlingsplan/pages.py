"""What the plan's page shows of goals and activities, reckoned once so that the templates only place it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from amc.staff.access import Permission
from amc.staff.models import User
from handlingsplan import rules
from handlingsplan.compare import hours, who
from handlingsplan.content import PlanContent
from handlingsplan.hooks import Ties
from handlingsplan.models import Activity, Goal, PlanParty, PlanVersion
from handlingsplan.weeks import hours_in_week
from participants.hooks import Tie
from participants.models import OutsideContact

# The shape and the tone of each state; the word is always beside it.
STATES: dict[str, tuple[str, str]] = {
    Activity.State.PROPOSED: ("lightbulb", "neutral"),
    Activity.State.PLANNED: ("circle", "neutral"),
    Activity.State.WAITING: ("pause-circle", "soon"),
    Activity.State.ONGOING: ("play-circle", "info"),
    Activity.State.DONE: ("check-circle-fill", "done"),
    Activity.State.STOPPED: ("x-circle", "neutral"),
}


@dataclass(frozen=True)
class Press:
    """A state that one press leads to, and what is then waited for."""

    label: str
    state: Activity.State
    waiting_for: str = ""


# Stopping asks for a reason first.
PRESSES = [
    press
    for state in Activity.State
    if state != Activity.State.STOPPED
    for press in (
        [Press(f"Väntar på {reason.label}", state, reason.value) for reason in Activity.WaitingFor]
        if state == Activity.State.WAITING
        else [Press(str(state.label), state)]
    )
]


@dataclass(frozen=True)
class ShownActivity:
    """An activity as a row."""

    row: Activity
    who: str
    hours: str
    shape: str
    tone: str
    may_move: bool
    key: str
    state_url: str
    edit_url: str
    move_url: str
    remove_url: str
    is_first: bool
    is_last: bool
    tie: Tie | None = None

    @property
    def is_finished(self) -> bool:
        """Done or stopped."""
        return self.row.state not in Activity.OPEN_STATES

    @property
    def moves(self) -> list[Press]:
        """The states that one press leads to."""
        now = (self.row.state, self.row.waiting_for)
        return [press for press in PRESSES if (press.state, press.waiting_for) != now]


@dataclass(frozen=True)
class ShownGoal:
    """A goal with its rows; `goal` is None for the activities of no goal."""

    goal: Goal | None
    rows: list[ShownActivity]
    move_url: str = ""
    is_first: bool = True
    is_last: bool = True

    @property
    def done(self) -> int:
        """How many of the activities are done."""
        return sum(row.row.state == Activity.State.DONE for row in self.rows)


@dataclass(frozen=True)
class Column:
    """The rows of one state."""

    state: Activity.State
    rows: list[ShownActivity]


@dataclass(frozen=True)
class ShownPlan:
    """The goals, and the activities without one; `hours` are those of this week. `withheld`
    are the origins of those marked "inte till remittenten"."""

    goals: list[ShownGoal]
    loose: ShownGoal
    hours: str
    withheld: frozenset[uuid.UUID] = frozenset()

    @property
    def rows(self) -> list[ShownActivity]:
        """All activities, in the order of the list."""
        return [row for part in self.goals for row in part.rows] + self.loose.rows

    def columns(self) -> list[Column]:
        """The activities by state, in the order that work goes."""
        rows = self.rows
        return [Column(state, [row for row in rows if row.row.state == state]) for state in Activity.State]


@dataclass(frozen=True)
class ShownParty:
    """Somebody outside the unit who is asked to agree to a version."""

    uuid: str
    who: str
    due_on: dt.date
    agreed_on: dt.date | None
    how: str
    reference: str
    dropped_on: dt.date | None
    reason: str
    lost_on: dt.date | None


def shown_parties(version: PlanVersion) -> list[ShownParty]:
    """Who else is asked to agree to `version`, which comes `with_marks`; no query."""

    def day(text: str | None) -> dt.date | None:
        return dt.date.fromisoformat(text) if text else None

    return [
        ShownParty(
            uuid=row["uuid"],
            who=f"{row['name']}, {OutsideContact.Organisation(row['organisation']).label}",
            due_on=dt.date.fromisoformat(row["due_on"]),
            agreed_on=day(row["agreed_on"]),
            how=PlanParty.How(row["how"]).label.lower() if row["how"] else "",
            reference=row["reference"],
            dropped_on=timezone.localdate(dt.datetime.fromisoformat(row["dropped_at"])) if row["dropped_at"] else None,
            reason=row["reason"],
            lost_on=day(row["lost_on"]),
        )
        for row in version.asked  # type: ignore[attr-defined]
    ]


class _Addresses:
    """Where the activities of a participant are seen to: a plan may hold 200, and each address is reversed once."""

    def __init__(self, participant: uuid.UUID, *, may_edit: bool) -> None:
        self._around: dict[str, list[str]] = {
            name: reverse(f"activity_{name}", args=[participant, _ANY]).split(str(_ANY))
            for name in ("state", "edit", "move", "remove")
        }
        self._shown = {"state", "edit", "move", "remove"} if may_edit else {"state"}

    def of(self, key: str) -> dict[str, str]:
        """The addresses of the activity with `key`, by the names of ShownActivity; those that it does not have are
        empty."""
        return {f"{name}_url": key.join(ends) if name in self._shown else "" for name, ends in self._around.items()}


_ANY = uuid.UUID(int=0)


def show_activity(row: Activity, participant: uuid.UUID, *, user: User) -> ShownActivity:
    """One activity of `participant` for `user`; no query where `kind` and `responsible` are read."""
    may_move = rules.may_move_activity(user, row)
    return _shown(row, _Addresses(participant, may_edit=False), may_move=may_move)


def _shown(
    row: Activity,
    addresses: _Addresses,
    *,
    may_move: bool,
    is_first: bool = True,
    is_last: bool = True,
    tie: Tie | None = None,
) -> ShownActivity:
    shape, tone = STATES[row.state]
    key = str(row.uuid)
    return ShownActivity(
        row=row,
        who=who(row),
        hours=hours(row.hours_per_week),
        shape=shape,
        tone=tone,
        may_move=may_move,
        key=key,
        is_first=is_first,
        is_last=is_last,
        tie=tie,
        **addresses.of(key),
    )


def show_plan(
    content: PlanContent, participant: uuid.UUID, *, user: User, may_edit: bool, ties: Ties | None = None
) -> ShownPlan:
    """The plan of `participant` for `user`; no query. The version comes `with_marks`."""
    tied = ties or {}
    withheld = frozenset(content.version.marks)  # type: ignore[attr-defined]

    addresses = _Addresses(participant, may_edit=may_edit)
    works = Permission.CASEWORK.granted_to(user)

    def show(activities: list[Activity]) -> list[ShownActivity]:
        last = len(activities) - 1
        return [
            _shown(
                row,
                addresses,
                may_move=works or rules.may_move_activity(user, row),
                is_first=index == 0,
                is_last=index == last,
                tie=tied.get(row.origin),
            )
            for index, row in enumerate(activities)
        ]

    last = len(content.goals) - 1
    goals = [
        ShownGoal(
            part.goal,
            show(part.activities),
            move_url=reverse("goal_move", args=[participant, part.goal.uuid]) if may_edit else "",
            is_first=index == 0,
            is_last=index == last,
        )
        for index, part in enumerate(content.goals)
    ]
    this_week = hours_in_week(content.activities, timezone.localdate())
    return ShownPlan(goals, ShownGoal(None, show(content.loose)), hours(this_week or None), withheld)
