"""Signing in: the second step chosen and shown, a passkey on the phone, and the question before the session ends."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.sessions.models import Session
from django.core import mail
from django.utils import timezone
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from amc.staff.mail import send_account_mail
from amc.staff.models import User
from tests.factories import People, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG_ENOUGH = "ett-ganska-langt-losenord"
Look = Callable[[Page, str], None]


@pytest.fixture
def people(transactional_db: None) -> People:
    people = make_people()
    for user in (people.anna, people.hans):
        user.set_password(LONG_ENOUGH)
        user.save()
    return people


@pytest.fixture
def device(context: BrowserContext, page: Page) -> Iterator[CDPSession]:
    """A device with a passkey store and a finger that is always right."""
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield session
    session.detach()


def type_password(page: Page, user: User) -> None:
    page.goto("/logga-in/")
    page.get_by_label("E-post").fill(user.email)
    page.get_by_label("Lösenord").fill(LONG_ENOUGH)
    page.get_by_role("button", name="Logga in", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto("/logga-ut/")
    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("heading", name="Logga in")).to_be_visible()


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_a_code_app_and_a_recovery_code(page: Page, people: People, look: Look) -> None:
    type_password(page, people.anna)
    expect(page.get_by_role("heading", name="Välj ditt andra steg")).to_be_visible()
    look(page, "steg-tva")
    page.get_by_role("link", name=re.compile("Kod-app")).click()
    page.get_by_text("Det går inte att läsa av").click()
    secret = page.locator("code.secret").inner_text()
    look(page, "kod-app")
    page.get_by_label("Kod ur appen").fill("000000")
    page.get_by_role("button", name="Koppla appen").click()
    expect(page.get_by_text("Koden stämmer inte").first).to_be_visible()
    page.get_by_label("Kod ur appen").fill(code(secret))
    page.get_by_role("button", name="Koppla appen").click()
    expect(page.get_by_role("heading", name="Spara dina reservkoder")).to_be_visible()
    look(page, "reservkoder")
    spare = page.locator("ul.codes code").first.inner_text()
    page.get_by_role("link", name="Jag har sparat koderna").click()
    expect(page).to_have_url(re.compile("/min-dag/$"))
    page.goto("/konto/reservkoder/")
    expect(page.get_by_role("heading", name="Reservkoderna har redan visats")).to_be_visible()
    look(page, "reservkoder-visade")
    sign_out(page)

    type_password(page, people.anna)
    expect(page.get_by_role("heading", name="Visa att det är du")).to_be_visible()
    look(page, "andra-steget")
    page.get_by_label("Kod ur appen, eller en reservkod").fill(spare)
    page.get_by_role("button", name="Logga in").click()
    expect(page).to_have_url(re.compile("/min-dag/$"))
    page.goto("/konto/inloggning/")
    expect(page.get_by_text("9 koder kvar")).to_be_visible()
    look(page, "min-inloggning")


def test_a_passkey_on_the_phone(page: Page, device: CDPSession, people: People, look: Look, settings: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    type_password(page, people.hans)
    expect(page.get_by_role("heading", name="Logga in med en beröring")).to_be_visible()
    look(page, "steg-tva-handledare")
    page.get_by_role("link", name=re.compile("Spara en passkey")).click()
    look(page, "passkey-ny")
    page.get_by_role("button", name="Spara passkeyn").click()
    page.get_by_role("link", name="Jag har sparat koderna").click()
    expect(page).to_have_url(re.compile("/handledning/$"))
    sign_out(page)
    look(page, "logga-in")

    page.get_by_role("button", name="Logga in med passkey").click()
    expect(page).to_have_url(re.compile("/handledning/$"))
    assert Authenticator.objects.get(user=people.hans, type="webauthn").last_used_at
    sign_out(page)

    type_password(page, people.hans)
    look(page, "andra-steget-passkey")
    page.get_by_role("button", name="Använd din passkey").click()
    expect(page).to_have_url(re.compile("/handledning/$"))

    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    page.goto("/konto/passkey/ny/")
    expect(page.get_by_role("heading", name="Bekräfta att det är du")).to_be_visible()
    look(page, "bekrafta-passkey")
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    page.get_by_role("button", name="Bekräfta med passkey").click()
    expect(page.get_by_role("heading", name="Spara en passkey")).to_be_visible()
    page.get_by_role("button", name="Spara passkeyn").click()
    expect(page.get_by_text("Den här enheten har redan en passkey hos oss")).to_be_visible()


def test_a_device_that_does_not_know_its_owner_opens_nothing(page: Page, device: CDPSession, people: People) -> None:
    type_password(page, people.hans)
    page.goto("/konto/passkey/ny/")
    page.get_by_role("button", name="Spara passkeyn").click()
    page.get_by_role("link", name="Jag har sparat koderna").click()
    sign_out(page)
    (authenticator,) = Authenticator.objects.filter(user=people.hans, type="webauthn")
    assert authenticator.wrap().is_passwordless
    device.send("WebAuthn.disable")
    device.send("WebAuthn.enable")
    page.get_by_role("button", name="Logga in med passkey").click()
    page.wait_for_timeout(300)
    assert "/logga-in/" in page.url


def test_the_question_before_the_session_ends(
    page: Page, people: People, sign_in: Callable[[User], None], look: Look, settings: Any
) -> None:
    settings.SESSION_WARNING_SECONDS = settings.SESSION_IDLE_SECONDS - 3
    settings.SESSION_TOUCH_SECONDS = 0
    sign_in(people.anna)
    page.goto("/konto/inloggning/")
    page.get_by_role("link", name="Se var, och logga ut").focus()
    question = page.get_by_role("dialog", name="Är du kvar?")
    expect(question).to_be_visible()
    expect(question.get_by_role("button", name="Fortsätt")).to_be_focused()
    look(page, "ar-du-kvar")
    page.keyboard.press("Enter")
    expect(question).to_be_hidden()
    expect(page.get_by_role("link", name="Se var, och logga ut")).to_be_focused()

    expect(question).to_be_visible()
    Session.objects.all().delete()
    page.keyboard.press("Escape")
    ended = page.get_by_role("dialog", name="Du har loggats ut")
    expect(ended.get_by_role("link", name="Logga in igen")).to_be_focused()
    look(page, "utloggad")
    page.keyboard.press("Escape")
    expect(ended).to_be_visible()
    sign_in(people.anna)
    settings.SESSION_WARNING_SECONDS = 120
    ended.get_by_role("button", name="Jag har loggat in").click()
    expect(page.get_by_role("dialog")).to_be_hidden()


@pytest.mark.filterwarnings("ignore:Django 2028 will not have a default mailer")
def test_an_invitation_opens_the_account(
    page: Page, people: People, look: Look, sign_in: Callable[[User], None]
) -> None:
    sign_in(people.admin)
    page.goto(f"/administration/anvandare/{people.hans.uuid}/")
    look(page, "konto")
    page.get_by_role("link", name="Nollställ inloggningen").click()
    look(page, "nollstall")
    page.get_by_role("button", name="Nollställ och skicka länken").click()
    expect(page.get_by_text("Inloggningen är nollställd")).to_be_visible()
    send_account_mail(now=timezone.now())
    path = re.search(r"https?://[^/]+(/valkommen/\S+)", mail.outbox[-1].body)
    assert path
    page.context.clear_cookies()
    page.goto(path[1])
    look(page, "inbjudan")
    page.get_by_role("button", name="Kom igång").click()
    expect(page.get_by_role("heading", name="Logga in med en beröring")).to_be_visible()
    page.goto(path[1])
    expect(page.get_by_role("heading", name="Länken gäller inte längre")).to_be_visible()
    look(page, "inbjudan-gammal")
