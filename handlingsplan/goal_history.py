"""A goal through the versions of the plan: the same goal keeps its `origin`, whatever it comes to say."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from amc.staff.models import User
from handlingsplan.compare import Item, compare_goals
from handlingsplan.models import Activity, Goal


@dataclass(frozen=True)
class Chapter:
    """The goal in one version. `told`: what it says there, against the version before that had it. `done`: its
    activities that are done or broken off, `left`: how many are neither."""

    goal: Goal
    told: Item
    done: Sequence[Activity]
    left: int


def chapters_of(user: User, goal: Goal) -> list[Chapter]:
    """The goal in each version that has it, the newest first, in two queries."""
    activities = Activity.objects.visible_to(user).select_related("kind").order_by("order", "id")
    rows = Goal.objects.visible_to(user).filter(version__plan=goal.version.plan_id, origin=goal.origin)
    rows = rows.select_related("version", "result__recorded_by").order_by("version__number")
    found: list[Chapter] = []
    before: Goal | None = None
    for row in rows.prefetch_related(Prefetch("activities", activities)):
        done = [one for one in row.activities.all() if one.state not in Activity.OPEN_STATES]
        found.append(Chapter(row, compare_goals(before, row), done, len(row.activities.all()) - len(done)))
        before = row
    return found[::-1]
