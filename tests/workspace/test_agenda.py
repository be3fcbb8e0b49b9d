"""The day's and the week's meetings: whose, which days, and with how many queries."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amc.audit.models import ReadLog
from amc.workspace.agenda import Span, entries_of
from participants.models import CaseAssignment, Participant, ProtectedAccess
from tests.factories import EnrolmentFactory, FollowUpFactory, MeetingFactory, People, at, days, make_people
from tests.queries import own

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
TODAY = dt.date(2026, 11, 24)
HOUR = dt.timedelta(hours=1)
BAD = ["dag=skr%C3%A4p", "dag=0001-01-01", "dag=9999-12-31", "vy=x&vem=y", "dag=2026-13-01"]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(at(TODAY, 14), tick=False):
        yield


@pytest.fixture
def people() -> People:
    return make_people()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("day", "week", "first", "last", "before", "after", "number"),
    [
        ("2026-11-24", True, "2026-11-23", "2026-11-29", "2026-11-16", "2026-11-30", 48),
        ("2026-12-31", True, "2026-12-28", "2027-01-03", "2026-12-21", "2027-01-04", 53),
        ("2027-01-01", True, "2026-12-28", "2027-01-03", "2026-12-21", "2027-01-04", 53),
        ("2026-11-27", False, "2026-11-27", "2026-11-27", "2026-11-26", "2026-11-30", 48),  # Friday: Monday is next
        ("2026-11-30", False, "2026-11-30", "2026-11-30", "2026-11-27", "2026-12-01", 49),
    ],
)
def test_the_span(day: str, week: bool, first: str, last: str, before: str, after: str, number: int) -> None:
    span = Span.around(D(day), week=week)
    assert (span.first, span.last, span.before, span.next, span.week) == (
        D(first),
        D(last),
        D(before),
        D(after),
        number,
    )


def booked(people: People, day: dt.date, hour: int = 10, **values):
    enrolment = values.pop("enrolment", None) or EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    return MeetingFactory(enrolment=enrolment, starts_at=at(day, hour), ends_at=at(day, hour) + HOUR, **values)


def test_ones_own_and_the_units(people: People) -> None:
    mine = booked(people, TODAY, 23)  # by the municipality's clock, also late
    theirs = booked(people, TODAY, enrolment=EnrolmentFactory(participant__unit=people.unit, consultant=people.bo))
    booked(people, TODAY, state="cancelled")
    booked(people, TODAY + dt.timedelta(days=1))
    strange = EnrolmentFactory(participant__unit=people.other_unit, consultant=people.cilla)
    booked(people, TODAY, enrolment=strange)
    follow_up = FollowUpFactory(enrolment=mine.enrolment, booked_at=at(TODAY, 8))
    after = TODAY + dt.timedelta(days=1)
    own_entries = entries_of(people.anna, TODAY, after)
    assert [entry.starts_at for entry in own_entries] == [follow_up.booked_at, mine.starts_at]
    unit = entries_of(people.anna, TODAY, after, whole_unit=True)
    assert [entry.enrolment for entry in unit] == [mine.enrolment, theirs.enrolment, mine.enrolment]
    assert not entries_of(people.hans, TODAY, after, whole_unit=True)


def test_a_substitutes_week_has_the_consultants_meetings_of_those_days(people: People) -> None:
    met, tomorrow = booked(people, TODAY), TODAY + dt.timedelta(days=1)
    for other in (people.anna, people.eva):
        booked(people, tomorrow, enrolment=met.enrolment, consultant=other)
    followed = FollowUpFactory(enrolment=met.enrolment, booked_at=at(tomorrow, 8))
    CaseAssignment.objects.create(
        enrolment=met.enrolment, user=people.bo, part="substitute", period=days(tomorrow, tomorrow)
    )
    found = entries_of(people.bo, TODAY, TODAY + dt.timedelta(days=7))
    assert [(entry.starts_at, entry.consultant) for entry in found] == [
        (followed.booked_at, people.anna),
        (at(tomorrow, 10), people.anna),
    ]
    assert "i stället för Anna Ängström" in signed_in(people.bo).get(reverse("meeting_list")).text


def test_a_specialist_sees_the_cases_taken_part_in(people: People) -> None:
    met, other = booked(people, TODAY), booked(people, TODAY)
    CaseAssignment.objects.create(
        enrolment=met.enrolment, user=people.specialist, part="specialist", period=days(TODAY, None)
    )
    found = entries_of(people.specialist, TODAY, TODAY + dt.timedelta(days=1), whole_unit=True)
    assert [entry.enrolment for entry in found] == [met.enrolment]
    assert other.enrolment not in [entry.enrolment for entry in found]


def test_a_protected_person_is_a_case_number_on_the_list(people: People) -> None:
    met = booked(people, TODAY)
    person = met.enrolment.participant
    Participant.objects.filter(pk=person.pk).update(is_protected=True)
    url = reverse("meeting_list")
    assert met.enrolment.case_number not in signed_in(people.anna).get(url).text
    ProtectedAccess.objects.create(participant=person, user=people.anna, period=days(TODAY, None), named_by=people.eva)
    page = signed_in(people.anna).get(url).text
    assert f"Ärende {met.enrolment.case_number}" in page
    assert person.last_name not in page


def test_the_page_says_what_and_logs_whom(people: People) -> None:
    met = booked(people, TODAY, place="Rum Eken", interpreter="needed", interpreter_language="dari")
    page = signed_in(people.anna).get(reverse("meeting_list")).text
    assert met.enrolment.participant.full_name in page
    assert "Vecka 48" in page
    assert "Rum Eken" in page
    assert "Tolk behöver bokas" in page
    row = ReadLog.objects.latest("pk")
    assert (row.page, row.persons) == ("meeting_list", [met.enrolment.participant_id])


@pytest.mark.parametrize("query", BAD)
def test_a_bad_address_is_this_week(people: People, query: str) -> None:
    answer = signed_in(people.anna).get(f"{reverse('meeting_list')}?{query}")
    assert answer.status_code == 200
    assert "Vecka 48" in answer.text


def test_more_meetings_no_more_queries(people: People) -> None:
    client, url = signed_in(people.anna), f"{reverse('meeting_list')}?vem=enheten"
    counts = []
    for amount in (1, 9):
        for _ in range(amount):
            met = booked(people, TODAY)
            FollowUpFactory(enrolment=met.enrolment, booked_at=at(TODAY, 13))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(url)
        counts.append(len(own(queries)))
    assert counts[0] == counts[1] <= 12
