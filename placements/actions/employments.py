"""Employments: started, put right and ended."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.revisions import save_revised
from amc.staff.access import Permission
from amc.staff.models import User
from participants.models import Enrolment
from placements.actions.extensions import pending_request, withdraw_extension
from placements.actions.following import plan_follow_ups
from placements.actions.lasting import (
    lock_person,
    note_end,
    refuse_if_changed,
    set_first_day,
    settle_suspensions,
)
from placements.actions.warnings import keep_warnings
from placements.facts import as_period, as_range, assigned, groundwork_of, others_of, place_of, terms_of
from placements.guard import judge_earlier, judge_job, lock_workplaces
from placements.models import Employer, Employment, Scheme, Supervision, Supervisor, Workplace
from placements.rules import lasting
from placements.rules.employment import Exemption, Proposal, groundwork_lacks, judge_change, judge_start
from placements.rules.periods import Period
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
    reference: str = "",
    acknowledged: Collection[str] = (),
    reason: str = "",
    exception_reason: str = "",
    exception_paper_date: dt.date | None = None,
) -> Employment:
    """Employ somebody from `first_day` to `last_day`, both included, with their supervisor and follow-ups.

    `extent` in per cent; `acknowledged`: codes of the warnings that were ticked; `reason`: why one goes on past those
    that want it; `exception_*`: the enhetschef's exception from what must be done before. Raises Refused with what
    stands in the way (domain.md section 4).
    """
    lock_person(enrolment.participant_id)
    lock_workplaces([workplace] if workplace else [])
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
        assigned(supervisor, employer, workplace, first_day, enrolment.pk),
        today=today,
        closed_on=enrolment.closed_on,
        exemption=exemption,
    )
    verdict = joined(
        verdict,
        judge_cautions(place_of(employer, workplace, today)),
        judge_job(None, enrolment.participant_id, workplace, scheme, proposal.period, by),
    )
    verdict.demand(acknowledged, reason)
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
        reference=reference,
        exception_reason=needed.reason if needed else "",
        exception_paper_date=needed.paper_date if needed else None,
        exception_by=by if needed else None,
        exception_at=now if needed else None,
        created_by=by,
    )
    keep_warnings(employment, verdict, by=by, reason=reason)
    if supervisor:
        Supervision.objects.create(
            enrolment=enrolment, employment=employment, supervisor=supervisor, period=employment.period
        )
    plan_follow_ups(employment, now)
    return employment


@transaction.atomic
def change_employment(
    employment: Employment,
    *,
    seen: int,
    by: User,
    now: dt.datetime,
    today: dt.date,
    first_day: dt.date,
    extent: int,
    tasks: str = "",
    collective_agreement: str = "",
    union: str = "",
    reference: str = "",
    acknowledged: Collection[str] = (),
    reason: str = "",
    exception_reason: str = "",
    exception_paper_date: dt.date | None = None,
) -> Employment:
    """Put right what stands of an employment, also after it has begun or ended; supervision, months to confirm,
    follow-ups and what is owed go along with another first day. Its last day is extended or ended, never put right.

    `seen`: its revision; the rest as `start_employment` has it. An exception that was granted stands for the new day,
    where it still covers it. Raises Refused.
    """
    lock_person(employment.participant_id)
    lock_workplaces([employment.workplace] if employment.workplace else [])
    refuse_if_changed(employment, seen)
    enrolment = employment.enrolment
    enrolment.refresh_from_db(fields=["closed_on"])
    before, terms, groundwork = as_period(employment.period), terms_of(employment.scheme), groundwork_of(enrolment)
    granted = _exemption(by, exception_reason, exception_paper_date)
    stands = None
    if employment.exception_by:
        stands = Exemption(employment.exception_reason, employment.exception_paper_date)
    leads = employment.supervisions.filter(stands_in=False).order_by("period").select_related("supervisor").first()
    others = others_of(employment.participant_id, employment.employer, besides=employment)
    proposal = Proposal(terms, Period(first_day, before.last), extent, union, collective_agreement, others)
    away = employment.suspensions.standing().order_by("period").first()
    supervisor = leads.supervisor if leads else None
    verdict = joined(
        judge_change(
            proposal,
            before.first,
            groundwork,
            assigned(supervisor, employment.employer, employment.workplace, first_day, enrolment.pk),
            today=today,
            closed_on=enrolment.closed_on,
            exemption=granted or stands,
            away_from=away.first_day if away else None,
            granted=granted is not None,
        ),
        judge_earlier(employment, first_day, by),
    )
    verdict.demand(acknowledged, reason)
    keep_warnings(employment, verdict, by=by, reason=reason)
    written = {
        "extent": extent,
        "tasks": tasks.strip(),
        "collective_agreement": collective_agreement,
        "union": union,
        "reference": reference,
    }
    moved = first_day != before.first
    if moved and granted and groundwork_lacks(terms, first_day, groundwork, today):
        written |= {
            "exception_reason": granted.reason,
            "exception_paper_date": granted.paper_date,
            "exception_by": by,
            "exception_at": now,
        }
    for name, value in written.items():
        setattr(employment, name, value)
    if moved:
        set_first_day(employment, first_day, written)
        plan_follow_ups(employment, now)
    else:
        save_revised(employment, employment.revision, written)
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
    """Note why it ends, on `last_day` or earlier than it was to; supervision ends with it, follow-ups move, and a
    request to extend it is taken back."""
    lock_person(employment.participant_id)
    refuse_if_changed(employment, seen)
    other = Employment.EndReason.OTHER
    refuse_if(lasting.end_obstacles(as_period(employment.period), last_day, end_reason, end_note, other))
    note_end(employment, last_day, end_reason, end_note, by=by, on=timezone.localdate(now))
    settle_suspensions(employment, by, now)
    pending = pending_request(employment)
    if pending:
        withdraw_extension(pending, by=by, today=timezone.localdate(now))
    plan_follow_ups(employment, now)
    return employment


def _exemption(by: User, reason: str, paper_date: dt.date | None) -> Exemption | None:
    if not reason and not paper_date:
        return None
    if not Permission.MANAGE.granted_to(by):
        message = "Bara enhetschefen kan besluta om undantag. Be enhetschefen lägga in anställningen."
        raise Refused(Obstacle("exception_reason", message, "exception_not_granted"))
    return Exemption(reason, paper_date)
