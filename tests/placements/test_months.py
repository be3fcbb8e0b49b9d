"""Months that supervisors confirm, and what is payable for them [S1]."""

import datetime as dt
import json

import pytest
import time_machine
from django.db import IntegrityError, transaction

from amc.obstacles import Refused
from amc.staff.models import Municipality, PayRate
from placements.actions import confirm_supervision
from placements.models import Deviation, Supervision, SupervisionMonth, SupervisorPayment, UnconfirmedMonth
from placements.rules.pay import payable_amount, rate_on
from placements.rules.periods import Period
from placements.rules.supervision import confirmable_from, confirmable_months, gaps, months_of
from tests.factories import (
    EmploymentFactory,
    InternshipFactory,
    SupervisionMonthFactory,
    SupervisorFactory,
    UserFactory,
    at,
    make_people,
)
from tests.placements.room import D, ready_for_ami

OCTOBER = D("2026-10-01")
TODAY = D("2026-11-24")


# --- Rules --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "today", "expected"),
    [
        ("2026-09-15", "2027-01-31", "2026-09-30", []),
        ("2026-09-15", "2027-01-31", "2026-10-01", ["2026-09-01"]),  # from the day after the month
        ("2026-09-15", "2027-01-31", "2026-11-30", ["2026-09-01", "2026-10-01"]),
        ("2026-09-15", "2026-10-10", "2026-10-10", ["2026-09-01"]),
        ("2026-09-15", "2026-10-10", "2026-10-11", ["2026-09-01", "2026-10-01"]),  # supervision is over
        ("2026-09-30", "2026-10-01", "2026-12-01", ["2026-09-01", "2026-10-01"]),  # one day counts
    ],
)
def test_which_months_can_be_confirmed(first, last, today, expected):
    months = confirmable_months(Period(D(first), D(last)), D(today))
    assert [month.isoformat() for month in months] == expected


def test_february_of_a_leap_year():
    assert confirmable_from(D("2028-02-01"), D("2030-01-01")) == D("2028-03-01")
    assert months_of(Period(D("2027-12-31"), D("2028-01-01"))) == [D("2027-12-01"), D("2028-01-01")]


@pytest.mark.parametrize(
    ("supervised", "expected"),
    [
        ([("2026-02-01", "2027-01-31")], []),
        ([("2026-02-01", "2026-05-31"), ("2026-06-01", "2027-01-31")], []),
        ([("2026-02-01", "2026-05-31"), ("2026-06-03", "2027-01-31")], [("2026-06-01", "2026-06-02")]),
        ([("2026-02-01", "2026-05-31")], [("2026-06-01", "2026-11-24")]),
        ([], [("2026-02-01", "2026-11-24")]),
        ([("2026-03-01", "2026-06-30"), ("2026-04-01", "2027-01-31")], [("2026-02-01", "2026-02-28")]),
    ],
)
def test_gaps_in_supervision(supervised, expected):
    found = gaps(Period(D("2026-02-01"), D("2027-01-31")), [Period(D(a), D(b)) for a, b in supervised], TODAY)
    assert found == [Period(D(a), D(b)) for a, b in expected]


@pytest.mark.parametrize(("day", "amount"), [("2025-12-31", None), ("2026-01-01", 500), ("2027-01-01", 600)])
def test_the_rate_of_the_months_first_day(day, amount):
    rates = [(D("2027-01-01"), 600), (D("2026-01-01"), 500)]
    assert rate_on(D(day), rates) == amount
    assert payable_amount(D(day), municipal_employee=True, rates=rates) == amount
    assert payable_amount(D(day), municipal_employee=False, rates=rates) is None


# --- Actions ------------------------------------------------------------------------------------


@pytest.fixture
def people(db):
    return make_people()


@pytest.fixture
def hans(people):
    return SupervisorFactory(user=people.hans)


def supervise(people, hans, **values):
    enrolment = ready_for_ami(people)
    return EmploymentFactory(enrolment=enrolment, supervisor=hans, **values).supervisions.get()


@pytest.fixture
def supervision(people, hans):
    return supervise(people, hans)


def confirm(supervision, by, month=OCTOBER, as_planned=True, **values):
    values = {"now": at(TODAY), "today": TODAY} | values
    return confirm_supervision(supervision, month=month, as_planned=as_planned, by=by, **values)


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as error:
        act(*args, **kwargs)
    return list(error.value.codes)


def test_a_confirmed_month_is_payable(people, supervision):
    row = confirm(supervision, people.hans)
    payment = SupervisorPayment.objects.get()
    assert (payment.month, payment.amount, payment.proof) == (OCTOBER, 500, row)
    assert (payment.supervision, payment.settled_at) == (None, None)


def test_twice_is_once(people, supervision):
    first = confirm(supervision, people.hans)
    assert confirm(supervision, people.hans, now=at(TODAY, 12)) == first
    assert SupervisionMonth.objects.count() == SupervisorPayment.objects.count() == 1


def test_another_answer_is_refused(people, supervision):
    confirm(supervision, people.hans)
    with pytest.raises(Refused, match="bekräftades redan 2026-11-24 av Hans Hedlund"):
        confirm(supervision, people.hans, as_planned=False, comment="Var borta.")
    assert not Deviation.objects.exists()


def test_a_month_that_went_wrong_reaches_the_consultant_and_is_payable(people, supervision):
    assert refused(confirm, supervision, people.hans, as_planned=False) == ["comment_missing"]
    confirm(supervision, people.hans, as_planned=False, comment="Kom inte vecka 42.")
    deviation = Deviation.objects.get()
    assert (deviation.kind, deviation.text) == ("month", "Oktober 2026: Kom inte vecka 42.")
    assert SupervisorPayment.objects.count() == 1


