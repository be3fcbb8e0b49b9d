"""What the plan in the participant's hand says of a time-limited employment: derived, never stored [S0]."""

import pytest
import time_machine
from django.urls import reverse

from participants.time_limits import Total, time_limits
from tests.factories import EmploymentFactory, at, make_people
from tests.pdf import text_of
from tests.placements.pages import as_
from tests.placements.room import D, ready_for_ami

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    with time_machine.travel(at(D("2026-11-24")), tick=False):
        yield make_people()


def employed(people, first, last):
    return EmploymentFactory(enrolment=ready_for_ami(people), first_day=D(first), last_day=D(last))


@pytest.mark.parametrize(("day", "passed", "used"), [("2026-11-30", 180, 0.5), ("2027-05-31", 360, 1)])
def test_what_is_left(people, day, passed, used):
    row = employed(people, "2026-06-01", "2027-05-31")
    (found,) = time_limits(people.anna, row.enrolment, D(day))
    assert (found.name, found.last_day, found.passed, found.whole) == (row.scheme.name, D("2027-05-31"), passed, 360)
    assert found.used == used
    assert found.total == Total("AMI", 360, 720)


@pytest.mark.parametrize("day", ["2026-05-31", "2027-06-01"])
def test_nothing_before_and_after(people, day):
    row = employed(people, "2026-06-01", "2027-05-31")
    assert time_limits(people.anna, row.enrolment, D(day)) == []


def test_nothing_of_what_one_may_not_see(people):
    row = employed(people, "2026-06-01", "2027-05-31")
    assert time_limits(people.cilla, row.enrolment, D("2026-11-30")) == []


def test_it_stands_in_the_plan(people):
    row = employed(people, "2026-06-01", "2027-05-31")
    answer = as_(people.anna).get(reverse("plan_pdf", args=[row.participant.uuid]))
    text = text_of(answer.content)
    assert "12 av 24 månader använda, 12 kvar. Sista dagen är" in text
    assert "31 maj 2027" in text
