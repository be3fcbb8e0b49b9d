"""Told at 9, 11 and 12 months of särskild visstid, until HR has answered [SFS 1982:80 5 a §; domain.md section 4]."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amc.due import KEYS, Addressee
from amc.obstacles import Refused
from amc.reminders.actions import sweep
from amc.reminders.models import Notification
from amc.staff.models import Role
from participants.models import ProtectedAccess
from placements import actions
from placements.due_las import LAS
from placements.models import Employment, LasAnswer, Scheme
from placements.querysets import LasStepOn
from placements.rules import las
from placements.rules.periods import Period
from tests.factories import EmployerFactory, EmploymentFactory, UserFactory, at, days, make_people
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


# A contract from 2026-01-01: the 273rd day is 30 September, the 334th 30 November, the 365th 31 December.
@pytest.mark.parametrize(
    ("day", "due_on"),
    [
        ("2026-09-29", []),
        ("2026-09-30", ["2026-09-30"]),
        # It stays until it is answered.
        ("2026-11-29", ["2026-09-30"]),
        ("2026-11-30", ["2026-11-30"]),
        ("2026-12-30", ["2026-11-30"]),
        ("2026-12-31", ["2026-12-31"]),
        ("2027-03-31", ["2026-12-31"]),
        ("2027-04-01", []),
    ],
)
def test_each_step_on_its_day_until_it_is_answered(enrolment, bakery, day, due_on):
    contract(enrolment, bakery, D("2026-01-01"), D("2027-03-31"))
    assert asked(D(day)) == [D(one) for one in due_on]


ENDS, PERMANENT, OTHER, NOT = LasAnswer.Decision
STEPS = {9: D("2026-09-30"), 11: D("2026-11-30"), 12: D("2026-12-31")}


def said(row, months, decision, by, note="Vikariat."):
    return LasAnswer.objects.create(
        employment=row, months=months, reached_on=STEPS[months], decision=decision, note=note, answered_by=by,
        answered_at=at(STEPS[months]),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "waits"),
    [
        ([], [9, 11, 12]),
        ([(9, ENDS)], [11, 12]),
        ([(9, OTHER)], [11, 12]),
        ([(11, ENDS)], [12]),
        ([(9, ENDS), (11, ENDS)], [12]),
        ([(12, ENDS)], []),
        # What holds for good is not asked about again,
        ([(9, PERMANENT)], []),
        ([(9, NOT)], []),
        # until somebody says otherwise: the latest answer holds.
        ([(9, PERMANENT), (9, ENDS)], [11, 12]),
        ([(9, ENDS), (9, NOT)], []),
    ],
)
def test_what_an_answer_answers(people, enrolment, bakery, answers, waits):
    """PostgreSQL and the rule say the same."""
    row = contract(enrolment, bakery, D("2026-01-01"), D("2027-03-31"))
    for months, decision in answers:
        said(row, months, decision, people.hr)
    assert [months for months, day in STEPS.items() if asked(day) == [day]] == waits
    latest = row.las_answers.first()
    for months, day in STEPS.items():
        answered = bool(latest) and las.is_answered(day, latest.decision, latest.reached_on)
        assert answered == (months not in waits)


def test_who_is_told_of_what(people, enrolment, bakery):
    row = contract(enrolment, bakery, D("2026-01-01"), D("2026-12-31"))
    (found,) = LAS.rows(D("2026-09-30"))
    assert set(found) == set(KEYS)
    assert (found["subject"], found["participant_id"]) == (row.uuid, enrolment.participant_id)
    assert (found["responsible_id"], found["unit_id"]) == (people.anna.pk, people.unit.pk)
    assert str(row.uuid) in LAS.url(found)
    told = {Addressee.RESPONSIBLE, Addressee.MANAGER, Addressee.PERSONNEL}
    assert {stage.to for stage in LAS.stages} == told
    rows = LAS.rows(D("2026-09-30"))
    assert rows.filter(responsible_id=people.anna.pk, due_on__lte=D("2026-09-30")).count() == 1
    assert not rows.filter(person=None).exists()


def test_hr_and_ekonom_of_the_unit_are_told_and_the_notice_goes_when_it_is_answered(people, enrolment, bakery):
    UserFactory(unit=people.other_unit, roles=[Role.HR])
    UserFactory(unit=people.unit, roles=[Role.HR], is_active=False)
    row = contract(enrolment, bakery, D("2026-01-01"), D("2027-03-31"))
    day = D("2026-09-30")
    sweep(day, now=at(day))
    told = Notification.objects.filter(rule=LAS.code)
    assert set(told.values_list("recipient", "stage")) == {
        (people.anna.pk, "reached"),
        (people.eva.pk, "manager"),
        (people.hr.pk, "personnel"),
        (people.ekonom.pk, "personnel"),
    }
    later = D("2026-11-15")
    sweep(later, now=at(later))
    assert told.unread().count() == 4
    answer(row, people.hr, today=later)
    sweep(later, now=at(later))
    assert not told.unread().exists()


def test_a_unit_without_hr_lacks_nobody(people, enrolment, bakery):
    type(people.hr).objects.filter(pk__in=[people.hr.pk, people.ekonom.pk]).update(is_active=False)
    contract(enrolment, bakery, D("2026-01-01"), D("2027-03-31"))
    day = D("2026-09-30")
    assert sweep(day, now=at(day)).unaddressed == 0
    assert Notification.objects.filter(rule=LAS.code).count() == 2


def test_of_a_protected_person_only_those_named_are_told(people, enrolment, bakery):
    contract(enrolment, bakery, D("2026-01-01"), D("2027-03-31"))
    type(enrolment.participant).objects.filter(pk=enrolment.participant_id).update(is_protected=True)
    for user in (people.anna, people.ekonom):
        ProtectedAccess.objects.create(
            participant=enrolment.participant, user=user, period=days(D("2026-01-01"), None), named_by=people.anna
        )
    day = D("2026-09-30")
    sweep(day, now=at(day))
    told = Notification.objects.filter(rule=LAS.code, stage="personnel")
    assert [notice.recipient for notice in told] == [people.ekonom]


def answer(row, by, *, decision="ends", note="", seen=0, today=STEPS[9]):
    return actions.answer_las(row, decision=decision, note=note, seen=seen, by=by, now=at(today), today=today)


def test_an_answer_is_of_the_step_that_was_reached(people, enrolment, bakery):
    row = contract(enrolment, bakery, D("2026-01-01"), D("2027-03-31"))
    kept = answer(row, people.hr, decision="other_employer", note="Till Ekhaga.", today=D("2026-12-01"))
    assert (kept.months, kept.reached_on, kept.answered_by) == (11, STEPS[11], people.hr)
    with pytest.raises(Refused) as caught:
        answer(row, people.eva, today=D("2026-12-01"))
    assert caught.value.codes == ("answered_meanwhile",)
    assert "Hilda Hansson" in str(caught.value)
    assert "Till Ekhaga." in str(caught.value)
    answer(row, people.eva, seen=1, today=D("2026-12-01"))
    with pytest.raises(DatabaseError), transaction.atomic():
        LasAnswer.objects.filter(pk=kept.pk).update(note="Annat")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"today": D("2026-09-29")}, "not_reached"),
        ({"today": D("2027-04-01")}, "ended"),
        ({"decision": "not_affected"}, "note_missing"),
        ({"decision": "other_employer", "note": " "}, "note_missing"),
    ],
)
def test_what_an_answer_needs(people, enrolment, bakery, values, code):
    row = contract(enrolment, bakery, D("2026-01-01"), D("2027-03-31"))
    with pytest.raises(Refused) as caught:
        answer(row, people.hr, **values)
    assert caught.value.codes == (code,)
    answer(row, people.hr, decision="permanent")
    assert LasAnswer.objects.count() == 1


def test_what_does_not_count_is_not_answered(people, enrolment, bakery):
    row = contract(enrolment, bakery, D("2026-01-01"), D("2027-03-31"), scheme="osa")
    with pytest.raises(Refused) as caught:
        answer(row, people.hr)
    assert caught.value.codes == ("not_reached",)


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
        found = dict(Employment.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", LasStepOn(day)))
        steps = [las.latest_step(periods, one, day) for one in periods]
        assert [found[row.pk] for row in rows] == [step and step[1] for step in steps]
        transaction.set_rollback(True)