@pytest.mark.parametrize(
    ("as_planned", "took_place", "pays_unplanned", "paid"),
    [
        (True, True, True, True),
        (True, True, False, True),
        (False, True, True, True),
        (False, True, False, False),
        (False, False, True, False),
        (False, False, False, False),
    ],
)
def test_it_is_the_supervision_that_is_paid(people, supervision, as_planned, took_place, pays_unplanned, paid):
    Municipality.objects.update(pays_unplanned_month=pays_unplanned)
    answer = {"as_planned": as_planned, "took_place": took_place, "comment": "Var borta hela månaden."}
    confirm(supervision, people.hans, **answer)
    assert SupervisorPayment.objects.exists() is paid
    assert confirm(supervision, people.hans, **answer)
    assert refused(confirm, supervision, people.hans, **(answer | {"comment": "Nej, så var det."})) == [
        "already_confirmed"
    ]


def test_a_month_as_planned_had_supervision(people, supervision):
    codes = refused(confirm, supervision, people.hans, took_place=False)
    assert codes == ["planned_without_supervision"]
    with pytest.raises(IntegrityError, match="month_without_supervision_is_unplanned"), transaction.atomic():
        SupervisionMonthFactory(supervision=supervision, confirmed_by=people.hans, took_place=False)


def test_a_consultant_confirms_on_behalf_with_a_reason(people, supervision):
    assert refused(confirm, supervision, people.anna) == ["reason_missing"]
    row = confirm(supervision, people.anna, on_behalf_reason="Hans är sjuk, vi talades vid.")
    assert (row.confirmed_by, row.on_behalf_reason) == (people.anna, "Hans är sjuk, vi talades vid.")


@pytest.mark.parametrize(
    ("month", "code"),
    [("2026-11-01", "month_not_over"), ("2026-01-01", "month_outside"), ("2026-10-02", "month_outside")],
)
def test_only_months_that_are_over(people, supervision, month, code):
    assert code in refused(confirm, supervision, people.hans, month=D(month))


def test_external_supervisors_are_not_paid(people):
    outside = SupervisorFactory(municipal_employee=False, user=people.hans)
    confirm(supervise(people, outside), people.hans)
    assert not SupervisorPayment.objects.exists()


@pytest.mark.parametrize(("basis", "count"), [("supervisor", 1), ("participant", 2)])
def test_per_supervisor_or_per_participant(people, hans, basis, count):
    Municipality.objects.update(supervisor_pay_basis=basis)
    for supervision in (supervise(people, hans), supervise(people, hans)):
        confirm(supervision, people.hans)
    assert SupervisorPayment.objects.count() == count


@pytest.mark.parametrize("order", [("supervisor", "participant"), ("participant", "supervisor")])
def test_a_change_of_basis_pays_no_month_in_both_ways(people, hans, order):
    for basis in order:
        Municipality.objects.update(supervisor_pay_basis=basis)
        confirm(supervise(people, hans), people.hans)
    assert SupervisorPayment.objects.count() == 1


def test_the_amount_follows_the_month(people, supervision):
    PayRate.objects.create(valid_from=D("2026-10-01"), amount=600)
    confirm(supervision, people.hans, month=D("2026-09-01"))
    confirm(supervision, people.hans, month=OCTOBER)
    assert list(SupervisorPayment.objects.order_by("month").values_list("amount", flat=True)) == [500, 600]


# --- What a supervisor sees, and what is missing -------------------------------------------------


@pytest.mark.parametrize(
    ("today", "seen"),
    [
        ("2026-08-31", False),
        ("2026-09-01", True),
        ("2026-11-30", True),
        ("2027-02-28", True),  # three months after the last day
        ("2027-03-01", False),
    ],
)
def test_a_supervisor_sees_from_the_first_day_to_three_months_after_the_last(people, hans, today, seen):
    internship = InternshipFactory(enrolment=ready_for_ami(people), supervisor=hans)
    assert internship.last_day == D("2026-11-30")
    with time_machine.travel(at(D(today)), tick=False):
        assert Supervision.objects.visible_to(people.hans).exists() is seen


def test_a_supervisor_sees_only_the_own(people, supervision):
    with time_machine.travel(at(TODAY), tick=False):
        another = SupervisorFactory(user=UserFactory(roles=["handledare"], unit=people.unit))
        InternshipFactory(enrolment=ready_for_ami(people), supervisor=another)
        assert list(Supervision.objects.visible_to(people.hans)) == [supervision]
        assert Supervision.objects.visible_to(people.anna).count() == 2
        assert not Supervision.objects.visible_to(people.cilla).exists()
        people.hans.is_active = False
        assert not Supervision.objects.visible_to(people.hans).exists()


def test_the_view_of_unconfirmed_months_is_the_rule(people, supervision):
    confirm(supervision, people.hans)
    rows = UnconfirmedMonth.objects.filter(supervision=supervision).order_by("month")
    period = Period(supervision.first_day, supervision.last_day)
    expected = [month for month in months_of(period) if month != OCTOBER]
    assert [row.month for row in rows] == expected
    assert all(row.over_on == (row.month + dt.timedelta(days=31)).replace(day=1) for row in rows)


def test_the_view_is_known_to_have_few_months_for_each_supervision(people, supervision):
    """Taken for a thousand, every confirmed month of the municipality would be read to find those of one case."""
    rows = UnconfirmedMonth.objects.filter(supervision=supervision).order_by()
    (plan,) = json.loads(rows.explain(format="json"))
    assert plan["Plan"]["Plan Rows"] <= 12
