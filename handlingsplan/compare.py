"""Two versions of a plan beside each other, word by word, so that anybody can see what is new."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from amc.web.display import number
from amc.web.words import Change, Piece, word_diff
from handlingsplan.content import PlanContent
from handlingsplan.models import Activity, Goal


@dataclass(frozen=True)
class Line:
    """One fact in both versions: what it is called, and its words."""

    label: str
    pieces: list[Piece]

    @property
    def changed(self) -> bool:
        """Whether the versions say different things."""
        return any(piece.change is not Change.KEPT for piece in self.pieces)


@dataclass(frozen=True)
class Item:
    """A goal or an activity in both versions. `lines` are all its facts for a new or removed one, else the changed."""

    change: Change
    name: list[Piece]
    lines: list[Line]


@dataclass(frozen=True)
class GoalComparison:
    """A goal with its activities; None as `goal` for activities that belong to none."""

    goal: Item | None
    activities: list[Item] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """The whole plan: what the person wants, then goal by goal."""

    summary: Line
    goals: list[GoalComparison]

    @property
    def changes(self) -> int:
        """How many things differ."""
        items = [goal.goal for goal in self.goals if goal.goal] + [
            row for goal in self.goals for row in goal.activities
        ]
        return self.summary.changed + sum(item.change is not Change.KEPT for item in items)


def compare_versions(old: PlanContent, new: PlanContent) -> Comparison:
    """The two versions in the order of the new one; what was removed stands last where it stood."""
    old_goals = {part.goal.origin: part.goal for part in old.goals}
    old_rows = {row.origin: row for row in old.activities}
    new_origins = {row.origin for row in new.activities}
    place_of_old = {row.origin: part.goal.origin for part in old.goals for row in part.activities}

    def activities(goal_origin: object, rows: Sequence[Activity]) -> list[Item]:
        gone = [
            row
            for row in old.activities
            if row.origin not in new_origins and place_of_old.get(row.origin) == goal_origin
        ]
        return [_activity(old_rows.get(row.origin), row) for row in rows] + [_activity(row, None) for row in gone]

    goals = [
        GoalComparison(
            compare_goals(old_goals.get(part.goal.origin), part.goal), activities(part.goal.origin, part.activities)
        )
        for part in new.goals
    ]
    kept = {part.goal.origin for part in new.goals}
    goals += [
        GoalComparison(compare_goals(part.goal, None), activities(part.goal.origin, []))
        for part in old.goals
        if part.goal.origin not in kept
    ]
    loose = activities(None, new.loose)
    if loose:
        goals.append(GoalComparison(None, loose))
    return Comparison(Line("Det här vill jag", word_diff(old.version.summary, new.version.summary)), goals)


def compare_goals(old: Goal | None, new: Goal | None) -> Item:
    """One goal in two versions; None where a version lacks it."""
    return _item(old, new, lambda goal: goal.text, _goal_facts)


def _activity(old: Activity | None, new: Activity | None) -> Item:
    return _item(old, new, lambda row: row.what, _activity_facts)


def _item(old, new, name, facts) -> Item:
    before, after = (facts(row) if row else {} for row in (old, new))
    words = word_diff(name(old) if old else "", name(new) if new else "")
    lines = [
        Line(label, word_diff(before.get(label, ""), after.get(label, "")))
        for label in (after or before)
        if before.get(label, "") or after.get(label, "")
    ]
    if old is None or new is None:
        return Item(Change.ADDED if old is None else Change.REMOVED, words, lines)
    changed = [line for line in lines if line.changed]
    same = not changed and all(piece.change is Change.KEPT for piece in words)
    return Item(Change.KEPT if same else Change.CHANGED, words, changed)


def _goal_facts(goal: Goal) -> dict[str, str]:
    return {"Så märks det": goal.sign, "Ska vara nått": _day(goal.due_on)}


def _activity_facts(row: Activity) -> dict[str, str]:
    return {
        "Slag": row.kind.name,
        "Vem": who(row),
        "Börjar": _day(row.starts_on),
        "Senast": _day(row.due_on),
        "Timmar i veckan": hours(row.hours_per_week),
    }


_PARTIES = {party.value: str(party.label) for party in Activity.Party}


def who(row: Activity) -> str:
    """Who does it, with the name where there is one: "Konsulenten, Anna Ängström"."""
    name = row.party_name or (row.responsible.full_name if row.responsible else "")
    if row.party == Activity.Party.ANNAN and name:
        return name
    party = _PARTIES.get(row.party, row.party)
    return f"{party}, {name}" if name else party


def hours(value: Decimal | None) -> str:
    """ "12,5"; empty for None."""
    if value is None:
        return ""
    return number(value, 0 if value == value.to_integral_value() else 1)


def _day(value: dt.date | None) -> str:
    return value.isoformat() if value else ""
