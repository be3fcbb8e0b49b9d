"""A later last day of an employment: extended by those who may decide it, or asked for and decided."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.staff.access import Permission
from amc.staff.models import User
from placements.actions.following import plan_follow_ups
from placements.actions.gaps import LONGER, gap_when_longer, judge_gap, open_gap
from placements.actions.lasting import forget_end, lock_person, refuse_if_changed, settle_suspensions
from placements.actions.warnings import keep_warnings
from placements.facts import as_period, others_of, terms_of
from placements.guard import judge_job, lock_workplaces
from placements.models import Employment, ExtensionRequest
from placements.rules import lasting
from placements.rules.employment import Proposal, judge_length
from placements.rules.periods import Period
from placements.rules.place import joined
from placements.rules.verdict import Verdict


def may_extend(employment: Employment, user: User) -> bool:
    """Whether `user` extends it at once, or has to ask: the form of employment says whether it is decided."""
    return not employment.scheme.extension_decided or Permission.MANAGE.granted_to(user)


def pending_request(employment: Employment) -> ExtensionRequest | None:
    """The request that waits for a decision, if one does."""
    return employment.extension_requests.filter(state=ExtensionRequest.State.PENDING).first()


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
    reason: str = "",
) -> Employment:
    """Let it last to `last_day`; supervision that ran to the end and follow-ups go along. `seen`: its revision.

    `reason`: why one goes on past the warnings that want it. Raises Refused: past the limits, after its last day, while
    a request waits, or by somebody who has to ask.
    """
    lock_person(employment.participant_id)
    refuse_if_changed(employment, seen)
    if not may_extend(employment, by):
        message = "Enhetschefen beslutar om förlängning av den här anställningsformen. Skicka en begäran."
        raise Refused(Obstacle(None, message, "extension_is_decided"))
    if pending_request(employment):
        message = "Det finns en begäran om förlängning som väntar. Besluta om den i stället."
        raise Refused(Obstacle(None, message, "request_pending"))
    return _extend(employment, last_day, by=by, now=now, today=today, acknowledged=acknowledged, reason=reason)


@transaction.atomic
def request_extension(
    employment: Employment, *, last_day: dt.date, reason: str, seen: int, by: User, today: dt.date
) -> ExtensionRequest:
    """Ask for a later last day. Refused as the extension would be, so that nobody decides on what cannot be done;
    what only warns is the decider's to read."""
    lock_person(employment.participant_id)
    refuse_if_changed(employment, seen)
    refuse_if(lasting.request_obstacles(reason, pending=pending_request(employment) is not None))
    refuse_if(lasting.extend_obstacles(as_period(employment.period), last_day, employment.end_reason, today))
    refuse_if(_judged(employment, last_day).refusals)
    return ExtensionRequest.objects.create(
        employment=employment,
        from_day=employment.last_day,
        last_day=last_day,
        reason=reason.strip(),
        asked_by=by,
        asked_on=today,
    )


@transaction.atomic
def decide_extension(
    request: ExtensionRequest,
    *,
    approved: bool,
    decision_reason: str,
    by: User,
    now: dt.datetime,
    today: dt.date,
    acknowledged: Collection[str] = (),
) -> ExtensionRequest:
    """Approve, which extends the employment with all its limits, or decline. `decision_reason` is also why one goes on
    past the warnings that want it. Raises Refused; see the rules."""
    employment = _locked(request)
    found = lasting.decision_obstacles(
        as_period(employment.period),
        decision_reason,
        pending=request.is_pending,
        by_manager=Permission.MANAGE.granted_to(by),
        today=today,
    )
    refuse_if(found)
    if approved:
        last, reason = request.last_day, decision_reason
        _extend(employment, last, by=by, now=now, today=today, acknowledged=acknowledged, reason=reason)
    request.decision_reason = decision_reason.strip()
    _settle(request, ExtensionRequest.State.APPROVED if approved else ExtensionRequest.State.DECLINED, by, today)
    return request


@transaction.atomic
def withdraw_extension(request: ExtensionRequest, *, by: User, today: dt.date) -> ExtensionRequest:
    """Take a request back while it waits; also one that has lapsed. Once more changes nothing."""
    _locked(request)
    if request.state == ExtensionRequest.State.WITHDRAWN:
        return request
    if not request.is_pending:
        raise Refused(Obstacle(None, "Begäran är redan avgjord. Ladda om sidan.", "request_settled"))
    _settle(request, ExtensionRequest.State.WITHDRAWN, by, today)
    return request


def _locked(request: ExtensionRequest) -> Employment:
    lock_person(request.employment.participant_id)
    request.refresh_from_db(fields=["state", "decided_by", "decided_on", "decision_reason"])
    request.employment.refresh_from_db(fields=["revision", "period", "end_reason", "end_note"])
    return request.employment


def _settle(request: ExtensionRequest, state: str, by: User, today: dt.date) -> None:
    request.state, request.decided_by, request.decided_on = state, by, today
    request.save()


def _judged(employment: Employment, last_day: dt.date) -> Verdict:
    proposal = Proposal(
        terms_of(employment.scheme),
        Period(employment.first_day, last_day),
        employment.extent,
        others=others_of(employment.participant_id, employment.employer, besides=employment),
    )
    return judge_length(proposal)


def _extend(
    employment: Employment,
    last_day: dt.date,
    *,
    by: User,
    now: dt.datetime,
    today: dt.date,
    acknowledged: Collection[str],
    reason: str,
) -> Employment:
    refuse_if(lasting.extend_obstacles(as_period(employment.period), last_day, employment.end_reason, today))
    period = Period(employment.first_day, last_day)
    lock_workplaces([employment.workplace] if employment.workplace else [])
    gap = gap_when_longer(employment, last_day)
    verdict = joined(
        _judged(employment, last_day),
        judge_job(employment, employment.participant_id, employment.workplace, employment.scheme, period, by),
        judge_gap(gap),
    )
    verdict.demand(acknowledged, reason)
    keep_warnings(employment, verdict, by=by, reason=reason)
    forget_end(employment, last_day)
    open_gap(employment, gap, by=by, today=today, why=LONGER)
    settle_suspensions(employment, by, now)
    plan_follow_ups(employment, now)
    return employment
