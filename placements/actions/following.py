"""The follow-ups that an employment calls for, fitted to its days."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable

from django.utils import timezone

from handlingsplan.actions.follow_ups import add_ami_follow_ups, move_ami_follow_ups
from handlingsplan.models import FollowUp
from placements.facts import as_period
from placements.models import Employment, EmploymentFollowUp, Scheme
from placements.rules.periods import follow_up_days


def plan_follow_ups(employment: Employment, now: dt.datetime) -> None:
    """Fit the follow-ups to the person's contracts of the same form, counted from the first of them [S0]. Each form has
    its own interval, and those that another form calls for stand as they are."""
    every = employment.scheme.follow_up_months
    if not every:
        return
    contracts = {
        as_period(row.period): row
        for row in Employment.objects.filter(participant=employment.participant_id, scheme=employment.scheme)
    }
    since = _asked_since(employment.scheme, contracts.values())
    asked = [
        (number, contracts[period], day)
        for number, period, day in follow_up_days(contracts, every)
        if contracts[period].enrolment_id == employment.enrolment_id and day >= since
    ]
    days = [day for _, _, day in asked]
    others = EmploymentFollowUp.objects.filter(employment__participant=employment.participant_id)
    besides = set(others.exclude(employment__in=contracts.values()).values_list("follow_up", flat=True))
    theirs = FollowUp.objects.filter(kind=FollowUp.Kind.AMI_YEARLY, enrolment__participant=employment.participant_id)
    besides |= set(theirs.filter(due_on__lt=since).values_list("pk", flat=True))
    rows = move_ami_follow_ups(enrolment=employment.enrolment, due_dates=days, now=now, besides=besides)
    EmploymentFollowUp.objects.filter(
        employment__in=contracts.values(), follow_up__held_on__isnull=True, follow_up__due_on__gte=since
    ).delete()
    EmploymentFollowUp.objects.bulk_create(
        [
            EmploymentFollowUp(employment=contract, follow_up=row, year=number)
            for (number, contract, _), row in zip(asked, rows, strict=True)
        ],
        ignore_conflicts=True,
    )


def _asked_since(scheme: Scheme, contracts: Iterable[Employment]) -> dt.date:
    """The first day of which a follow-up is asked: where the form's interval was changed after the contracts were
    entered, what the present one would have asked for before is not asked for afterwards."""
    since = scheme.followed_from
    return since if since and min(timezone.localdate(row.created_at) for row in contracts) < since else dt.date.min


def plan_follow_ups_of_many(employments: Collection[Employment], now: dt.datetime) -> None:
    """The same for employments that have just been written, in a few questions for all whose first contract of the form
    it is; the others, whose follow-ups hang together with what was before, one at a time."""
    people = {row.participant_id for row in employments}
    contracts = Counter(Employment.objects.filter(participant__in=people).values_list("participant", "scheme"))
    rows = FollowUp.objects.filter(kind=FollowUp.Kind.AMI_YEARLY, enrolment__participant__in=people)
    followed = set(rows.order_by().values_list("enrolment__participant", flat=True))
    new = []
    for employment in employments:
        first = contracts[employment.participant_id, employment.scheme_id] == 1
        every = employment.scheme.follow_up_months
        if not first or employment.participant_id in followed:
            plan_follow_ups(employment, now)
        elif every:
            new += [(employment, *due) for due in follow_up_days([as_period(employment.period)], every)]
    made = add_ami_follow_ups((employment.enrolment, day) for employment, _, _, day in new)
    EmploymentFollowUp.objects.bulk_create(
        EmploymentFollowUp(employment=employment, follow_up=row, year=number)
        for (employment, number, _, _), row in zip(new, made, strict=True)
    )
