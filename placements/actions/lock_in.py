"""Why somebody still is in the unit's own workshops, or in one praktik after another."""

import datetime as dt

from django.db import transaction

from amc.obstacles import refuse_if
from amc.staff.models import User
from handlingsplan.actions.follow_ups import plan_follow_up
from participants.models import Enrolment
from placements.actions.lasting import lock_person
from placements.models import LockInAnswer
from placements.rules.lock_in import lock_in_obstacles


@transaction.atomic
def answer_lock_in(
    enrolment: Enrolment, *, about: str, why: str, next_step: str, next_on: dt.date, by: User, today: dt.date
) -> LockInAnswer:
    """Note why, what the next step is and by when; a follow-up of the plan is due then. `about` as LockInAnswer has it.

    Raises Refused; once a day and question.
    """
    lock_person(enrolment.participant_id)
    enrolment.refresh_from_db(fields=["closed_on"])
    answered = LockInAnswer.objects.filter(enrolment=enrolment, about=about, answered_on=today).exists()
    refuse_if(lock_in_obstacles(why, next_step, next_on, answered=answered, closed_on=enrolment.closed_on, today=today))
    plan_follow_up(enrolment=enrolment, due_on=next_on, today=today)
    return LockInAnswer.objects.create(
        enrolment=enrolment,
        about=about,
        why=why.strip(),
        next_step=next_step.strip(),
        next_on=next_on,
        answered_by=by,
        answered_on=today,
    )
