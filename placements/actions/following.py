"""The follow-ups that an employment calls for, fitted to its days."""

import datetime as dt

from handlingsplan.actions.follow_ups import move_ami_follow_ups
from placements.facts import as_period
from placements.models import Employment, EmploymentFollowUp
from placements.rules.periods import follow_up_days


def plan_follow_ups(employment: Employment, now: dt.datetime) -> None:
    """Fit the follow-ups to the person's contracts of the same form, counted from the first of them [S0]."""
    every = employment.scheme.follow_up_months
    if not every:
        return
    contracts = {
        as_period(row.period): row
        for row in Employment.objects.filter(participant=employment.participant_id, scheme=employment.scheme)
    }
    asked = [
        (number, contracts[period], day)
        for number, period, day in follow_up_days(contracts, every)
        if contracts[period].enrolment_id == employment.enrolment_id
    ]
    days = [day for _, _, day in asked]
    rows = move_ami_follow_ups(enrolment=employment.enrolment, due_dates=days, now=now)
    EmploymentFollowUp.objects.filter(employment__in=contracts.values(), follow_up__held_on__isnull=True).delete()
    EmploymentFollowUp.objects.bulk_create(
        [
            EmploymentFollowUp(employment=contract, follow_up=row, year=number)
            for (number, contract, _), row in zip(asked, rows, strict=True)
        ],
        ignore_conflicts=True,
    )
