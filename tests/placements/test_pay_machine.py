"""However months are confirmed, corrected and sent to payroll, what went and what waits is what they are worth."""

import datetime as dt

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from amc.obstacles import Refused
from amc.staff.models import Municipality, PayRate
from placements import actions
from placements.models import PayrollFile, Supervision, SupervisionMonth, SupervisorPayment
from placements.rules.pay import Counted, led_days, owed_by_participant, owed_to_supervisor, worths
from placements.rules.periods import Period
from tests.factories import EmploymentFactory, SupervisorFactory, at, make_people
from tests.placements.room import D, ready_for_ami

TODAY = D("2026-11-24")
MONTHS = [D("2026-08-01"), D("2026-09-01"), D("2026-10-01")]


class Pay(RuleBasedStateMachine):
    """Two supervisors, one of whom takes over from the other at one of two placements; an outsider leads a third."""

    basis = Municipality.PayBasis.SUPERVISOR
    part = PayRate.Part.SHARED

    def __init__(self) -> None:
        super().__init__()
        self.mark = transaction.savepoint_create()
        self.people = make_people()
        PayRate.objects.update(part=self.part)
        Municipality.objects.update(supervisor_pay_basis=self.basis)
        self.hans = SupervisorFactory(user=self.people.hans)
        self.greta = SupervisorFactory(employer=self.hans.employer)
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
            acknowledged=["supervisor_untrained", "supervisor_elsewhere"],
        )
        self.supervisions = list(Supervision.objects.order_by("pk"))
        self.day = TODAY
        self.kept: dict[int, tuple[bytes, bytes]] = {}

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.mark)

    @rule(which=st.integers(0, 3), month=st.sampled_from(MONTHS), planned=st.booleans(), happened=st.booleans())
    def confirm(self, which: int, month: dt.date, planned: bool, happened: bool) -> None:
        try:
            actions.confirm_supervision(
                self.supervisions[which],
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
            self.expect(refusal, "already_confirmed", "month_outside")

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
            self.expect(refusal, "nothing_corrected")

    @rule(back=st.integers(0, 2))
    def send(self, back: int) -> None:
        through = self.day - dt.timedelta(days=back)
        try:
            file = actions.make_payroll_file(through=through, by=self.people.ekonom, now=at(self.day))
        except Refused as refusal:
            self.expect(refusal, "nothing_waits")
        else:
            self.kept[file.pk] = (bytes(file.csv), bytes(file.xlsx))

    @rule(days=st.integers(1, 3))
    def wait(self, days: int) -> None:
        self.day += dt.timedelta(days=days)

    @staticmethod
    def expect(refusal: Refused, *codes: str) -> None:
        """A refusal that the rules know; any other is a fault."""
        if not set(refusal.codes) <= set(codes):
            raise refusal

    def worth(self, supervisor_id: int, month: dt.date) -> int:
        """What is owed, told from the rows as they stand and from nothing that was entered."""
        rows = []
        mine = SupervisionMonth.objects.filter(supervision__supervisor=supervisor_id, month=month)
        for one in mine.select_related("supervision").prefetch_related("corrections"):
            if not one.held.took_place:
                continue
            others = list(one.supervision.placement.supervisions.order_by("period", "pk"))
            days = led_days(month, [Period(other.first_day, other.last_day) for other in others])
            place = others.index(one.supervision)
            rows.append(
                Counted(
                    one.supervision_id,
                    one.supervision.placement.pk,
                    days[place],
                    worths(500, self.part, days, month)[place],
                )
            )
        if self.basis == Municipality.PayBasis.PARTICIPANT:
            return sum(owed_by_participant(rows, 500).values())
        return owed_to_supervisor(rows, 500, self.part, month)

    @invariant()
    def files_and_what_waits_are_what_months_are_worth(self) -> None:
        worth = sum(self.worth(one.pk, month) for one in (self.hans, self.greta) for month in MONTHS)
        gone = PayrollFile.objects.aggregate(kronor=Sum("total"))["kronor"] or 0
        waits = SupervisorPayment.objects.unsettled().aggregate(kronor=Sum("amount"))["kronor"] or 0
        assert gone + waits == worth

    @invariant()
    def a_file_is_its_rows_and_stands(self) -> None:
        for file in PayrollFile.objects.all():
            rows = list(file.payments.values_list("amount", flat=True))
            assert (file.rows, file.total) == (len(rows), sum(rows))
            assert (bytes(file.csv), bytes(file.xlsx)) == self.kept[file.pk]


@pytest.mark.django_db
@pytest.mark.parametrize("part", PayRate.Part.values)
@pytest.mark.parametrize("basis", Municipality.PayBasis.values)
def test_it_all_adds_up(basis, part):
    machine = type("Pay", (Pay,), {"basis": basis, "part": part})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=8,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
