"""Anna's participant, with a draft that lacks nothing."""

import datetime as dt

import pytest

from tests.factories import ActivityFactory, EnrolmentFactory, GoalFactory, PlanVersionFactory, make_people
from tests.handlingsplan.asked import ContactFactory, PlanPartyFactory
from tests.handlingsplan.room import SOON, TODAY


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def anna(people):
    return people.anna


@pytest.fixture
def enrolment(people):
    opened = TODAY - dt.timedelta(days=30)
    return EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, opened_on=opened)


@pytest.fixture
def draft(enrolment):
    version = PlanVersionFactory(enrolment=enrolment, summary="Jag vill försörja mig själv.")
    ActivityFactory(version=version, goal=GoalFactory(version=version), due_on=SOON)
    return version


@pytest.fixture
def as_anna(client, people):
    client.force_login(people.anna)
    return client


@pytest.fixture
def contact(draft):
    return ContactFactory(enrolment=draft.plan.enrolment)


@pytest.fixture
def party(draft):
    return PlanPartyFactory(version=draft)
