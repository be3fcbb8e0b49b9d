"""Told at 9, 11 and 12 months of särskild visstid [SFS 1982:80 5 a §; domain.md section 4]."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amc.due import KEYS, Addressee
from placements.due_las import LAS, SHOWN_DAYS, StepReached
from placements.models import Employment, Scheme
from placements.rules import las
from placements.rules.periods import Period
from tests.factories import EmployerFactory, EmploymentFactory, days, make_people
from tests.placements.room import D, ready_for_ami

DAY = dt.timedelta(days=1)


@pytest.fixture
def people(db):
    return make_people()


@pytest.fixture
def enrolment(people):
    return ready_for_ami(people)


@pytest.fixture
def bakery(db):
    Scheme.objects.filter(code="nystartsjobb").update(las="counts")
    return EmployerFactory(name="Bageriet")


def contract(enrolment, employer, first, last, scheme="nystartsjobb"):
    return EmploymentFactory(
        enrolment=enrolment,
        scheme_id=scheme,
        employer=employer,
        workplace=None,
        supervisor=None,
        first_day=first,
        last_day=last,
    )


def asked(day):
    return [row["due_on"] for row in LAS.rows(day)]


def reached(own, every, day):
    """What the pure rules say: the latest step on the contract's own days, up to `day`."""
    upto = [Period(p.first, min(p.last, day)) for p in every if p.first <= day]
    days_of = [las.passes_on(months, upto, own.first) for months in las.STEPS]
    return max((found for found in days_of if found and found <= own.last), default=None)


# A contract from 2026-01-01: the 273rd day is 30 September, the 334th 30 November, the 365th 31 December.
@pytest.mark.parametrize(
    ("day", "due_on"),
    [
        ("2026-09-29", []),
        ("2026-09-30", ["2026-09-30"]),
        ("2026-10-29", ["2026-09-30"]),
        ("2026-10-30", []),
        ("2026-11-29", []),
        ("2026-11-30", ["2026-11-30"]),
        ("2026-12-30", []),
        ("2026-12-31", ["2026-12-31"]),
        ("2027-01-29", ["2026-12-31"]),
        ("2027-01-30", []),
    ],
)
def test_each_step_on_its_day_and_a_month(enrolment, bakery, day, due_on):
    contract(enrolment, bakery, D("2026-01-01"), D("2027-03-31"))
    assert asked(D(day)) == [D(one) for one in due_on]
    assert SHOWN_DAYS == 30


def test_who_is_told_of_what(people, enrolment, bakery):
    row = contract(enrolment, bakery, D("2026-01-01"), D("2026-12-31"))
    (found,) = LAS.rows(D("2026-09-30"))
    assert set(found) == set(KEYS)
    assert (found["subject"], found["participant_id"]) == (row.uuid, enrolment.participant_id)
    assert (found["responsible_id"], found["unit_id"]) == (people.anna.pk, people.unit.pk)
    assert str(row.uuid) in LAS.url(found)
    assert {stage.to for stage in LAS.stages} == {Addressee.RESPONSIBLE, Addressee.MANAGER}
    rows = LAS.rows(D("2026-09-30"))
    assert rows.filter(responsible_id=people.anna.pk, due_on__lte=D("2026-09-30")).count() == 1
    assert not rows.filter(person=None).exists()


def test_an_extension_leads_to_the_next_step(enrolment, bakery):
    row = contract(enrolment, bakery, D("2026-01-01"), D("2026-10-31"))
    assert asked(D("2026-11-30")) == []
    Employment.objects.filter(pk=row.pk).update(period=days(D("2026-01-01"), D("2026-12-31")))
    assert asked(D("2026-11-30")) == [D("2026-11-30")]


def test_a_new_contract_past_a_step_is_told_of_on_its_first_day(enrolment, bakery):
    contract(enrolment, bakery, D("2026-01-01"), D("2026-10-31"))
    contract(enrolment, bakery, D("2026-11-10"), D("2027-01-31"))
    assert asked(D("2026-11-10")) == [D("2026-11-10")]


def test_what_does_not_count_wants_nothing(enrolment, bakery):
    contract(enrolment, bakery, D("2026-01-01"), D("2026-12-31"), scheme="osa")
    contract(enrolment, EmployerFactory(name="Tvätten"), D("2026-01-01"), D("2026-06-30"))
    contract(enrolment, bakery, D("2026-06-01"), D("2026-12-31"))
    assert asked(D("2026-12-01")) == []


def test_a_closed_enrolment_wants_nothing(enrolment, bakery):
    contract(enrolment, bakery, D("2026-01-01"), D("2026-12-31"))
    type(enrolment).objects.filter(pk=enrolment.pk).update(closed_on=D("2026-10-01"))
    assert asked(D("2026-10-01")) == []


PERIODS = st.lists(
    st.builds(
        lambda first, length: Period(first, first + length * DAY),
        st.dates(D("2022-01-01"), D("2029-12-31")),
        st.integers(0, 500),
    ),
    min_size=1,
    max_size=4,
)


@given(PERIODS, st.integers(0, 500))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_database_and_the_rules_say_the_same_day(enrolment, bakery, periods, after):
    with transaction.atomic():
        rows = [contract(enrolment, bakery, one.first, one.last) for one in periods]
        day = periods[0].first + after * DAY
        found = dict(Employment.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", StepReached(day)))
        assert [found[row.pk] for row in rows] == [reached(one, periods, day) for one in periods]
        transaction.set_rollback(True)
