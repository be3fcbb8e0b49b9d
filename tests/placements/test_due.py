"""What placements want remembered, day by day (issue 2, section 2.9)."""

import datetime as dt

import pytest

from amc.due import KEYS
from placements import actions, due
from placements.models import Supervision, SupervisionMonth
from tests.factories import (
    EmploymentFactory,
    InternshipFactory,
    SupervisionMonthFactory,
    SupervisorFactory,
    UserFactory,
    at,
    days,
    make_people,
)
from tests.placements.room import D, ready_for_ami


@pytest.fixture
def people(db):
    return make_people()


@pytest.fixture
def enrolment(people):
    return ready_for_ami(people)


@pytest.fixture
def hans(people):
    return SupervisorFactory(user=people.hans)


def asked(rule, day):
    return list(rule.rows(D(day)))


@pytest.mark.parametrize("rule", due.RULES, ids=lambda rule: rule.code)
def test_every_rule_answers_the_contracts_keys_and_can_be_narrowed(rule, people, enrolment):
    EmploymentFactory(enrolment=enrolment)
    InternshipFactory(enrolment=enrolment, first_day=D("2026-02-01"), last_day=D("2026-12-31"))
    Supervision.objects.update(period=days(D("2026-02-01"), D("2026-03-10")))
    placement = enrolment.employments.get()
    actions.open_deviation(placement, kind="concern", text="Ensam.", by=people.anna, today=D("2026-11-01"))
    rows = rule.rows(D("2026-12-15"))
    if rule is not due.MONTH_SUPERVISOR:
        assert rows
    for row in rows:
        assert set(row) == set(KEYS)
        assert rule.url(row)
        assert row["unit_id"] == people.unit.pk
    narrow = rows.filter(
        responsible_id=people.anna.pk,
        unit_id=people.unit.pk,
        due_on__lte=D("2026-12-15"),
        participant_id=1,
        person=None,
    )
    assert not narrow.exists()
    assert rows.filter(responsible_id=people.anna.pk).count() == rows.count()


@pytest.mark.parametrize("rule", due.RULES, ids=lambda rule: rule.code)
def test_a_closed_enrolment_wants_nothing(rule, people, enrolment):
    EmploymentFactory(enrolment=enrolment)
    enrolment.closed_on = D("2026-10-01")
    enrolment.save()
    assert asked(rule, "2026-12-15") == []


@pytest.mark.parametrize(
    ("day", "seen"), [("2026-10-02", False), ("2026-10-03", True), ("2027-01-31", True), ("2027-06-01", True)]
)
def test_an_ending_employment_shows_from_120_days_before_until_its_end_is_noted(enrolment, day, seen):
    EmploymentFactory(enrolment=enrolment)
    rows = asked(due.EMPLOYMENT_ENDING, day)
    assert [row["due_on"] for row in rows] == [D("2027-01-31")] * seen


def test_an_extension_moves_the_due_date_and_a_noted_end_takes_it_away(people, enrolment):
    employment = EmploymentFactory(enrolment=enrolment)
    actions.extend_employment(
        employment, last_day=D("2027-05-31"), seen=0, by=people.eva, now=at(D("2026-12-15")), today=D("2026-12-15")
    )
    assert asked(due.EMPLOYMENT_ENDING, "2027-01-31") == [
        {**asked(due.EMPLOYMENT_ENDING, "2027-05-31")[0], "due_on": D("2027-05-31")}
    ]
    actions.end_employment(
        employment, last_day=D("2027-04-30"), end_reason="work", seen=1, by=people.anna, now=at(D("2027-01-31"))
    )
    assert asked(due.EMPLOYMENT_ENDING, "2027-05-31") == []


@pytest.mark.parametrize(("day", "seen"), [("2026-10-30", False), ("2026-10-31", True), ("2026-12-24", True)])
def test_an_ending_internship_shows_from_30_days_before(enrolment, day, seen):
    InternshipFactory(enrolment=enrolment)
    assert bool(asked(due.INTERNSHIP_ENDING, day)) is seen


# --- Months -------------------------------------------------------------------------------------


def confirmed_until(supervision, people, month):
    for row in range(2, D(month).month + 1):
        SupervisionMonthFactory(supervision=supervision, month=dt.date(2026, row, 1), confirmed_by=people.hans)


