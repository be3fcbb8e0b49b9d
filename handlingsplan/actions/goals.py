"""What became of a goal: said when it is clear, when the goal leaves the plan, and at the closing."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.revisions import save_revised
from amc.staff.models import User
from handlingsplan import rules
from handlingsplan.actions.locks import lock_enrolment
from handlingsplan.models import Goal, GoalResult


@dataclass(frozen=True)
class Ending:
    """What became of a goal, in a few words (at most 300 characters), who says so and when."""

    result: str
    words: str
    by: User
    now: dt.datetime


@transaction.atomic
def set_goal_result(*, goal: Goal, known: GoalResult | None, revision: int = 0, ending: Ending) -> GoalResult:
    """Say how it went with a goal of the plan in force: `known` as it stood when the form was opened at `revision`,
    None the first time. The plan itself is not changed, and nobody's agreement is voided.

    Raises Refused, and Stale when somebody else has said something since.
    """
    enrolment = lock_enrolment(goal.version.plan.enrolment)
    goal.version.refresh_from_db(fields=["state"])
    refuse_if(rules.goal_answer_obstacles(goal.version, ending.result, enrolment_open=enrolment.is_open))
    if known is None:
        if GoalResult.objects.filter(goal=goal).exists():
            text = "Någon annan har svarat nyss. Öppna sidan igen och ändra där."
            raise Refused(Obstacle(None, text, "already"))
        known = GoalResult(goal=goal)
    known.result, known.words = ending.result, ending.words.strip()
    known.recorded_by, known.recorded_at = ending.by, ending.now
    if known.pk is None:
        known.save()
    else:
        save_revised(known, revision, ["result", "words", "recorded_by", "recorded_at"])
    return known
