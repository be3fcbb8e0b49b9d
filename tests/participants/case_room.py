"""The room of the case's tests: a day, the people, and one case of Anna's with something in every part."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from participants.models import Enrolment
from tests.factories import (
    EnrolmentFactory,
    IdentityNumberFactory,
    People,
    at,
    make_people,
)

TODAY = dt.date(2026, 11, 24)
NOW = at(TODAY, 14)
# Published test numbers (shared/data/testpersonnummer.txt): one of each kind.
NUMBER = "199001012385"
OTHER_NUMBER = "199001022384"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def case(people: People) -> Enrolment:
    """Anna's open case: Amina Ahmed, enrolled 2026-01-12."""
    enrolment = EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="Amina",
        participant__last_name="Ahmed",
        consultant=people.anna,
        team=people.team,
        case_number="2026-00042",
    )
    IdentityNumberFactory(participant=enrolment.participant, number=NUMBER)
    return enrolment


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client
