"""Supervisors and whom they supervise."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.revisions import save_revised
from amc.staff.actions import send_invitation
from amc.staff.models import Role, User
from placements.actions.accounts import reopen_account
from placements.actions.agreements import renew_agreement
from placements.actions.gaps import gap_in, judge_gap, mend_gap, open_gap
from placements.actions.lasting import cut_supervision, drop_supervision, lock_person, supervisions_of
from placements.actions.pay import revalue_months
from placements.actions.training import register_training
from placements.actions.warnings import keep_warnings
from placements.facts import as_period, as_range, assigned
from placements.models import Employment, Internship, Supervision, Supervisor
from placements.rules.periods import Period
from placements.rules.supervision import (
    change_obstacles,
    stand_in_obstacles,
    supervisor_obstacles,
    training_warning,
)
from placements.rules.verdict import Verdict

_ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def register_supervisor(
    *, by: User, today: dt.date, training: dict[str, Any] | None = None, **values: Any
) -> Supervisor:
    """Add somebody to the register of supervisors, with their first `training` if they have one (the fields of
    `SupervisorTraining`); `values` are the fields of `Supervisor`. Raises Refused."""
    supervisor = Supervisor.objects.create(**values)
    if training:
        register_training(supervisor, by=by, today=today, **training)
    return supervisor


@transaction.atomic
def change_supervisor_details(supervisor: Supervisor, *, revision: int, **values: Any) -> Supervisor:
    """Change what the register says of a supervisor. Raises Stale when somebody else has, since `revision`."""
    for name, value in values.items():
        setattr(supervisor, name, value)
    save_revised(supervisor, revision, values)
    return supervisor


@transaction.atomic
def create_supervisor_account(supervisor: Supervisor, by: User) -> User:
    """Give a supervisor an account to confirm months with, and mail the link that opens it; again, if they have one.

    An account that had ended is open again.

    Raises Refused without an e-mail address, or when the address belongs to somebody else's account.
    """
    supervisor = Supervisor.objects.select_for_update(no_key=True).get(pk=supervisor.pk)
    if supervisor.user:
        reopen_account(supervisor.user)
        send_invitation(supervisor.user)
        return supervisor.user
    if not supervisor.email:
        raise Refused(Obstacle("email", "Fyll i handledarens e-postadress först.", "email_missing"))
    if User.objects.filter(email=supervisor.email.lower()).exists():
        message = "Det finns redan ett konto med den e-postadressen. Be systemförvaltaren koppla det till handledaren."
        raise Refused(Obstacle("email", message, "email_taken"))
    supervisor.user = User.objects.create_user(
        supervisor.email,
        first_name=supervisor.first_name,
        last_name=supervisor.last_name,
        phone=supervisor.phone,
        roles=[Role.HANDLEDARE],
        unit=by.unit,
    )
    save_revised(supervisor, supervisor.revision, ["user"])
    send_invitation(supervisor.user)
    return supervisor.user


@transaction.atomic
def change_supervisor(
    placement: Employment | Internship,
    *,
    supervisor: Supervisor | None,
    first_day: dt.date,
    by: User,
    today: dt.date,
    acknowledged: Collection[str] = (),
) -> Supervision | None:
    """Let `supervisor` lead from `first_day` to the placement's last day; the one before ends the day before.

    With None nobody leads from that day: a gap, which is acknowledged and becomes a deviation [S1].
    """
    lock_person(placement.enrolment.participant_id)
    placement.refresh_from_db(fields=["period"])
    whole = as_period(placement.period)
    refuse_if(change_obstacles(first_day, whole))
    verdict = _judge_change(placement, supervisor, Period(first_day, whole.last))
    verdict.demand(acknowledged)
    keep_warnings(placement, verdict, by=by)
    # Who stands in for a time goes on doing so, whoever it is for.
    for supervision in supervisions_of(placement):
        if supervision.stands_in:
            continue
        if supervision.first_day >= first_day:
            drop_supervision(supervision)
        elif supervision.last_day >= first_day:
            cut_supervision(supervision, first_day - _ONE_DAY)
    if supervisor is None:
        open_gap(placement, _gap_from(placement, first_day), by=by, today=today)
        _renew_agreement(placement, by)
        return None
    new = _lead(placement, supervisor, Period(first_day, whole.last))
    mend_gap(placement, f"{supervisor.full_name} är handledare från {first_day}.", by=by, today=today)
    _renew_agreement(placement, by)
    return new


@transaction.atomic
def stand_in(
    placement: Employment | Internship,
    *,
    supervisor: Supervisor,
    first_day: dt.date,
    last_day: dt.date,
    by: User,
    today: dt.date,
    acknowledged: Collection[str] = (),
) -> Supervision:
    """Let `supervisor` lead from `first_day` to `last_day` in the place of whoever does, who goes on afterwards.

    Each of the two confirms the months in which they led, and is paid for their days. Raises Refused outside the
    placement, while somebody else stands in, or when the supervisor is the one who leads then anyway.
    """
    lock_person(placement.enrolment.participant_id)
    placement.refresh_from_db(fields=["period"])
    period, rows = Period(first_day, last_day), supervisions_of(placement)
    whole = as_period(placement.period)
    others = [as_period(row.period) for row in rows if row.stands_in]
    refuse_if(change_obstacles(first_day, whole) or stand_in_obstacles(period, whole, others))
    if any(row.supervisor_id == supervisor.pk and as_period(row.period).overlaps(period) for row in rows):
        message = f"{supervisor} är redan handledare då. Välj vem som står in."
        raise Refused(Obstacle("supervisor", message, "leads_already"))
    verdict = _judge_change(placement, supervisor, period)
    verdict.demand(acknowledged)
    keep_warnings(placement, verdict, by=by)
    new = _lead(placement, supervisor, period, stands_in=True)
    mend_gap(placement, f"{supervisor} står in från {first_day}.", by=by, today=today)
    return new


@transaction.atomic
def end_stand_in(
    supervision: Supervision,
    *,
    last_day: dt.date | None,
    seen: int,
    by: User,
    today: dt.date,
    acknowledged: Collection[str] = (),
) -> None:
    """Let somebody who stands in do so to `last_day`, later or earlier than was said; None: it never came about, and
    is taken away. Where nobody leads on the days that this leaves, as the one who was stood in for has gone, it is
    acknowledged and becomes a deviation [S1].

    Raises Refused where a confirmed month would fall outside, and when somebody has changed it since revision `seen`.
    """
    placement = supervision.placement
    lock_person(placement.enrolment.participant_id)
    supervision.refresh_from_db(fields=["period", "revision"])
    if supervision.revision != seen:
        message = f"Någon annan har ändrat tiden: nu till {supervision.last_day}. Kontrollera och spara igen."
        raise Refused(Obstacle(None, message, "changed_meanwhile"))
    first, before = supervision.first_day, supervision.last_day
    others = [row for row in supervisions_of(placement) if row.pk != supervision.pk]
    if last_day is not None:
        taken = [as_period(row.period) for row in others if row.stands_in]
        refuse_if(stand_in_obstacles(Period(first, last_day), as_period(placement.period), taken))
    left = first if last_day is None else last_day + _ONE_DAY
    gap = gap_in(Period(left, before), [as_period(row.period) for row in others]) if left <= before else None
    verdict = judge_gap(gap)
    verdict.demand(acknowledged)
    keep_warnings(placement, verdict, by=by)
    if last_day is None:
        drop_supervision(supervision)
    else:
        cut_supervision(supervision, last_day)
    revalue_months(placement, first)
    open_gap(placement, gap, by=by, today=today, why=f"{supervision.supervisor} står inte in så länge.")
    if left > before:
        mend_gap(placement, f"{supervision.supervisor} står in till {last_day}.", by=by, today=today)


def untrained_warning(supervision: Supervision, today: dt.date) -> Obstacle | None:
    """That the supervisor's training lapses before the supervision ends, or is missing today; None when it holds."""
    training = supervision.supervisor.best_training(today)
    until = training.valid_until if training else None
    day = min(max(today, until + _ONE_DAY) if until else today, supervision.last_day)
    at = supervision.placement
    known = assigned(supervision.supervisor, at.employer, at.workplace, day, supervision.enrolment_id)
    return training_warning(known, day) if known else None


