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
from placements.actions.deviations import open_deviation, settle_gap
from placements.actions.lasting import cut_supervision, drop_supervision, lock_person, supervisions_of
from placements.actions.pay import revalue_months
from placements.actions.warnings import keep_warnings
from placements.facts import as_period, as_range, assigned
from placements.models import Deviation, Employment, Internship, Supervision, Supervisor
from placements.rules.periods import Period
from placements.rules.supervision import change_obstacles, gaps, supervisor_obstacles
from placements.rules.verdict import Verdict

_ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def register_supervisor(**values: Any) -> Supervisor:
    """Add somebody to the register of supervisors; `values` are the fields of `Supervisor`."""
    return Supervisor.objects.create(**values)


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
    verdict = _judge_change(placement, supervisor, first_day)
    verdict.demand(acknowledged)
    keep_warnings(placement, verdict, by=by)
    for supervision in supervisions_of(placement):
        if supervision.first_day >= first_day:
            drop_supervision(supervision)
        elif supervision.last_day >= first_day:
            cut_supervision(supervision, first_day - _ONE_DAY)
    if supervisor is None:
        text = f"Handledare saknas från {first_day}."
        open_deviation(placement, kind=Deviation.Kind.NO_SUPERVISOR, text=text, by=by, today=today)
        _renew_agreement(placement, by)
        return None
    new = Supervision.objects.create(
        enrolment_id=placement.enrolment_id,
        employment=placement if isinstance(placement, Employment) else None,
        internship=placement if isinstance(placement, Internship) else None,
        supervisor=supervisor,
        period=as_range(Period(first_day, whole.last)),
    )
    revalue_months(placement, first_day)
    _mend_gap(placement, f"{supervisor.full_name} är handledare från {first_day}.", by, today)
    _renew_agreement(placement, by)
    return new


def _renew_agreement(placement: Employment | Internship, by: User) -> None:
    """The agreement about an internship names who leads it."""
    if isinstance(placement, Internship):
        renew_agreement(placement, by=by)


def _judge_change(placement: Employment | Internship, supervisor: Supervisor | None, first: dt.date) -> Verdict:
    if supervisor:
        employer = placement.employer if isinstance(placement, Employment) else placement.workplace.employer
        known = assigned(supervisor, employer, first, placement.enrolment_id)
        return supervisor_obstacles(known, first, required=True, what="handledarskapets")
    message = f"Från {first} finns ingen handledare. Det blir en avvikelse tills någon har tagit över."
    return Verdict(warnings=[Obstacle("supervisor", message, "no_supervisor")])


def _mend_gap(placement: Employment | Internship, how: str, by: User, today: dt.date) -> None:
    """A gap that is over is no deviation any more."""
    supervised = [as_period(supervision.period) for supervision in placement.supervisions.all()]
    if any(gap.last >= today for gap in gaps(as_period(placement.period), supervised, max(today, placement.last_day))):
        return
    for deviation in placement.deviations.open().filter(kind=Deviation.Kind.NO_SUPERVISOR):
        settle_gap(deviation, how=how, by=by, today=today)
