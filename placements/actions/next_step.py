"""What comes after a time-limited employment."""

import datetime as dt

from django.db import transaction

from amc.obstacles import refuse_if
from amc.staff.models import User
from placements.facts import as_period
from placements.models import Employment, NextStep
from placements.rules.next_step import answer_obstacles, outcome_obstacles


@transaction.atomic
def answer_next_step(
    employment: Employment, *, moment: str, leads_to: str, text: str, by: User, now: dt.datetime, today: dt.date
) -> NextStep:
    """Note what comes after the employment, or what it became; `moment` and `leads_to` as NextStep has them.

    Raises Refused.
    """
    asked, period = employment.scheme.asks_next_step, as_period(employment.period)
    if moment == NextStep.Moment.AFTER:
        refuse_if(outcome_obstacles(period, asked=asked, today=today))
    else:
        refuse_if(answer_obstacles(text, period, asked=asked, today=today))
    return NextStep.objects.create(
        employment=employment,
        moment=moment,
        last_day=employment.last_day,
        leads_to=leads_to,
        text=text.strip(),
        answered_by=by,
        answered_at=now,
    )
