"""What the plan says that others may be told of (participants.sharing)."""

from collections.abc import Iterable

from django.utils.text import capfirst

from amc.staff.models import User
from handlingsplan.content import read_content
from handlingsplan.models import FollowUp, PlanVersion
from participants.models import Enrolment, Withheld
from participants.rules.sharing import Fact
from participants.sharing import Piece


def plan_pieces(user: User, enrolment: Enrolment) -> Iterable[Piece]:
    """Goals and activities of the plan in force, and what has been agreed at follow-ups. A draft is nobody's yet."""
    version = PlanVersion.objects.visible_to(user).filter(plan__enrolment=enrolment).in_force().first()
    if version is not None:
        content = read_content(version)
        for part in content.goals:
            goal = part.goal
            by = f"Ska vara nått {goal.due_on}" if goal.due_on else ""
            text = "\n".join(line for line in (goal.sign, by) if line)
            yield Piece(Fact.PLAN, f"Mål: {goal.text}", text, of=Withheld.Of.GOAL, subject=goal.origin)
        for row in content.activities:
            text = f"{row.state_in_words}. {capfirst(row.result)}" if row.result else row.state_in_words
            yield Piece(Fact.PLAN, row.what, text, of=Withheld.Of.ACTIVITY, subject=row.origin)
    held = FollowUp.objects.visible_to(user).filter(enrolment=enrolment, held_on__isnull=False)
    for meeting in held.order_by("held_on", "pk"):
        title = f"{meeting.get_kind_display()} {meeting.held_on}"
        yield Piece(Fact.FOLLOW_UP, title, meeting.agreed, of=Withheld.Of.FOLLOW_UP, subject=meeting.uuid)
