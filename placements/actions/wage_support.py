"""Lönestöd: decisions entered and changed, and months noted as asked for."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.revisions import save_revised
from amc.staff.models import User
from placements.actions.lasting import lock_person
from placements.actions.warnings import keep_warnings
from placements.facts import as_period, period_of, support_terms_of
from placements.models import Employment, Requisition, Scheme, WageSupport
from placements.rules.periods import Period
from placements.rules.supervision import months_of
from placements.rules.wage_support import judge_support, requested_until_obstacles, requisition_obstacles


@transaction.atomic
def record_support(
    employment: Employment,
    *,
    kind: Scheme,
    first_day: dt.date,
    last_day: dt.date,
    by: User,
    today: dt.date,
    share: int | None = None,
    cap: int | None = None,
    reference: str = "",
    decided_on: dt.date | None = None,
    requested_until: dt.date | None = None,
    acknowledged: Collection[str] = (),
) -> WageSupport:
    """Enter a decision for `first_day` to `last_day`, both included. `share` in per cent, `cap` in kronor a month;
    `requested_until`: months up to it were asked for before; `acknowledged`: codes of the warnings that were ticked.
    Raises Refused with what stands in the way."""
    refuse_if(requested_until_obstacles(requested_until, Period(first_day, last_day), today=today))
    _judge(employment, kind, Period(first_day, last_day), acknowledged, by)
    return WageSupport.objects.create(
        employment=employment,
        kind=kind,
        first_day=first_day,
        last_day=last_day,
        share=share,
        cap=cap,
        reference=reference,
        decided_on=decided_on,
        requested_until=requested_until,
        created_by=by,
    )


@transaction.atomic
def change_support(
    support: WageSupport,
    *,
    revision: int,
    by: User,
    today: dt.date,
    acknowledged: Collection[str] = (),
    **values: Any,
) -> WageSupport:
    """Correct a decision; `values` are all its fields. Months that were asked for must still be within it.

    Raises Refused with what stands in the way, Stale when somebody has changed it since `revision`.
    """
    period = Period(values["first_day"], values["last_day"])
    refuse_if(requested_until_obstacles(values.get("requested_until"), period, today=today))
    _judge(support.employment, values["kind"], period, acknowledged, by, besides=support)
    _keep_requested(support, period)
    for name, value in values.items():
        setattr(support, name, value)
    save_revised(support, revision, values)
    return support


@transaction.atomic
def decline_renewal(support: WageSupport, *, reason: str, revision: int) -> WageSupport:
    """Note that no more is asked for when it ends, and why; an empty `reason` takes that back."""
    support.no_renewal = reason.strip()
    save_revised(support, revision, ["no_renewal"])
    return support


@transaction.atomic
def request_month(
    support: WageSupport, *, month: dt.date, amount: int, requested_on: dt.date, by: User, today: dt.date
) -> Requisition:
    """Note that `month` (its first day) was asked for, `amount` in kronor. Raises Refused, also for a second time."""
    lock_person(support.employment.participant_id)
    decision, employment = period_of(support), as_period(support.employment.period)
    support.refresh_from_db(fields=["requested_until"])
    before = support.requested_until
    refuse_if(requisition_obstacles(month, decision, employment, requested_on, today=today, requested_until=before))
    if support.requisitions.standing().filter(month=month).exists():
        raise Refused(Obstacle("month", "Månaden är redan rekvirerad. Ladda om sidan.", "month_requested"))
    return Requisition.objects.create(
        support=support, month=month, amount=amount, requested_on=requested_on, requested_by=by
    )


@transaction.atomic
def withdraw_request(requisition: Requisition, *, by: User, now: dt.datetime) -> None:
    """It was not asked for after all: the month waits again, and what was noted stays. Once is enough."""
    rows = Requisition.objects.standing().filter(pk=requisition.pk)
    rows.update(withdrawn_at=now, withdrawn_by=by)


def _judge(
    employment: Employment,
    kind: Scheme,
    period: Period,
    acknowledged: Collection[str],
    by: User,
    besides: WageSupport | None = None,
) -> None:
    lock_person(employment.participant_id)
    employment.refresh_from_db(fields=["period"])
    others = WageSupport.objects.filter(employment__participant=employment.participant_id)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    rows = list(others)
    verdict = judge_support(
        support_terms_of(kind),
        period,
        as_period(employment.period),
        beside=[period_of(row) for row in rows if row.employment_id == employment.pk],
        same_kind=[period_of(row) for row in rows if row.kind_id == kind.code],
    )
    verdict.demand(acknowledged)
    keep_warnings(employment, verdict, by=by)


def _keep_requested(support: WageSupport, period: Period) -> None:
    months = support.requisitions.standing().order_by("month").values_list("month", flat=True)
    within = months_of(period)
    outside = [month for month in months if month not in within]
    if outside:
        names = ", ".join(f"{month:%Y-%m}" for month in outside)
        message = f"Månader utanför de nya dagarna är redan rekvirerade: {names}. Ta först bort de rekvisitionerna."
        raise Refused(Obstacle("last_day", message, "requested_outside"))
