"""The plan that the person owns, and the follow-ups of it."""

from handlingsplan.models.closing import GoalResult
from handlingsplan.models.follow_up import FollowUp
from handlingsplan.models.parties import ASKED, PlanParty
from handlingsplan.models.plan import Activity, ActivityKind, Goal, LocalDate, Plan, PlanVersion
from handlingsplan.models.progress import (
    ProgressAnswer,
    ProgressFollow,
    ProgressMeasure,
    ProgressQuestion,
    ProgressSet,
    ProgressVersion,
)
from handlingsplan.models.questions import FollowUpAnswer, FollowUpQuestion
from handlingsplan.models.templates import PlanTemplate
from handlingsplan.models.wording import PlanWording

__all__ = [
    "ASKED",
    "Activity",
    "ActivityKind",
    "FollowUp",
    "FollowUpAnswer",
    "FollowUpQuestion",
    "Goal",
    "GoalResult",
    "LocalDate",
    "Plan",
    "PlanParty",
    "PlanTemplate",
    "PlanVersion",
    "PlanWording",
    "ProgressAnswer",
    "ProgressFollow",
    "ProgressMeasure",
    "ProgressQuestion",
    "ProgressSet",
    "ProgressVersion",
]
