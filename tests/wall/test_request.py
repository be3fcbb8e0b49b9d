"""A request is one transaction in which PostgreSQL knows the user, and nobody after it."""

from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from amc.staff.models import Unit, User
from amc.wall.session import entered
from tests.factories import make_people
from tests.wall.urls import known_user

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.wall.urls")]


@pytest.fixture
def anna() -> User:
    return make_people().anna


@pytest.fixture
def client(anna: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(anna)
    return client


@pytest.mark.parametrize("address", ["/vem/", "/visat/"])
def test_view_and_template_are_the_users(client: Client, anna: User, address: str) -> None:
    assert client.get(address).content.decode() == str(anna.pk)
    assert known_user() == ""


def test_a_test_clients_request_is_behind_the_wall(client: Client) -> None:
    assert client.get("/roll/").content == b"app True"


def test_a_live_servers_request_is_too(anna: User, live_server: Any) -> None:
    client = Client()
    client.force_login(anna)
    asked = HTTPConnection(urlsplit(live_server.url).netloc)
    asked.request("GET", "/roll/", headers={"Cookie": client.cookies.output(attrs=[], header="", sep=";").strip()})
    assert asked.getresponse().read() == b"app True"
    asked.close()


def test_nobody_signed_in_is_nobody(client: Client) -> None:
    client.get("/vem/")
    assert Client().get("/vem/").content == b""


@pytest.mark.parametrize(("status", "kept"), [(200, True), (404, True), (500, False), (503, False), (599, False)])
def test_an_answer_of_500_or_more_takes_everything_back(client: Client, status: int, kept: bool) -> None:
    client.get(f"/skriv/{status}/")
    assert Unit.objects.filter(name=f"Enhet {status}").exists() is kept
    assert known_user() == ""


def test_a_connection_used_again_knows_nothing(client: Client, anna: User, transactional_db: None) -> None:
    client.get("/skriv/500/")
    assert client.get("/vem/").content.decode() == str(anna.pk)
    assert known_user() == ""
    assert not Unit.objects.filter(name="Enhet 500").exists()


def test_a_failed_sign_in_counts_at_once(anna: User) -> None:
    """Nothing of a sign-in waits for the end of a transaction: the sixth attempt is refused."""
    answers = [
        Client().post(reverse("account_login"), {"login": anna.email, "password": "fel"}).content.decode()
        for _ in range(6)
    ]
    assert answers[0] != answers[5]


def test_a_command_can_look_as_somebody(anna: User) -> None:
    with entered(anna.pk):
        assert known_user() == str(anna.pk)
    assert known_user() == ""
    with pytest.raises(RuntimeError), entered(anna.pk):
        raise RuntimeError
    assert known_user() == ""
