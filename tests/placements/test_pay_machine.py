"""However months are confirmed, corrected and sent to payroll, whoever stands in and whatever the rate becomes, what
went and what waits is what the months are worth.

What they are worth is worked out here by hand, day by day: nothing of placements.rules.pay is used for it.
"""

import datetime as dt
from collections import defaultdict
from fractions import Fraction

import pytest
import time_machine
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from amc.obstacles import Refused
from amc.staff.models import Municipality, PayRate
from placements import actions
from placements.models import PayrollFile, Supervision, SupervisionMonth, SupervisorPayment
from placements.rules.pay import cut_off
from tests.factories import EmploymentFactory, SupervisorFactory, at, make_people
from tests.placements.room import D, ready_for_ami

TODAY = D("2026-11-24")
MONTHS = [D("2026-08-01"), D("2026-09-01"), D("2026-10-01"), D("2026-11-01"), D("2026-12-01")]
ONE_DAY = dt.timedelta(days=1)
TICKED = ["supervisor_untrained", "supervisor_elsewhere", "supervisor_many", "no_supervisor"]


def days_of(month: dt.date) -> list[dt.date]:
    day, found = month, []
    while day.month == month.month:
        found.append(day)
        day += ONE_DAY
    return found


def shares(kronor: int, weights: list[int]) -> list[int]:
    """Whole kronor by weight: each gets what is whole, and what is left goes to the largest fractions, the first of
    equals first."""
    if not sum(weights):
        return [0] * len(weights)
    exact = [Fraction(kronor * weight, sum(weights)) for weight in weights]
    found = [int(part) for part in exact]
    for place in sorted(range(len(exact)), key=lambda n: (found[n] - exact[n], n))[: kronor - sum(found)]:
        found[place] += 1
    return found


