"""When the plan was agreed, for whoever wants to know what has changed since."""

from amc.staff.models import User
from handlingsplan.models import PlanVersion
from participants.changes import Moment
from participants.models import Enrolment


def plan_agreed(user: User, enrolment: Enrolment) -> Moment | None:
    """The moment when the plan in force was agreed; None without one."""
    rows = PlanVersion.objects.visible_to(user).in_force().filter(plan__enrolment=enrolment)
    at = rows.values_list("frozen_at", flat=True).first()
    return Moment("planen", "Sedan planen senast blev överenskommen", at) if at else None
