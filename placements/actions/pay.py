"""Handledarersättning: what confirmed months have made payable, as they hold [S1]."""

import datetime as dt
from collections.abc import Hashable

from django.db.models import Q, Sum
from django.utils import timezone

from amc.calendar import month_end, month_start
from amc.staff.models import Municipality, PayRate
from placements.facts import as_period, as_range
from placements.models import (
    Employment,
    Internship,
    MonthCorrection,
    Supervision,
    SupervisionMonth,
    Supervisor,
    SupervisorPayment,
)
from placements.rules.pay import (
    Counted,
    differences,
    led_days,
    owed_by_participant,
    owed_to_supervisor,
    payable_amount,
    rate_on,
    worths,
)
from placements.rules.periods import Period


def make_payable(
    proof: SupervisionMonth, *, now: dt.datetime, correction: MonthCorrection | None = None
) -> list[SupervisorPayment]:
    """Enter what the supervisor's month, as it holds now, is owed beyond what is entered already: per supervisor or per
    participant as the municipality has chosen. Less than before becomes a row below zero.

    Nothing is entered a second time. Runs in the caller's transaction.
    """
    # Locked, so that no two entries are made of the same difference.
    supervisor = Supervisor.objects.select_for_update(no_key=True).get(pk=proof.supervision.supervisor_id)
    basis, pays_unplanned = _decided()
    entered = _entered(supervisor, proof.month)
    months = SupervisionMonth.objects.filter(supervision__supervisor=supervisor, month=proof.month)
    rows = list(months.select_related("supervision").prefetch_related("corrections").order_by("supervision__period"))
    amounts = list(PayRate.objects.values_list("valid_from", "amount"))
    part = rate_on(proof.month, PayRate.objects.values_list("valid_from", "part")) or PayRate.Part.SHARED
    counted, whole = [], 0
    for row in rows:
        held = row.held
        amount = payable_amount(
            proof.month,
            # Who has left the municipality since is still owed what was earned there.
            municipal_employee=supervisor.municipal_employee or bool(entered),
            rates=amounts,
            as_planned=bool(held.as_planned),
            took_place=bool(held.took_place),
            pays_unplanned=pays_unplanned,
        )
        if amount is not None:
            whole = amount
            counted.append(_counted(row.supervision, proof.month, amount, part))
    missing = differences(
        owed_by_participant(counted, whole),
        owed_to_supervisor(counted, whole, part, proof.month),
        entered,
        per_participant=basis == Municipality.PayBasis.PARTICIPANT,
    )
    return _enter(proof, missing, entered, now=now, correction=correction)


def _decided() -> tuple[str, bool]:
    decided = Municipality.objects.values_list("supervisor_pay_basis", "pays_unplanned_month").first()
    return decided or (Municipality.PayBasis.SUPERVISOR, True)


def _entered(supervisor: Supervisor, month: dt.date) -> dict[int | None, int]:
    rows = SupervisorPayment.objects.filter(supervisor=supervisor, month=month).order_by()
    return dict(rows.values("supervision").annotate(kronor=Sum("amount")).values_list("supervision", "kronor"))


def _counted(supervision: Supervision, month: dt.date, amount: int, part: str) -> Counted:
    """The supervision's part of the month among those who led at the same placement."""
    if supervision.employment_id:
        of_same = Q(employment=supervision.employment_id)
    else:
        of_same = Q(internship=supervision.internship_id)
    during = as_range(Period(month, month_end(month)))
    sharing = list(Supervision.objects.filter(of_same, period__overlap=during).order_by("period", "pk"))
    stand_ins = [place for place, other in enumerate(sharing) if other.stands_in]
    days = led_days(month, [as_period(other.period) for other in sharing], stand_ins)
    place = next((place for place, other in enumerate(sharing) if other.pk == supervision.pk), None)
    placement: Hashable = (supervision.employment_id, supervision.internship_id)
    if place is None:
        return Counted(supervision.pk, placement, frozenset(), 0)
    return Counted(supervision.pk, placement, days[place], worths(amount, part, days, month)[place])


def _enter(
    proof: SupervisionMonth,
    missing: dict[int | None, int],
    entered: dict[int | None, int],
    *,
    now: dt.datetime,
    correction: MonthCorrection | None,
) -> list[SupervisorPayment]:
    kinds = SupervisorPayment.Kind
    rows = []
    for supervision_id, kronor in missing.items():
        first = supervision_id not in entered and kronor > 0
        own = proof
        if supervision_id not in (None, proof.supervision_id):
            own = SupervisionMonth.objects.get(supervision=supervision_id, month=proof.month)
        rows.append(
            SupervisorPayment(
                supervisor_id=proof.supervision.supervisor_id,
                supervision_id=supervision_id,
                unit_id=own.supervision.enrolment.unit_id,
                proof=own,
                correction=correction,
                kind=kinds.MONTH if first else kinds.CORRECTION,
                month=proof.month,
                amount=kronor,
                payable_at=now,
            )
        )
    # Another unit may have entered the same month of the same supervisor, where this one's staff does not see it.
    return SupervisorPayment.objects.bulk_create(rows, ignore_conflicts=True)


def revalue_months(placement: Employment | Internship, since: dt.date) -> None:
    """After the days of a placement's supervisions have changed from `since` on: enter what their confirmed months are
    owed now, where a part of a month is paid by its days. Runs in the caller's transaction."""
    months = SupervisionMonth.objects.filter(month__gte=month_start(since)).select_related("supervision__supervisor")
    kind = "employment" if isinstance(placement, Employment) else "internship"
    for row in months.filter(**{f"supervision__{kind}": placement}).order_by("month", "pk"):
        make_payable(row, now=timezone.now())
