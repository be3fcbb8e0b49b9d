"""Employments: started, extended, ended."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.staff.access import Permission
from amc.staff.models import User
from handlingsplan.actions.follow_ups import move_ami_follow_ups
from participants.models import Enrolment
from placements.actions.lasting import lock_person, refuse_if_changed, set_last_day
from placements.actions.warnings import keep_warnings
from placements.facts import as_period, as_range, assigned, groundwork_of, others_of, place_of, terms_of
from placements.models import Employer, Employment, EmploymentFollowUp, Scheme, Supervision, Supervisor, Workplace
from placements.rules import lasting
from placements.rules.employment import Exemption, Proposal, groundwork_lacks, judge_length, judge_start
from placements.rules.periods import Period, follow_up_days
from placements.rules.place import joined, judge_cautions


@transaction.atomic
def start_employment(
    *,
    enrolment: Enrolment,
    scheme: Scheme,
    employer: Employer,
    first_day: dt.date,
    last_day: dt.date,
    supervisor: Supervisor | None,
    by: User,
    now: dt.datetime,
    today: dt.date,
    workplace: Workplace | None = None,
    extent: int = 100,
    tasks: str = "",
    collective_agreement: str = "",
    union: str = "",
    acknowledged: Collection[str] = (),
    exception_reason: str = "",
    exception_paper_date: dt.date | None = None,
) -> Employment:
    """Employ somebody from `first_day` to `last_day`, both included, with their supervisor and follow-ups.

    `extent` in per cent; `acknowledged`: codes of the warnings that were ticked; `exception_*`: the enhetschef's
    exception from what must be done before. Raises Refused with what stands in the way (domain.md section 4).
    """
    lock_person(enrolment.participant_id)
    enrolment.refresh_from_db(fields=["closed_on"])
    exemption = _exemption(by, exception_reason, exception_paper_date)
    if workplace and workplace.employer_id != employer.pk:
        raise Refused(Obstacle("workplace", "Arbetsplatsen hör till en annan arbetsgivare.", "other_employer"))
    terms, groundwork = terms_of(scheme), groundwork_of(enrolment)
    proposal = Proposal(
        terms,
        Period(first_day, last_day),
        extent,
        union,
        collective_agreement,
        others_of(enrolment.participant_id, employer),
    )
    verdict = judge_start(
        proposal,
        groundwork,
        assigned(supervisor, employer),
        today=today,
        closed_on=enrolment.closed_on,
        exemption=exemption,
    )
    verdict = joined(verdict, judge_cautions(place_of(employer, workplace, today)))
    verdict.demand(acknowledged)
    needed = exemption if groundwork_lacks(terms, first_day, groundwork, today) else None
    employment = Employment.objects.create(
        participant_id=enrolment.participant_id,
        enrolment=enrolment,
        scheme=scheme,
        employer=employer,
        workplace=workplace,
        period=as_range(proposal.period),
        extent=extent,
        tasks=tasks,
        collective_agreement=collective_agreement,
        union=union,
        exception_reason=needed.reason if needed else "",
        exception_paper_date=needed.paper_date if needed else None,
        exception_by=by if needed else None,
        exception_at=now if needed else None,
        created_by=by,
    )
    keep_warnings(employment, verdict, by=by)
    if supervisor:
        Supervision.objects.create(
            enrolment=enrolment, employment=employment, supervisor=supervisor, period=employment.period
        )
    _plan_follow_ups(employment, now)
    return employment


@transaction.atomic
def extend_employment(
    employment: Employment,
    *,
    last_day: dt.date,
    seen: int,
    by: User,
    now: dt.datetime,
    today: dt.date,
    acknowledged: Collection[str] = (),
) -> Employment:
    """Let it last to `last_day`; supervision that ran to the end and follow-ups go along. `seen`: its revision."""
    lock_person(employment.participant_id)
    refuse_if_changed(employment, seen)
    refuse_if(lasting.extend_obstacles(as_period(employment.period), last_day, employment.end_reason, today))
    proposal = Proposal(
        terms_of(employment.scheme),
        Period(employment.first_day, last_day),
        employment.extent,
        others=others_of(employment.participant_id, employment.employer, besides=employment),
    )
    verdict = judge_length(proposal)
    verdict.demand(acknowledged)
    keep_warnings(employment, verdict, by=by)
    employment.end_reason = employment.end_note = ""
    set_last_day(employment, last_day, ["end_reason", "end_note"])
    _plan_follow_ups(employment, now)
    return employment


@transaction.atomic
def end_employment(
    employment: Employment,
    *,
    last_day: dt.date,
    end_reason: str,
    end_note: str = "",
    seen: int,
    by: User,
    now: dt.datetime,
) -> Employment:
    """Note why it ends, on `last_day` or earlier than it was to; supervision ends with it and follow-ups move."""
    lock_person(employment.participant_id)
    refuse_if_changed(employment, seen)
    other = Employment.EndReason.OTHER
    refuse_if(lasting.end_obstacles(as_period(employment.period), last_day, end_reason, end_note, other))
    employment.end_reason, employment.end_note = end_reason, end_note
    set_last_day(employment, last_day, ["end_reason", "end_note"])
    _plan_follow_ups(employment, now)
    return employment


def _exemption(by: User, reason: str, paper_date: dt.date | None) -> Exemption | None:
    if not reason and not paper_date:
        return None
    if not Permission.MANAGE.granted_to(by):
        message = "Bara enhetschefen kan besluta om undantag. Be enhetschefen lägga in anställningen."
        raise Refused(Obstacle("exception_reason", message, "exception_not_granted"))
    return Exemption(reason, paper_date)


def _plan_follow_ups(employment: Employment, now: dt.datetime) -> None:
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