@transaction.atomic
def acknowledge_untrained(supervision: Supervision, *, reason: str, by: User, today: dt.date) -> None:
    """Note that the supervision goes on with a supervisor whose training has lapsed, soon will, or is missing, and why.

    Raises Refused when the training holds to the last day: somebody has entered a new one.
    """
    warning = untrained_warning(supervision, today)
    if warning is None:
        message = "Utbildningen gäller hela tiden. Du behöver inte göra något."
        raise Refused(Obstacle(None, message, "training_holds"))
    kept = Obstacle(None, f"{warning.message} Varför handledningen går vidare: {reason.strip()}", warning.code)
    keep_warnings(supervision.placement, Verdict(warnings=[kept]), by=by)


def _lead(
    placement: Employment | Internship, supervisor: Supervisor, period: Period, *, stands_in: bool = False
) -> Supervision:
    new = Supervision.objects.create(
        enrolment_id=placement.enrolment_id,
        employment=placement if isinstance(placement, Employment) else None,
        internship=placement if isinstance(placement, Internship) else None,
        supervisor=supervisor,
        period=as_range(period),
        stands_in=stands_in,
    )
    revalue_months(placement, period.first)
    return new


def _renew_agreement(placement: Employment | Internship, by: User) -> None:
    """The agreement about an internship names who leads it."""
    if isinstance(placement, Internship):
        renew_agreement(placement, by=by)


def _judge_change(placement: Employment | Internship, supervisor: Supervisor | None, period: Period) -> Verdict:
    if supervisor:
        known = assigned(supervisor, placement.employer, placement.workplace, period.first, placement.enrolment_id)
        return supervisor_obstacles(known, period.first, required=True, what="handledarskapets", last=period.last)
    return judge_gap(_gap_from(placement, period.first))


def _gap_from(placement: Employment | Internship, first_day: dt.date) -> Period | None:
    """The gap when nobody leads from a day, except whoever stands in."""
    standing_in = placement.supervisions.filter(stands_in=True)
    return gap_in(Period(first_day, placement.last_day), [as_period(row.period) for row in standing_in])
