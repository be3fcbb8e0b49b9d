"""A closed person who has been enrolled by another unit is no longer the first unit's to look at."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from psycopg.types.range import DateRange

from participants.models import CaseAssignment, Closure, Enrolment, Participant
from tests.factories import EnrolmentFactory, MeetingFactory, People, at, make_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def closed(people: People) -> Enrolment:
    enrolment = EnrolmentFactory(
        participant__unit=people.unit,
        consultant=people.anna,
        opened_on=dt.date(2026, 1, 12),
        closed_on=dt.date(2026, 6, 1),
    )
    Closure.objects.create(
        enrolment=enrolment,
        reason="arbete",
        closed_by=people.anna,
        gender="kvinna",
        education_level="gymnasial",
        age=30,
        to_work=True,
        regular=True,
        municipal=False,
        subsidised=False,
        work_started_on=dt.date(2026, 6, 1),
    )
    return enrolment


@pytest.mark.parametrize("moved", [False, True])
def test_addresses_of_the_closed_case(client: Client, people: People, closed: Enrolment, moved: bool) -> None:
    """The two runs differ by one fact: where the person is enrolled now."""
    meeting = MeetingFactory(enrolment=closed, starts_at=at(dt.date(2026, 5, 4)), ends_at=at(dt.date(2026, 5, 4), 11))
    part = CaseAssignment.objects.create(
        enrolment=closed, user=people.bo, part="substitute", period=DateRange(dt.date(2026, 1, 12), None)
    )
    if moved:
        Participant.objects.filter(pk=closed.participant_id).update(unit=people.other_unit)
    client.force_login(people.anna)
    for name, uuid in (
        ("work_lasted", closed.closure.uuid),
        ("meeting_hold", meeting.uuid),
        ("case_end_part", part.uuid),
    ):
        assert client.get(reverse(name, args=[uuid])).status_code == (404 if moved else 200), name
