"""What is done to plans and follow-ups: one verb, one function, one transaction."""

from handlingsplan.actions.follow_ups import move_ami_follow_ups, plan_ami_follow_ups

__all__ = ["move_ami_follow_ups", "plan_ami_follow_ups"]
