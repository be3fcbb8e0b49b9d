"""The sign-in page: what it counts, what it does not tell, and the demo's one click."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from amc.modes import production_marks
from amc.staff.demo import DEMO_EMAILS
from amc.staff.models import Role, User
from tests.factories import People, UserFactory, make_people
from tests.sign_in import PASSWORD, with_steps

LONG_ENOUGH = "ett-ganska-langt-losenord"
LOGIN = "/logga-in/"


@pytest.fixture
def people(db: None) -> People:
    people = make_people()
    people.anna.set_password(LONG_ENOUGH)
    people.anna.save()
    return people


def attempt(email: str, password: str, client: Client | None = None) -> Any:
    return (client or Client()).post(LOGIN, {"login": email, "password": password})


class TestCounting:
    @pytest.mark.parametrize("email", ["anna@kommunen.example", "ingen@kommunen.example"])
    def test_five_wrong_attempts_in_five_minutes(self, people: People, email: str) -> None:
        """Whether the address has an account or not."""
        for _ in range(5):
            assert "stämmer inte" in attempt(email, "fel-losenord").content.decode()
        client = Client()
        assert "för många försök" in attempt(email, LONG_ENOUGH, client).content.decode()
        assert "_auth_user_id" not in client.session

    def test_capitals_are_the_same_account(self, people: People) -> None:
        for number in range(5):
            attempt("Anna@kommunen.example" if number % 2 else "anna@KOMMUNEN.example", "fel-losenord")
        assert "för många försök" in attempt(people.anna.email, LONG_ENOUGH).content.decode()

    def test_right_ones_are_not_counted(self, people: People) -> None:
        for _ in range(6):
            assert attempt(people.anna.email, LONG_ENOUGH).status_code == 302

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("page", [LOGIN, "/glomt-losenord/", "/logga-in/passkey/"])
    def test_without_the_counts_nobody_comes_in(
        self, people: People, monkeypatch: pytest.MonkeyPatch, page: str
    ) -> None:
        monkeypatch.setattr(caches["default"], "_table", "no_such_table")
        client = Client(raise_request_exception=False)
        fields = {"login": people.anna.email, "password": LONG_ENOUGH, "email": people.anna.email, "credential": "{}"}
        answer = client.post(page, fields)
        assert answer.status_code == 503
        assert LONG_ENOUGH not in answer.content.decode()
        assert client.get("/konto/steg-tva/")["Location"].startswith(LOGIN)

    @pytest.mark.django_db(transaction=True)
    def test_without_the_counts_no_code_is_tried(self, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
        client = Client(raise_request_exception=False)
        client.force_login(people.anna)
        with_steps(client, PASSWORD)
        client.get(reverse("mfa_activate_totp"))
        monkeypatch.setattr(caches["default"], "_table", "no_such_table")
        assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 503


class TestTelling:
    """Neither the words nor the time tell whether an address has an account."""

    @pytest.fixture
    def hashed(self, monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[str]:
        """One entry per costly computation."""
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
        done: list[str] = []
        for name in ("encode", "verify"):
            real = getattr(Argon2PasswordHasher, name)

            def counted(self: Any, *args: Any, _real: Any = real, _name: str = name, **kwargs: Any) -> Any:
                done.append(_name)
                return _real(self, *args, **kwargs)

            monkeypatch.setattr(Argon2PasswordHasher, name, counted)
        return done

    @pytest.mark.parametrize("kind", ["unknown", "known", "without a password", "closed", "expired"])
    def test_one_costly_computation_and_the_same_words(self, db: None, hashed: list[str], kind: str) -> None:
        user = UserFactory(email="finns@kommunen.example")
        user.set_password(LONG_ENOUGH)
        if kind == "without a password":
            user.set_unusable_password()
        user.is_active = kind != "closed"
        user.expires_on = "2020-01-01" if kind == "expired" else user.expires_on
        user.save()
        hashed.clear()
        email = "finns-inte@kommunen.example" if kind == "unknown" else user.email
        answer = attempt(email, "fel-losenord")
        assert len(hashed) == 1
        page = answer.content.decode().replace(email, "")
        assert "E-postadressen eller lösenordet stämmer inte." in page

    def test_argon2_is_what_is_kept(self) -> None:
        assert django_settings.PASSWORD_HASHERS[-1] == "django.contrib.auth.hashers.Argon2PasswordHasher"


class TestDemo:
    @pytest.fixture
    def demo(self, db: None, settings: Any) -> User:
        settings.DEMO, settings.ROOT_URLCONF = True, "tests.staff.demo_urls"
        return UserFactory(email=DEMO_EMAILS[Role.SYSTEMFORVALTARE], roles=[Role.SYSTEMFORVALTARE])

    def test_one_click_is_enough_and_confirms_too(self, demo: User, client: Client, settings: Any) -> None:
        client.post("/logga-in/demo/", {"email": demo.email})
        assert client.get("/administration/").status_code == 200
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
        asked = client.get("/administration/anvandare/?export=xlsx")["Location"]
        assert asked.startswith("/konto/bekrafta/demo/")
        assert "Bekräfta (demo)" in client.get(asked).content.decode()
        settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
        assert client.post(asked)["Location"].startswith("/konto/fil/")

    def test_it_is_nothing_outside_the_demo(self, demo: User, client: Client, settings: Any) -> None:
        client.post("/logga-in/demo/", {"email": demo.email})
        settings.DEMO = False
        assert client.get("/administration/")["Location"] == "/konto/steg-tva/"
        assert client.get("/konto/bekrafta/demo/")["Location"] == "/konto/steg-tva/"
        assert Client().post("/logga-in/demo/", {"email": demo.email}).status_code == 404

    def test_only_the_demos_own_people(self, demo: User, client: Client) -> None:
        other = UserFactory()
        assert client.post("/logga-in/demo/", {"email": other.email}).status_code == 404


HOME = {
    "DATABASE_URL": "postgres://app@%2Fhome%2Fx%2F.local%2Frun/amc",
    "OWNER_DATABASE_URL": "postgres://owner@%2Fhome%2Fx%2F.local%2Frun/amc",
    "BASE_URL": "http://localhost:8000",
}


@pytest.mark.parametrize(
    ("more", "marks"),
    [
        ({}, []),
        ({"ALLOWED_HOSTS": "amc.kommunen.example"}, ["ALLOWED_HOSTS"]),
        ({"BASE_URL": "https://amc.kommunen.example"}, ["BASE_URL"]),
        ({"DATABASE_URL": "postgres://app:x@db/amc"}, ["DATABASE_URL"]),
        ({"EMAIL_URL": "smtp+tls://mail.kommunen.example"}, ["EMAIL_URL"]),
        ({"TRUSTED_PROXY_COUNT": "1"}, ["TRUSTED_PROXY_COUNT"]),
    ],
)
def test_what_speaks_of_production(more: dict[str, str], marks: list[str]) -> None:
    assert production_marks(HOME | more) == marks


def test_a_demo_with_a_mark_of_production_does_not_start() -> None:
    env = os.environ | HOME | {"AMC_MODE": "demo", "ALLOWED_HOSTS": "amc.kommunen.example"}
    done = subprocess.run([sys.executable, "-c", "import amc.settings"], env=env, capture_output=True, text=True)
    assert done.returncode != 0
    assert "ALLOWED_HOSTS" in done.stderr
    env.pop("ALLOWED_HOSTS")
    subprocess.run([sys.executable, "-c", "import amc.settings"], env=env, check=True)
