"""A password alone opens nothing but the way to the second step; with it, the product is open."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from amc.staff.middleware import ENROLMENT
from amc.staff.models import User
from tests.access.matrix import MATRIX
from tests.access.world import build
from tests.factories import People, make_people
from tests.sign_in import CODE, PASSWORD, with_steps

pytestmark = pytest.mark.django_db
LONG_ENOUGH = "ett-ganska-langt-losenord"
LOGIN = reverse("account_login")


@pytest.fixture(autouse=True)
def one_moment() -> Iterator[None]:
    """A code is good for half a minute: it must not end between being made and being sent."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def anna(people: People) -> User:
    people.anna.set_password(LONG_ENOUGH)
    people.anna.save()
    return people.anna


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def type_password(client: Client, user: User, password: str = LONG_ENOUGH) -> Any:
    return client.post(LOGIN, {"login": user.email, "password": password})


def test_a_password_alone_is_led_to_the_second_step(client: Client, anna: User) -> None:
    assert type_password(client, anna)["Location"] == "/"
    assert client.get("/min-dag/")["Location"] == reverse("mfa_enrol")
    assert client.get("/min-dag/", headers={"HX-Request": "true"})["HX-Redirect"] == reverse("mfa_enrol")
    assert "Passkey" in client.get(reverse("mfa_enrol")).content.decode()


@pytest.mark.parametrize("method", ["password", "password_reset", "socialaccount", "demo"])
def test_one_step_reaches_no_page(method: str) -> None:
    """Every address of the product that is not open to everybody, by GET and by POST."""
    world = build()
    client, reached, asked = Client(raise_request_exception=False), {}, 0
    client.force_login(world.actors["enhetschef"])
    with_steps(client, {"method": method})
    objects = world.own_objects("enhetschef")
    for name, row in MATRIX.items():
        if row.public or name in ENROLMENT:
            continue
        address = reverse(name, kwargs=objects[row.about] if row.about else {})
        for verb in ("get", "post"):
            answer, asked = getattr(client, verb)(address), asked + 1
            # What tells nobody so by a status tells this session the same.
            led = answer.status_code == 302 and answer["Location"] == reverse("mfa_enrol")
            if not led and answer.status_code != row.signed_out:
                reached[name, verb] = answer.status_code
    assert not reached
    assert asked > 150


def test_without_any_record_nobody_is_signed_in(client: Client, anna: User) -> None:
    client.force_login(anna)
    with_steps(client)
    assert client.get("/min-dag/")["Location"].startswith(LOGIN)


def test_someone_elses_record_opens_nothing(client: Client, people: People) -> None:
    """What is read is the session's own record, which signing in as another throws away."""
    client.force_login(people.anna)
    client.force_login(people.bo)
    with_steps(client, PASSWORD)
    assert client.get("/min-dag/")["Location"] == reverse("mfa_enrol")


def test_choosing_a_code_app_opens_the_product(client: Client, anna: User) -> None:
    type_password(client, anna)
    before = client.session.session_key
    page = client.get(reverse("mfa_activate_totp"))
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(page.context["form"].secret)})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    assert client.session.session_key != before
    assert client.get("/min-dag/").status_code == 200
    secret = Authenticator.objects.get(user=anna, type="totp").data["secret"]
    assert page.context["form"].secret not in secret


def test_a_wrong_code_opens_nothing(client: Client, anna: User) -> None:
    type_password(client, anna)
    client.get(reverse("mfa_activate_totp"))
    assert "Koden stämmer inte" in client.post(reverse("mfa_activate_totp"), {"code": "000000"}).content.decode()
    assert not Authenticator.objects.exists()
    assert client.get("/min-dag/").status_code == 302


