"""The day of these tests, and whom and what most of them are about."""

import pytest
import time_machine

from participants.models import Competence
from tests.factories import EnrolmentFactory, WorkplaceFactory, at, make_people
from tests.matching.room import OpeningFactory, SeekingFactory
from tests.placements.pages import TODAY


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def people(db):
    return make_people()


@pytest.fixture
def case(people):
    return EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)


@pytest.fixture
def cook(people):
    return Competence.objects.get(code="kock")


@pytest.fixture
def opening(cook, people):
    workplace = WorkplaceFactory(name="Ängens kök", city="Nyköping")
    return OpeningFactory(workplace=workplace, occupation=cook, level="a2", created_by=people.anna)


@pytest.fixture
def seeking(case, cook):
    return SeekingFactory(enrolment=case, wish_1=cook, towns=["Nyköping"])
