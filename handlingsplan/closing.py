"""What is asked about the plan when a case is closed: how it went with each goal."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms

from amc.obstacles import refuse_if
from amc.staff.models import User
from handlingsplan import rules
from handlingsplan.models import Goal, GoalResult
from participants.models import Closure, Enrolment

MOST_WORDS = 300


def goals_in_force(enrolment: Enrolment) -> list[Goal]:
    """The goals of the plan that is agreed, in order; none where nothing is agreed."""
    rows = Goal.objects.in_force().filter(version__plan__enrolment=enrolment)
    return list(rows.select_related("result").order_by("order", "id"))


def result_field(goal: UUID) -> str:
    """The name of the field that asks what became of `goal`."""
    return f"goal_{goal.hex}"


def words_field(goal: UUID) -> str:
    """The name of the field for a few words about it."""
    return f"goal_{goal.hex}_words"


class GoalsAtClosing:
    """A result for each goal of the plan in force, with a few words."""

    heading = "Så gick det med målen"

    def fields(self, enrolment: Enrolment) -> dict[str, forms.Field]:
        """Two for each goal, with what has been said of it already."""
        found: dict[str, forms.Field] = {}
        for number, goal in enumerate(goals_in_force(enrolment), start=1):
            said = goal.outcome
            found[result_field(goal.uuid)] = forms.ChoiceField(
                label=f"Mål {number}: {goal.text}",
                choices=GoalResult.Result.choices,
                initial=said.result if said else None,
                widget=forms.RadioSelect,
                error_messages={"required": rules.NO_RESULT},
            )
            found[words_field(goal.uuid)] = forms.CharField(
                label=f"Med några ord om mål {number}",
                max_length=MOST_WORDS,
                initial=said.words if said else "",
                required=False,
            )
        return found

    def record(self, closure: Closure, answers: dict[str, Any], *, by: User, now: dt.datetime) -> None:
        """One row for each goal. Raises Refused where a goal has no result, and where the plan has been changed since
        the form was opened."""
        goals = goals_in_force(closure.enrolment)
        results = {goal.uuid: str(answers.get(result_field(goal.uuid)) or "") for goal in goals}
        refuse_if(rules.goal_result_obstacles({result_field(key): value for key, value in results.items()}))
        # What has been said of a goal while the plan ran is said anew.
        GoalResult.objects.bulk_create(
            (
                GoalResult(
                    goal=goal,
                    result=results[goal.uuid],
                    words=str(answers.get(words_field(goal.uuid)) or "").strip(),
                    recorded_by=by,
                    recorded_at=now,
                )
                for goal in goals
            ),
            update_conflicts=True,
            unique_fields=["goal"],
            update_fields=["result", "words", "recorded_by", "recorded_at"],
        )


GOALS_AT_CLOSING = GoalsAtClosing()