class Pay(RuleBasedStateMachine):
    """Two supervisors, one of whom takes over from the other at one of two placements, and a third who stands in; an
    outsider leads a third placement. The rate has been raised, and may be again from a month that has not begun."""

    basis = Municipality.PayBasis.SUPERVISOR
    part = PayRate.Part.SHARED

    def __init__(self) -> None:
        super().__init__()
        self.mark = transaction.savepoint_create()
        self.day = TODAY
        self.clock = time_machine.travel(at(self.day), tick=False)
        self.clock.start()
        self.people = make_people()
        PayRate.objects.update(part=self.part)
        self.rates = dict(PayRate.objects.values_list("valid_from", "amount"))
        self.raise_rate(D("2026-09-01"), 617)
        Municipality.objects.update(supervisor_pay_basis=self.basis)
        self.hans = SupervisorFactory(user=self.people.hans)
        self.greta = SupervisorFactory(employer=self.hans.employer)
        self.sten = SupervisorFactory(employer=self.hans.employer)
        outside = SupervisorFactory(municipal_employee=False)
        for supervisor in (self.hans, self.hans, outside):
            EmploymentFactory(enrolment=ready_for_ami(self.people), supervisor=supervisor)
        first = Supervision.objects.filter(supervisor=self.hans).earliest("pk")
        actions.change_supervisor(
            first.placement,
            supervisor=self.greta,
            first_day=D("2026-09-18"),
            by=self.people.anna,
            today=D("2026-09-01"),
            acknowledged=TICKED,
        )
        self.kept: dict[int, tuple[bytes, bytes]] = {}

    def teardown(self) -> None:
        self.clock.stop()
        transaction.savepoint_rollback(self.mark)

    @initialize(left_out=st.sets(st.integers(0, 8), max_size=3))
    def answered_so_far(self, left_out: set[int]) -> None:
        """Most months of the autumn are confirmed when it begins."""
        asked = [(row, month) for row in Supervision.objects.order_by("pk") for month in MONTHS[:3]]
        for number, (row, month) in enumerate(asked):
            if number not in left_out:
                self.answer(row, month, planned=True, happened=True)

    def raise_rate(self, valid_from: dt.date, amount: int) -> None:
        PayRate.objects.create(valid_from=valid_from, amount=amount, part=self.part)
        self.rates[valid_from] = amount

    @rule(data=st.data(), month=st.sampled_from(MONTHS), planned=st.booleans(), happened=st.booleans())
    def confirm(self, data: st.DataObject, month: dt.date, planned: bool, happened: bool) -> None:
        rows = list(Supervision.objects.order_by("pk"))
        self.answer(data.draw(st.sampled_from(rows)), month, planned=planned, happened=happened)

    def answer(self, supervision: Supervision, month: dt.date, *, planned: bool, happened: bool) -> None:
        try:
            actions.confirm_supervision(
                supervision,
                month=month,
                as_planned=planned,
                took_place=planned or happened,
                comment="" if planned else "Annorlunda.",
                source="phone",
                on_behalf_reason="Talades vid.",
                by=self.people.anna,
                now=at(self.day),
                today=self.day,
            )
        except Refused as refusal:
            self.expect(refusal, "already_confirmed", "month_outside", "month_not_over")

    @precondition(lambda self: SupervisionMonth.objects.exists())
    @rule(data=st.data(), happened=st.booleans(), away=st.integers(0, 3))
    def correct(self, data: st.DataObject, happened: bool, away: int) -> None:
        proof = data.draw(st.sampled_from(list(SupervisionMonth.objects.order_by("pk"))))
        try:
            actions.correct_month(
                proof,
                as_planned=False,
                took_place=happened,
                days_absent=away or None,
                text="Blev fel.",
                seen=proof.corrections.count(),
                by=self.people.anna,
                now=at(self.day),
            )
        except Refused as refusal:
            self.expect(refusal, "nothing_corrected", "absent_too_long")

    @rule(which=st.integers(0, 1), greta=st.booleans(), begins=st.integers(0, 150), length=st.integers(1, 40))
    def stand_in(self, which: int, greta: bool, begins: int, length: int) -> None:
        led = Supervision.objects.filter(supervisor=self.hans, stands_in=False).order_by("pk")
        first = MONTHS[0] + dt.timedelta(days=begins)
        try:
            actions.stand_in(
                led[which].placement,
                supervisor=self.greta if greta else self.sten,
                first_day=first,
                last_day=min(first + dt.timedelta(days=length - 1), D("2027-01-31")),
                by=self.people.anna,
                today=self.day,
                acknowledged=TICKED,
            )
        except Refused as refusal:
            self.expect(refusal, "stand_in_overlap", "leads_already")

    @precondition(lambda self: Supervision.objects.filter(stands_in=True).exists())
    @rule(data=st.data(), more=st.none() | st.integers(-10, 10))
    def change_stand_in(self, data: st.DataObject, more: int | None) -> None:
        row = data.draw(st.sampled_from(list(Supervision.objects.filter(stands_in=True).order_by("pk"))))
        last = None if more is None else max(row.first_day, row.last_day + dt.timedelta(days=more))
        try:
            with transaction.atomic():
                actions.end_stand_in(
                    row, last_day=last, seen=row.revision, by=self.people.anna, today=self.day, acknowledged=TICKED
                )
        except Refused as refusal:
            self.expect(refusal, "stand_in_overlap", "month_confirmed", "outside_placement")

    @rule(amount=st.integers(1, 999))
    def change_rate(self, amount: int) -> None:
        """From the first of the next month, as nobody has confirmed any of it."""
        following = (self.day.replace(day=28) + 4 * ONE_DAY).replace(day=1)
        if following not in self.rates:
            self.raise_rate(following, amount)

    @rule(back=st.integers(0, 2), day=st.none() | st.integers(1, 28))
    def send(self, back: int, day: int | None) -> None:
        """Through a day, or through the municipality's own cut-off day."""
        through = cut_off(self.day, day) if day else self.day - back * ONE_DAY
        try:
            file = actions.make_payroll_file(through=through, by=self.people.ekonom, now=at(self.day))
        except Refused as refusal:
            self.expect(refusal, "nothing_waits")
        else:
            self.kept[file.pk] = (bytes(file.csv), bytes(file.xlsx))
            payable = [timezone.localdate(row.payable_at) for row in file.payments.all()]
            assert max(payable) <= through
        left = SupervisorPayment.objects.unsettled().values_list("payable_at", flat=True)
        assert all(timezone.localdate(at) > through for at in left)

    @rule(days=st.integers(1, 21))
    def wait(self, days: int) -> None:
        self.day += dt.timedelta(days=days)
        self.clock.stop()
        self.clock = time_machine.travel(at(self.day), tick=False)
        self.clock.start()

    @staticmethod
    def expect(refusal: Refused, *codes: str) -> None:
        """A refusal that the rules know; any other is a fault."""
        if not set(refusal.codes) <= set(codes):
            raise refusal

    def led(self, rows: list[Supervision], month: dt.date) -> dict[int, list[dt.date]]:
        """The days of the month that each supervision of a placement led."""
        found: dict[int, list[dt.date]] = {row.pk: [] for row in rows}
        for day in days_of(month):
            there = [row for row in rows if row.first_day <= day <= row.last_day]
            if there:
                found[max(there, key=lambda row: (row.stands_in, row.first_day, row.pk)).pk].append(day)
        return found

    def worth(self, held: list[SupervisionMonth], month: dt.date, placements: dict[int, list[Supervision]]) -> int:
        """What one supervisor is owed for the months that had supervision, told from the rows as they stand and from
        nothing that was entered."""
        rate = self.rates[max(since for since in self.rates if since <= month)]
        whole = len(days_of(month))
        of_placement: dict[int, int] = defaultdict(int)
        anywhere: set[dt.date] = set()
        for one in held:
            led = self.led(placements[one.supervision.employment_id], month)
            own = led[one.supervision_id]
            anywhere.update(own)
            weights = [len(days) for days in led.values()]
            rest = whole - sum(weights) if self.part == PayRate.Part.DAYS else 0
            shared = dict(zip(led, shares(rate, [*weights, rest]), strict=False))[one.supervision_id]
            of_placement[one.supervision.employment_id] += rate * bool(own) if self.part == "full" else shared
        capped = [min(rate, kronor) for kronor in of_placement.values()]
        if self.basis == Municipality.PayBasis.PARTICIPANT:
            return sum(capped)
        if self.part == PayRate.Part.DAYS:
            return shares(rate, [len(anywhere), whole - len(anywhere)])[0]
        return max(capped, default=0)

    def worth_of_all(self) -> int:
        placements: dict[int, list[Supervision]] = defaultdict(list)
        for row in Supervision.objects.order_by("period", "pk"):
            placements[row.employment_id].append(row)
        months: dict[tuple[int, dt.date], list[SupervisionMonth]] = defaultdict(list)
        rows = SupervisionMonth.objects.filter(supervision__supervisor__municipal_employee=True)
        for one in rows.select_related("supervision").prefetch_related("corrections"):
            if one.held.took_place:
                months[one.supervision.supervisor_id, one.month].append(one)
        return sum(self.worth(held, month, placements) for (_, month), held in months.items())

    @invariant()
    def files_and_what_waits_are_what_months_are_worth(self) -> None:
        gone = PayrollFile.objects.aggregate(kronor=Sum("total"))["kronor"] or 0
        waits = SupervisorPayment.objects.unsettled().aggregate(kronor=Sum("amount"))["kronor"] or 0
        assert gone + waits == self.worth_of_all()

    @rule()
    def settle(self) -> None:
        """With nothing left to send, the files are the confirmed months to the krona."""
        self.send(0, None)
        assert not SupervisorPayment.objects.unsettled().exists()
        assert (PayrollFile.objects.aggregate(kronor=Sum("total"))["kronor"] or 0) == self.worth_of_all()

    @invariant()
    def a_file_is_its_rows_and_stands(self) -> None:
        rows = defaultdict(list)
        for key, amount in SupervisorPayment.objects.filter(file__isnull=False).values_list("file", "amount"):
            rows[key].append(amount)
        for file in PayrollFile.objects.all():
            assert (file.rows, file.total) == (len(rows[file.pk]), sum(rows[file.pk]))
            assert (bytes(file.csv), bytes(file.xlsx)) == self.kept[file.pk]


@pytest.mark.django_db
@pytest.mark.parametrize("part", PayRate.Part.values)
@pytest.mark.parametrize("basis", Municipality.PayBasis.values)
def test_it_all_adds_up(basis, part):
    machine = type("Pay", (Pay,), {"basis": basis, "part": part})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=4,
            stateful_step_count=15,
            phases=(Phase.generate, Phase.shrink),
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
