"""What one version of a plan says, whole: the one shape that page, document, comparison and agreement read."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Min, QuerySet

from amc.written import Slot, written_once
from handlingsplan.models import Activity, Goal, PlanVersion


@dataclass(frozen=True)
class GoalContent:
    """A goal with its activities, in order."""

    goal: Goal
    activities: list[Activity]


@dataclass(frozen=True)
class PlanContent:
    """A version, its goals in order, and the activities that belong to no goal."""

    version: PlanVersion
    goals: list[GoalContent]
    loose: list[Activity]

    @property
    def activities(self) -> list[Activity]:
        """All activities, in the order of the page."""
        return [activity for goal in self.goals for activity in goal.activities] + self.loose

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been written yet."""
        return not (self.version.summary or self.goals or self.loose)

    def by_party(self, *parties: str) -> list[Activity]:
        """What `parties` are to do and is not finished, first due first."""
        rows = [row for row in self.activities if row.party in parties and row.state in Activity.OPEN_STATES]
        return sorted(rows, key=lambda row: (row.due_on or dt.date.max, row.order, row.pk))


def read_content(version: PlanVersion) -> PlanContent:
    """The content of `version`, in two queries."""
    goals, activities = _goals(version=version.pk), _activities(version=version.pk)
    for row in (*goals, *activities):
        row.version = version
    return arrange(version, goals, activities)


@written_once(version=BigIntegerField())
def _goals(version: Slot) -> "QuerySet[Goal]":
    return Goal.objects.filter(version=version).select_related("result").order_by("order", "id")


@written_once(version=BigIntegerField())
def _activities(version: Slot) -> "QuerySet[Activity]":
    return Activity.objects.filter(version=version).select_related("kind", "responsible").order_by("order", "id")


def first_agreed(content: PlanContent) -> dict[uuid.UUID, dt.date]:
    """When the activities with hours and no first day were first agreed, by `origin`; those that never were are left
    out. One query where there are any."""
    origins = {row.origin for row in content.activities if row.hours_per_week and row.starts_on is None}
    if not origins:
        return {}
    same = Activity.objects.filter(version__plan=content.version.plan_id, origin__in=origins)
    same = same.filter(version__agreed_on__isnull=False).order_by()
    return dict(same.values("origin").annotate(first=Min("version__agreed_on")).values_list("origin", "first"))


def arrange(version: PlanVersion, goals: Iterable[Goal], activities: Iterable[Activity]) -> PlanContent:
    """Goals and activities of `version`, both in order, put together."""
    under: dict[int | None, list[Activity]] = {}
    for activity in activities:
        under.setdefault(activity.goal_id, []).append(activity)
    return PlanContent(
        version=version,
        goals=[GoalContent(goal, under.get(goal.pk, [])) for goal in goals],
        loose=under.get(None, []),
    )


def fingerprint(content: PlanContent) -> str:
    """A print of everything that is agreed to: every word, date, hour and name, and their order.

    How far an activity has come (state, result, done_on) is no part of it: that goes on moving.
    """

    def of_activity(row: Activity) -> list[Any]:
        return [
            str(row.origin),
            row.kind_id,
            row.what,
            row.party,
            row.party_name,
            row.responsible_id,
            str(row.starts_on or ""),
            str(row.due_on or ""),
            str(row.hours_per_week.normalize()) if row.hours_per_week is not None else "",
        ]

    said = [
        str(content.version.uuid),
        content.version.summary,
        [
            [str(part.goal.origin), part.goal.text, part.goal.sign, str(part.goal.due_on or "")]
            + [of_activity(row) for row in part.activities]
            for part in content.goals
        ],
        [of_activity(row) for row in content.loose],
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]
