"""The plan that the person owns, and the follow-ups of it."""

from handlingsplan.models.follow_up import FollowUp
from handlingsplan.models.plan import Activity, ActivityKind, Goal, LocalDate, Plan, PlanVersion

__all__ = ["Activity", "ActivityKind", "FollowUp", "Goal", "LocalDate", "Plan", "PlanVersion"]
