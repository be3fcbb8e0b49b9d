"""The calendar that other programs fetch: what it says, to whom, and what ends it."""

import datetime as dt
import logging
import re

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from amc.staff.actions import reset_second_step, update_user
from amc.staff.calendars import end_link, make_link
from amc.staff.models import CalendarLink, Role, User
from amc.workspace.calendars import last_read
from participants.models import CaseAssignment, Participant
from tests.factories import EnrolmentFactory, FollowUpFactory, MeetingFactory, People, at, make_people
from tests.sign_in import CODE, with_steps

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
NOW = at(TODAY, 14)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def case(people: People):
    return EnrolmentFactory(participant__unit=people.unit, participant__last_name="Zetterqvist", consultant=people.anna)


def feed(token: str):
    return Client().get(reverse("calendar_feed", args=[token]))


def events(token: str) -> list[dict[str, object]]:
    found = Calendar.from_ical(feed(token).content).walk("VEVENT")
    return [{name: event.decoded(name) for name in ("summary", "dtstart", "dtend")} for event in found]


def test_times_and_kinds_and_nobodys_name(people: People, case) -> None:
    MeetingFactory(
        enrolment=case, starts_at=at(TODAY, 15), ends_at=at(TODAY, 16), place="Hos Zetterqvist", form="visit"
    )
    MeetingFactory(enrolment=case, kind="trepart", starts_at=at(TODAY, 9), ends_at=at(TODAY, 10), form="phone")
    MeetingFactory(enrolment=case, state="cancelled")
    FollowUpFactory(enrolment=case, booked_at=at(TODAY, 13))
    token = make_link(people.anna, now=NOW)
    answer = feed(token)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.text
    assert re.findall(r"SUMMARY:(.*)\r", text) == ["Trepartssamtal", "Uppföljning", "Möte"]
    assert re.findall(r"LOCATION:(.*)\r", text) == ["Telefon", "Besök"]
    for secret in ("Zetterqvist", case.case_number, case.participant.first_name, "Hos ", str(case.participant.uuid)):
        assert secret not in text
    # The link leads to a page that demands a sign-in.
    unfolded = text.replace("\r\n ", "")
    for address in re.findall(r"URL:http://testserver(.*)\r", unfolded):
        assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    ("day", "hour", "utc"),
    [
        (dt.date(2026, 11, 24), 10, 9),  # winter
        (dt.date(2026, 10, 26), 10, 9),  # the day after the clocks are set back
        (dt.date(2027, 3, 26), 10, 9),
        (dt.date(2027, 3, 29), 10, 8),  # the day after they are set forward
    ],
)
def test_the_hour_is_the_same_across_the_change_of_clocks(
    people: People, case, day: dt.date, hour: int, utc: int
) -> None:
    MeetingFactory(enrolment=case, starts_at=at(day, hour), ends_at=at(day, hour) + HOUR)
    (event,) = events(make_link(people.anna, now=NOW))
    assert event["dtstart"] == dt.datetime(day.year, day.month, day.day, utc, tzinfo=dt.UTC)
    assert event["dtend"] - event["dtstart"] == HOUR


def test_only_ones_own_of_what_one_sees_today(people: People, case) -> None:
    token = make_link(people.anna, now=NOW)
    MeetingFactory(enrolment=case)
    MeetingFactory(enrolment=case, consultant=people.bo)
    assert len(events(token)) == 1
    Participant.objects.filter(pk=case.participant_id).update(is_protected=True)
    assert events(token) == []
    Participant.objects.filter(pk=case.participant_id).update(is_protected=False)
    User.objects.filter(pk=people.anna.pk).update(unit=people.other_unit)
    CaseAssignment.objects.filter(enrolment=case).delete()
    assert events(token) == []


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"expires_on": TODAY - dt.timedelta(days=1)},
        {"roles": [Role.HR]},
    ],
)
def test_an_account_that_may_not_is_404(people: People, change: dict[str, object]) -> None:
    token = make_link(people.anna, now=NOW)
    assert feed(token).status_code == 200
    User.objects.filter(pk=people.anna.pk).update(**change)
    assert feed(token).status_code == 404
    assert feed(token).content == feed("okand").content


def test_the_last_day_counts(people: People) -> None:
    token = make_link(people.anna, now=NOW)
    User.objects.filter(pk=people.anna.pk).update(expires_on=TODAY)
    assert feed(token).status_code == 200


def test_a_new_address_ends_the_old(people: People) -> None:
    old = make_link(people.anna, now=NOW)
    new = make_link(people.anna, now=NOW)
    assert (feed(old).status_code, feed(new).status_code) == (404, 200)
    assert end_link(people.anna, now=NOW)
    assert feed(new).status_code == 404
    assert not end_link(people.anna, now=NOW)
    assert CalendarLink.objects.filter(ended_at=NOW).count() == 2
    assert old not in "".join(CalendarLink.objects.values_list("digest", flat=True))


def test_a_closed_account_gets_no_calendar_back(people: People) -> None:
    token = make_link(people.anna, now=NOW)
    for active in (False, True):
        user = User.objects.get(pk=people.anna.pk)
        values = {"roles": user.roles, "unit": user.unit, "expires_on": TODAY, "is_active": active}
        update_user(user, user.revision, by=people.admin, today=TODAY, **values)
    assert feed(token).status_code == 404


def test_who_begins_anew_with_the_second_step_makes_a_new_address(people: People) -> None:
    token = make_link(people.anna, now=NOW)
    reset_second_step(people.anna, by=people.admin, now=NOW)
    assert feed(token).status_code == 404


def test_one_address_at_a_time_says_the_database(people: People) -> None:
    make_link(people.anna, now=NOW)
    with pytest.raises(IntegrityError, match="one_calendar_link"), transaction.atomic():
        CalendarLink.objects.create(user=people.anna, digest="x")


def test_who_guesses_is_stopped(people: People) -> None:
    answers = [feed(f"gissning-{number}").status_code for number in range(31)]
    assert answers == [404] * 30 + [429]


def test_an_address_is_asked_for_in_moderation(people: People, clock) -> None:
    token = make_link(people.anna, now=NOW)
    assert [feed(token).status_code for _ in range(31)] == [200] * 30 + [429]
    clock.shift(HOUR)
    assert feed(token).status_code == 200


def test_fetching_is_logged_without_the_secret(people: People, caplog: pytest.LogCaptureFixture) -> None:
    token = make_link(people.anna, now=NOW)
    link = CalendarLink.objects.get()
    assert last_read(link) is None
    with caplog.at_level(logging.INFO):
        feed(token)
    assert last_read(link) == NOW
    assert f"Calendar {link.pk} fetched: 0 entries" in caplog.text
    assert token not in caplog.text


def test_it_is_made_with_a_fresh_sign_in_and_shown_once(people: People) -> None:
    url = reverse("calendar_link")
    tired = Client()
    tired.force_login(people.anna)
    with_steps(tired, CODE | {"at": NOW.timestamp() - 301})
    assert tired.get(url).status_code == 302
    tired.post(url)
    assert not CalendarLink.objects.exists()
    client = Client()
    client.force_login(people.anna)
    page = client.post(url, follow=True)
    address = re.search(r'value="(http://testserver/kalender/[^"]+/)"', page.text)
    assert address
    assert Client().get(address[1]).status_code == 200
    assert "/kalender/" not in client.get(url).text.replace("/konto/kalender/", "")
    client.post(reverse("calendar_link_end"))
    assert Client().get(address[1]).status_code == 404