class TestWithCodeApp:
    @pytest.fixture
    def secret(self, anna: User) -> str:
        secret = "JBSWY3DPEHPK3PXP"
        TOTP.activate(anna, secret)
        return secret

    def test_the_code_is_asked_for_and_works_once(self, client: Client, anna: User, secret: str) -> None:
        assert type_password(client, anna)["Location"] == reverse("mfa_authenticate")
        assert client.get("/min-dag/")["Location"].startswith(LOGIN)
        right = code(secret)
        client.post(reverse("mfa_authenticate"), {"code": right})
        assert client.get("/min-dag/").status_code == 200
        other = Client()
        type_password(other, anna)
        assert other.post(reverse("mfa_authenticate"), {"code": right}).status_code == 200
        assert other.get("/min-dag/")["Location"].startswith(LOGIN)

    def test_five_wrong_codes_in_five_minutes(self, client: Client, anna: User, secret: str) -> None:
        type_password(client, anna)
        for _ in range(5):
            client.post(reverse("mfa_authenticate"), {"code": "000000"})
        answer = client.post(reverse("mfa_authenticate"), {"code": code(secret)})
        assert "för många försök" in answer.content.decode()

    def test_a_password_session_from_before_is_over(self, client: Client, anna: User, secret: str) -> None:
        """Whoever has the password only may not add a second step beside the owner's."""
        client.force_login(anna)
        with_steps(client, PASSWORD)
        assert client.get(reverse("mfa_add_webauthn"))["Location"] == LOGIN
        assert client.get("/min-dag/")["Location"].startswith(LOGIN)

    def test_the_last_way_in_stays(self, client: Client, anna: User, secret: str) -> None:
        client.force_login(anna)
        assert "Lägg till ett annat sätt" in client.get(reverse("mfa_deactivate_totp")).content.decode()
        client.post(reverse("mfa_deactivate_totp"))
        assert Authenticator.objects.filter(user=anna, type="totp").exists()

    def test_recovery_codes_are_shown_once_and_work_once(self, client: Client, anna: User, secret: str) -> None:
        client.force_login(anna)
        client.post(reverse("mfa_generate_recovery_codes"))
        first = client.get(reverse("mfa_view_recovery_codes"))
        shown = first.context["unused_codes"]
        assert len(shown) == 10
        assert shown[0] in first.content.decode()
        assert "no-store" in first["Cache-Control"]
        assert shown[0] not in client.get(reverse("mfa_view_recovery_codes")).content.decode()
        for status in (302, 200):
            other = Client()
            type_password(other, anna)
            assert other.post(reverse("mfa_authenticate"), {"code": shown[0]}).status_code == status

    def test_an_old_key_that_no_longer_opens_matches_no_code(
        self, client: Client, anna: User, secret: str, settings: Any
    ) -> None:
        settings.SECRET_KEY = "another-key-" + "y" * 40
        client.force_login(anna)
        assert client.post(reverse("mfa_reauthenticate"), {"code": code(secret)}).status_code == 200


class TestPasskeyPages:
    """Chromium's own authenticator makes and shows real ones in tests/journeys/test_sign_in.py."""

    @pytest.fixture
    def passkey(self, anna: User) -> Authenticator:
        credential = {"id": "a2V5", "response": {}}
        data = {"name": "Mobil", "credential": credential}
        return Authenticator.objects.create(user=anna, type="webauthn", data=data)

    def test_a_passkey_must_know_its_owner(self, client: Client, anna: User) -> None:
        client.force_login(anna)
        options = client.get(reverse("mfa_add_webauthn")).context["options"]["publicKey"]
        assert options["authenticatorSelection"]["userVerification"] == "required"
        assert options["authenticatorSelection"]["residentKey"] == "required"
        answer = Client().get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"}).json()
        assert answer["request_options"]["publicKey"]["userVerification"] == "required"

    def test_only_ones_own(self, client: Client, people: People, passkey: Authenticator) -> None:
        client.force_login(people.bo)
        for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
            assert client.get(reverse(name, args=["a2V5"])).status_code == 404
            assert client.post(reverse(name, args=["a2V5"]), {"name": "Min"}).status_code == 404

    def test_a_name(self, client: Client, anna: User, passkey: Authenticator) -> None:
        client.force_login(anna)
        client.post(reverse("mfa_edit_webauthn", args=["a2V5"]), {"name": "Jobbmobilen"})
        assert "Jobbmobilen" in client.get(reverse("mfa_index")).content.decode()

    def test_the_last_one_stays_and_another_goes(self, client: Client, anna: User, passkey: Authenticator) -> None:
        client.force_login(anna)
        remove = reverse("mfa_remove_webauthn", args=["a2V5"])
        client.post(remove)
        assert Authenticator.objects.filter(pk=passkey.pk).exists()
        TOTP.activate(anna, "JBSWY3DPEHPK3PXP")
        client.post(remove)
        assert not Authenticator.objects.filter(pk=passkey.pk).exists()

    def test_looking_after_them_asks_again_after_five_minutes(
        self, client: Client, anna: User, passkey: Authenticator
    ) -> None:
        client.force_login(anna)
        with_steps(client, CODE | {"at": time.time() - 301})
        for name, arguments in (("mfa_remove_webauthn", ["a2V5"]), ("mfa_add_webauthn", []), ("mfa_activate_totp", [])):
            answer = client.get(reverse(name, args=arguments))
            assert answer["Location"].startswith(reverse("mfa_reauthenticate_webauthn")), name
