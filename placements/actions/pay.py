"""Handledarersättning: made payable by a confirmed month, and settled by the ekonom [S1]."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import F

from amc.staff.models import Municipality, PayRate, User
from placements.models import SupervisionMonth, Supervisor, SupervisorPayment
from placements.rules.pay import payable_amount


def make_payable(proof: SupervisionMonth, *, now: dt.datetime) -> SupervisorPayment | None:
    """Make the confirmed month payable, once: per supervisor or per participant as the municipality has chosen.

    None when nothing is payable, or when the month is already. Runs in the caller's transaction.
    """
    supervision = proof.supervision
    # Locked, so that a change of basis between two confirmations cannot pay one month in both ways.
    supervisor = Supervisor.objects.select_for_update(no_key=True).get(pk=supervision.supervisor_id)
    decided = Municipality.objects.values_list("supervisor_pay_basis", "pays_unplanned_month").first()
    basis, pays_unplanned = decided or (Municipality.PayBasis.SUPERVISOR, True)
    amount = payable_amount(
        proof.month,
        municipal_employee=supervisor.municipal_employee,
        rates=PayRate.objects.values_list("valid_from", "amount"),
        as_planned=proof.as_planned,
        took_place=proof.took_place,
        pays_unplanned=pays_unplanned,
    )
    if amount is None:
        return None
    per_participant = basis == Municipality.PayBasis.PARTICIPANT
    paid = SupervisorPayment.objects.filter(supervisor=supervisor, month=proof.month)
    if per_participant:
        paid = paid.filter(supervision=None) | paid.filter(supervision=supervision)
    if paid.exists():
        return None
    return SupervisorPayment.objects.create(
        supervisor=supervisor,
        supervision=supervision if per_participant else None,
        proof=proof,
        month=proof.month,
        amount=amount,
        payable_at=now,
    )


@transaction.atomic
def settle_payments(payments: Iterable[UUID], *, by: User, now: dt.datetime) -> int:
    """Mark as paid those of `payments` that `by` may see and that are not paid yet. Returns how many."""
    mine = SupervisorPayment.objects.visible_to(by).unsettled().filter(uuid__in=list(payments)).values("pk")
    rows = SupervisorPayment.objects.filter(pk__in=mine, settled_at__isnull=True)
    return rows.update(settled_at=now, settled_by=by, revision=F("revision") + 1)
