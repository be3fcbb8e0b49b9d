"""20 minutes without work, nine hours whatever is done, and a confirmation five minutes old at most."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from amc.staff.models import User
from tests.factories import People, make_people
from tests.sign_in import CODE, PASSWORD, with_steps

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
TIME = "/konto/tid/"
PAGE = "/konto/inloggning/"


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def clock() -> Iterator[Callable[[int], None]]:
    """`clock(minutes)` lets time pass."""
    with time_machine.travel(START, tick=False) as traveller:
        yield lambda minutes: traveller.shift(dt.timedelta(minutes=minutes))


@pytest.fixture
def signed_in(clock: Any, client: Client, people: People) -> Client:
    client.force_login(people.anna)
    return client


class TestLimits:
    def test_work_keeps_it_alive_for_nine_hours(self, signed_in: Client, clock: Callable[[int], None]) -> None:
        for _ in range(28):
            clock(19)
            assert signed_in.get(PAGE).status_code == 200
        clock(9)
        assert signed_in.get(PAGE)["Location"].startswith("/logga-in/")

    def test_twenty_minutes_without_work(self, signed_in: Client, clock: Callable[[int], None]) -> None:
        clock(20)
        assert signed_in.get(PAGE)["Location"].startswith("/logga-in/")
        assert signed_in.session.is_empty()

    def test_a_form_sent_too_late_is_shown_back(self, signed_in: Client, clock: Callable[[int], None]) -> None:
        clock(21)
        answer = signed_in.post("/konto/losenord/valj/", {"text": "Det jag skrev"})
        assert answer.status_code == 403
        assert "Det jag skrev" in answer.content.decode()

    def test_asking_in_the_background_prolongs_nothing(self, signed_in: Client, clock: Callable[[int], None]) -> None:
        for passed in range(1, 20):
            clock(1)
            answer = signed_in.get(TIME, headers={"AMC-Background": "1"})
            assert answer.json() == {"left": (20 - passed) * 60, "prolongable": True}
        clock(1)
        assert signed_in.get(TIME, headers={"AMC-Background": "1"}).status_code == 401

    def test_saying_so_prolongs(self, signed_in: Client, clock: Callable[[int], None]) -> None:
        clock(19)
        assert signed_in.post(TIME).json() == {"left": 1200, "prolongable": True}
        clock(19)
        assert signed_in.get(PAGE).status_code == 200

    def test_nothing_prolongs_the_ninth_hour(self, signed_in: Client, clock: Callable[[int], None]) -> None:
        for _ in range(28):
            clock(19)
            signed_in.post(TIME)
        clock(7)
        assert signed_in.post(TIME).json() == {"left": 60, "prolongable": False}

    def test_reading_writes_once_a_minute(self, signed_in: Client, clock: Callable[[int], None]) -> None:
        def writes() -> int:
            with CaptureQueriesContext(connection) as queries:
                signed_in.get(PAGE)
            return sum("UPDATE" in query["sql"] and "django_session" in query["sql"] for query in queries)

        assert writes() == 0
        clock(1)
        assert [writes(), writes()] == [1, 0]

    def test_the_page_knows_how_long(self, signed_in: Client) -> None:
        assert 'data-left="1200" data-warning="120"' in signed_in.get(PAGE).content.decode()


class TestFresh:
    EXPORT = "/administration/anvandare/?roll=hr&export=xlsx"

    @pytest.fixture
    def admin(self, clock: Any, client: Client, people: People) -> User:
        people.admin.set_password("ett-ganska-langt-losenord")
        people.admin.save()
        client.force_login(people.admin)
        return people.admin

    def test_a_file_wants_a_confirmation_and_comes_after_it(
        self, admin: User, client: Client, clock: Callable[[int], None]
    ) -> None:
        assert client.get(self.EXPORT)["Content-Type"].startswith("application/vnd")
        clock(5)
        assert client.get("/administration/anvandare/").status_code == 200
        asked = client.get(self.EXPORT)["Location"]
        assert asked.startswith(reverse("account_reauthenticate"))
        assert client.post(asked, {"password": "fel-losenord-har"}).status_code == 200
        done = client.post(asked, {"password": "ett-ganska-langt-losenord"})
        ready = client.get(done["Location"])
        assert ready.context["url"] == self.EXPORT
        assert ready.context["back"] == "/administration/anvandare/?roll=hr"
        assert client.get(self.EXPORT)["Content-Type"].startswith("application/vnd")

    @pytest.mark.parametrize(
        "url", ["https://example.org/", "//example.org/", "javascript:alert(1)", "", "\\\\example.org"]
    )
    def test_it_leads_nowhere_else(self, admin: User, client: Client, url: str) -> None:
        assert client.get(reverse("file_ready"), {"fil": url}).status_code == 404

    def test_who_may_not_is_not_asked(self, people: People, client: Client, clock: Callable[[int], None]) -> None:
        client.force_login(people.anna)
        clock(6)
        assert client.get(self.EXPORT).status_code == 404

    def test_what_was_typed_is_carried_out_after_it(
        self, admin: User, client: Client, clock: Callable[[int], None], people: People
    ) -> None:
        clock(6)
        values = {
            "first_name": "Nils",
            "last_name": "Ny",
            "email": "nils@kommunen.example",
            "roles": ["hr"],
            "unit": people.unit.pk,
            "expires_on": "2027-11-24",
        }
        asked = client.post(reverse("user_create"), values)
        assert asked.status_code == 302
        assert not User.objects.filter(email="nils@kommunen.example").exists()
        client.post(asked["Location"], {"password": "ett-ganska-langt-losenord"})
        assert User.objects.get(email="nils@kommunen.example").roles == ["hr"]

    def test_a_fragment_leads_the_whole_page(self, admin: User, client: Client, clock: Callable[[int], None]) -> None:
        clock(6)
        answer = client.post(reverse("user_create"), {"first_name": "Nils"}, headers={"HX-Request": "true"})
        assert answer["HX-Redirect"].startswith(reverse("account_reauthenticate"))


class TestSessions:
    def test_others_are_listed_and_ended(self, people: People, client: Client) -> None:
        people.anna.set_password("ett-ganska-langt-losenord")
        people.anna.save()
        other = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36"})
        other.post("/logga-in/", {"login": people.anna.email, "password": "ett-ganska-langt-losenord"})
        with_steps(other, PASSWORD, CODE)
        client.force_login(people.anna)
        page = client.get("/konto/sessioner/").content.decode()
        assert "Chrome på Windows" in page
        assert UserSession.objects.get().session_key not in page
        assert other.get(PAGE).status_code == 200
        name = client.get("/konto/sessioner/").context["others"][0][0]
        client.post("/konto/sessioner/", {"session": "another"})
        assert other.get(PAGE).status_code == 200
        client.post("/konto/sessioner/", {"session": name})
        assert other.get(PAGE).status_code == 302
        assert client.get(PAGE).status_code == 200

    def test_a_new_password_ends_the_others(self, people: People, client: Client) -> None:
        people.anna.set_password("ett-ganska-langt-losenord")
        people.anna.save()
        other = Client()
        for one in (client, other):
            one.force_login(people.anna)
        new = "ett-nytt-langt-ord"
        client.post(
            "/konto/losenord/", {"oldpassword": "ett-ganska-langt-losenord", "password1": new, "password2": new}
        )
        assert other.get(PAGE).status_code == 302
        assert client.get(PAGE).status_code == 200
