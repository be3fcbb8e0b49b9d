"""How far the activities of a plan have come."""

import datetime as dt

from django.db import transaction

from amc.obstacles import Refused, refuse_if
from amc.revisions import Stale, save_revised
from amc.staff.models import User
from handlingsplan import rules
from handlingsplan.actions.locks import lock_enrolment
from handlingsplan.models import Activity, PlanVersion


@transaction.atomic
def set_activity_state(
    *,
    activity: Activity,
    revision: int,
    state: str,
    by: User,
    today: dt.date,
    waiting_for: str = "",
    result: str = "",
    done_on: dt.date | None = None,
) -> Activity:
    """Say how far an activity has come: in the version in force as well as in a draft.

    It is one activity, whichever version it is read in, so its copies in the agreed version and in the draft
    (same `origin`) move together and nothing is lost when the draft is agreed. Nobody's agreement is voided:
    progress is no change of the plan. Done without a date is done today; only what waits waits for something. Raises
    Refused, and Stale on an older revision.
    """
    # A plan is copied and agreed under the same lock, so no copy is left behind.
    enrolment = lock_enrolment(activity.version.plan.enrolment)
    row = Activity.objects.select_related("version__plan").filter(pk=activity.pk).first()
    if row is None:
        raise Stale(None)
    if not rules.may_move_activity(by, row):
        raise Refused(rules.NOT_YOURS)
    version = row.version
    refuse_if(
        rules.state_obstacles(
            version=version,
            enrolment_open=enrolment.is_open,
            state=state,
            result=result,
            done_on=done_on,
            today=today,
            waiting_for=waiting_for,
        )
    )
    finished = state not in Activity.OPEN_STATES
    row.state, row.result = state, result.strip()
    row.waiting_for = waiting_for if state == Activity.State.WAITING else ""
    row.done_on = (done_on or today) if finished else None
    moved = ["state", "waiting_for", "result", "done_on"]
    save_revised(row, revision, moved)
    living = (PlanVersion.State.DRAFT, PlanVersion.State.AGREED)
    copies = Activity.objects.filter(version__plan=version.plan_id, version__state__in=living, origin=row.origin)
    for copy in copies.exclude(pk=row.pk):
        for name in moved:
            setattr(copy, name, getattr(row, name))
        save_revised(copy, copy.revision, moved)
    return row
