"""The day of these tests, and whom most of them are about."""

import pytest
import time_machine

from tests.factories import at, make_people
from tests.offers.room import OfferFactory, SupervisorOfferFactory
from tests.placements.pages import TODAY


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def people(db):
    return make_people()


@pytest.fixture
def offer(people):
    return OfferFactory(unit=people.unit)


@pytest.fixture
def supervisor_offer(people):
    return SupervisorOfferFactory(unit=people.unit)
