"""Somebody comes back: the plan of the earlier enrolment is a start for the new one, and itself stands as it was."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction

from amc.staff.models import User
from handlingsplan.actions.plans import copy_content, create_plan
from handlingsplan.models import Activity, PlanVersion
from participants.models import Enrolment


def earlier_plan(user: User, enrolment: Enrolment) -> PlanVersion | None:
    """The version that was last agreed in an earlier enrolment of the same person, if `user` may see it."""
    rows = PlanVersion.objects.visible_to(user).in_force()
    rows = rows.filter(plan__enrolment__participant=enrolment.participant_id)
    rows = rows.exclude(plan__enrolment=enrolment).select_related("plan__enrolment")
    return rows.order_by("-agreed_on", "-pk").first()


@transaction.atomic
def begin_from_earlier(
    *,
    enrolment: Enrolment,
    by: User,
    today: dt.date,
    goals: Collection[uuid.UUID] | None = None,
    activities: Collection[uuid.UUID] | None = None,
) -> PlanVersion:
    """Begin the plan with goals and activities of the earlier one; answers the draft.

    `goals` and `activities` are the origins of those that follow; None stands for all goals, and for the activities
    that were neither done nor stopped. What was done never follows. An activity whose goal does not follow belongs to
    no goal.

    Days that have been are left open, all that was under way is planned anew, and what the consultant does is the new
    consultant's. Origins are kept, so that "inte till remittenten" still holds. A plan that somebody has begun in
    the meantime stands. Raises Refused as `create_plan` does.
    """
    draft = create_plan(enrolment=enrolment, by=by)
    earlier = earlier_plan(by, enrolment)
    begun = draft.number > 1 or draft.summary or draft.goals.exists() or draft.activities.exists()
    if earlier is None or begun or not draft.is_draft:
        return draft
    draft.summary = earlier.summary
    draft.save(update_fields=["summary"])
    copy_content(earlier, draft)
    draft.activities.filter(state=Activity.State.DONE).delete()
    if activities is None:
        draft.activities.exclude(state__in=Activity.OPEN_STATES).delete()
    else:
        draft.activities.exclude(origin__in=activities).delete()
    if goals is not None:
        left = draft.goals.exclude(origin__in=goals)
        draft.activities.filter(goal__in=left).update(goal=None)
        left.delete()
    draft.activities.update(state=Activity.State.PLANNED, waiting_for="", result="", done_on=None)
    for table in (draft.goals, draft.activities):
        table.filter(due_on__lt=today).update(due_on=None)
    draft.activities.filter(starts_on__lt=today).update(starts_on=None)
    draft.activities.filter(party=Activity.Party.KONSULENT).update(responsible=enrolment.consultant, party_name="")
    return draft