@pytest.mark.parametrize(
    ("day", "supervisor", "consultant"),
    [
        ("2026-10-31", [], []),
        ("2026-11-01", ["2026-11-01"], []),  # the 1st: the supervisor
        ("2026-11-14", ["2026-11-01"], []),
        ("2026-11-15", ["2026-11-01"], ["2026-11-15"]),  # the 15th: then the consultant
        ("2026-12-01", ["2026-11-01", "2026-12-01"], ["2026-11-15"]),
    ],
)
def test_an_unconfirmed_month(people, enrolment, hans, day, supervisor, consultant):
    supervision = EmploymentFactory(enrolment=enrolment, supervisor=hans).supervisions.get()
    confirmed_until(supervision, people, "2026-09-01")
    first, then = asked(due.MONTH_SUPERVISOR, day), asked(due.MONTH_CONSULTANT, day)
    assert sorted(row["due_on"].isoformat() for row in first) == supervisor
    assert sorted(row["due_on"].isoformat() for row in then) == consultant
    assert {row["responsible_id"] for row in first} <= {people.hans.pk}
    assert {row["responsible_id"] for row in then} <= {people.anna.pk}


@pytest.mark.parametrize("account", [None, "inactive"])
def test_without_an_account_the_consultant_is_asked_at_once(people, enrolment, account):
    user = account and UserFactory(roles=["handledare"], is_active=False)
    EmploymentFactory(enrolment=enrolment, supervisor=SupervisorFactory(user=user), first_day=D("2026-10-05"))
    assert asked(due.MONTH_SUPERVISOR, "2026-11-01") == []
    assert [row["due_on"] for row in asked(due.MONTH_CONSULTANT, "2026-11-01")] == [D("2026-11-01")]


def test_a_confirmed_month_wants_nothing(people, enrolment, hans):
    supervision = EmploymentFactory(enrolment=enrolment, supervisor=hans, first_day=D("2026-10-05")).supervisions.get()
    assert len(asked(due.MONTH_SUPERVISOR, "2026-11-24")) == 1
    SupervisionMonthFactory(supervision=supervision, confirmed_by=people.hans)
    assert asked(due.MONTH_SUPERVISOR, "2026-11-24") == []
    assert SupervisionMonth.objects.count() == 1


# --- Gaps and deviations ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "since"),
    [("2026-05-31", None), ("2026-06-01", "2026-06-01"), ("2026-11-24", "2026-06-01"), ("2027-02-01", None)],
)
def test_a_gap_in_supervision(people, enrolment, day, since):
    employment = EmploymentFactory(enrolment=enrolment)
    employment.supervisions.update(period=days(D("2026-02-01"), D("2026-05-31")))
    assert [row["due_on"] for row in asked(due.EMPLOYMENT_GAP, day)] == ([D(since)] if since else [])


def test_a_form_without_supervisors_has_no_gap(enrolment):
    EmploymentFactory(enrolment=enrolment, scheme_id="vanlig").supervisions.all().delete()
    assert asked(due.EMPLOYMENT_GAP, "2026-11-24") == []


@pytest.mark.parametrize(("day", "seen"), [("2026-11-23", False), ("2026-11-24", True), ("2026-12-24", True)])
def test_an_open_deviation_is_the_consultants_at_once_and_the_managers_after_two_weeks(people, enrolment, day, seen):
    employment = EmploymentFactory(enrolment=enrolment)
    deviation = actions.open_deviation(employment, kind="concern", text="Ensam.", by=people.anna, today=D("2026-11-24"))
    assert [row["due_on"] for row in asked(due.DEVIATION, day)] == [D("2026-12-08")] * seen
    manager = next(stage for stage in due.DEVIATION.stages if stage.to.value == "manager")
    assert D("2026-12-08") + dt.timedelta(days=manager.offset) == D("2026-11-24") + dt.timedelta(days=15)
    actions.mend_deviation(deviation, how="Två på passet.", by=people.anna, today=D(day))
    assert asked(due.DEVIATION, day) == []


def test_each_rule_is_one_query(people, enrolment, hans, django_assert_num_queries):
    EmploymentFactory(enrolment=enrolment, supervisor=hans)
    for rule in due.RULES:
        with django_assert_num_queries(1):
            asked(rule, "2026-12-15")
