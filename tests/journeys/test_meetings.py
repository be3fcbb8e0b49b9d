"""Meetings in a browser: booked with parties and interpreter, told of in one form, and what was promised chased."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from amc.calendar import today, working_day_after
from amc.staff.models import User
from participants.models import Enrolment, JournalEntry, Meeting, OutsideContact, Undertaking
from tests.factories import (
    EnrolmentFactory,
    MeetingFactory,
    People,
    at,
    make_people,
)
from tests.journeys.conftest import SHOTS
from tests.participants.meeting_room import MeetingPartyFactory, UndertakingFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page, str], None]
SignIn = Callable[[User], None]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def case(people: People) -> Enrolment:
    """Tesfalem's case, who needs an interpreter; AF has named somebody."""
    enrolment = EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="Tesfalem Gebremedhin",
        participant__last_name="Woldegebriel-Lindström",
        participant__interpreter_language="Tigrinska",
        consultant=people.anna,
        opened_on=today() - dt.timedelta(days=90),
    )
    OutsideContact.objects.create(enrolment=enrolment, organisation="af", name="Lena Berg")
    return enrolment


@pytest.fixture
def three(case: Enrolment) -> Meeting:
    """A trepartssamtal an hour ago."""
    now = timezone.now().replace(microsecond=0)
    meeting = MeetingFactory(
        enrolment=case, kind="trepart", form="visit", place="Köket på Ekbacken", starts_at=now - HOUR, ends_at=now
    )
    for party, name in (("deltagare", ""), ("konsulent", ""), ("handledare", "Kim Ek"), ("af", "Lena Berg")):
        MeetingPartyFactory(meeting=meeting, party=party, name=name)
    return meeting


def test_a_trepartssamtal_is_booked(people: People, case: Enrolment, page: Page, sign_in: SignIn, look: Look) -> None:
    suggested = at(working_day_after(today(), 1))
    MeetingFactory(enrolment=case, starts_at=suggested, ends_at=suggested + HOUR)
    sign_in(people.anna)
    page.goto(f"/deltagare/{case.participant.uuid}/moten/nytt/")
    expect(page.get_by_text("Samma tid har du redan samtal 10:00–11:00. Du kan boka ändå.")).to_be_visible()
    expect(page.get_by_label("Tolk behöver bokas")).to_be_checked()
    expect(page.get_by_label("Arbetsförmedlingen, namn")).to_be_hidden()
    page.get_by_label("Trepartssamtal").check()
    page.get_by_label("Arbetsförmedlingen", exact=True).check()
    expect(page.get_by_label("Arbetsförmedlingen, namn")).to_have_value("Lena Berg")
    page.get_by_label("Besök", exact=True).check()
    page.get_by_label("Hur långt").select_option("90")
    look(page, "meeting-book")
    page.get_by_role("button", name="Boka mötet").click()
    expect(page.get_by_text("Skriv var besöket är").first).to_be_visible()
    page.get_by_label("Plats").fill("Köket på Ekbacken")
    page.get_by_role("button", name="Boka mötet").click()
    expect(page.get_by_text("Mötet är bokat till")).to_be_visible()
    expect(page.get_by_text("Tolk behöver bokas").first).to_be_visible()
    meeting = Meeting.objects.get(kind="trepart")
    assert {row.party for row in meeting.parties.all()} == {"deltagare", "konsulent", "af"}
    # Min dag says that the interpreter is missing, and takes the booking in its row.
    page.goto("/min-dag/")
    page.get_by_role("link", name="Boka tolk").click()
    page.get_by_label("Tolk är bokad").check()
    page.get_by_label("Tolkförmedlingens bokning").fill("T-10042")
    look(page, "meeting-interpreter")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("link", name="Boka tolk")).to_have_count(0)
    meeting.refresh_from_db()
    assert meeting.interpreter_words == "tolk är bokad (tigrinska, T-10042)"


def test_minutes_become_the_note_and_promises_are_chased(
    people: People, three: Meeting, page: Page, sign_in: SignIn, look: Look
) -> None:
    sign_in(people.anna)
    page.goto(f"/moten/{three.uuid}/")
    expect(page.get_by_label("Handledaren, namn")).to_have_value("Kim Ek")
    page.get_by_label("Anteckning").fill("Vi gick igenom uppgifterna.\n\nAlla är nöjda.")
    first = page.get_by_role("group", name="Åtagande 1")
    first.get_by_label("Vem").select_option("af")
    first.get_by_label("Vad").fill("Ger besked om lönestöd.")
    first.get_by_label("Senast").fill(today().isoformat())
    expect(page.get_by_role("group", name="Åtagande 2")).to_be_hidden()
    page.get_by_role("button", name="Ett åtagande till").click()
    second = page.get_by_role("group", name="Åtagande 2")
    expect(second.get_by_label("Vem")).to_be_focused()
    second.get_by_label("Vem").select_option("handledare")
    second.get_by_label("Vad").fill("Visar truckarna.")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Skriv en dag.").first).to_be_visible()
    second.get_by_label("Senast").fill((today() + dt.timedelta(days=14)).isoformat())
    look(page, "meeting-minutes")
    page.get_by_role("button", name="Spara").click()
    expect(page.locator(".entry__text", has_text="Alla är nöjda.")).to_be_visible()
    expect(page.get_by_text("Deltog: Deltagaren, Konsulenten, Handledaren: Kim Ek")).to_be_visible()
    look(page, "meeting-note")
    page.goto("/min-dag/")
    page.get_by_role("link", name="Följ upp åtagandet").click()
    expect(page.get_by_text("Arbetsförmedlingen (Lena Berg): Ger besked om lönestöd.")).to_be_visible()
    look(page, "undertaking-row")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("button", name="Ångra")).to_be_visible()
    assert Undertaking.objects.get(party="af").state == "done"
    page.get_by_role("button", name="Ångra").click()
    expect(page.get_by_role("link", name="Följ upp åtagandet")).to_be_visible()
    assert Undertaking.objects.get(party="af").state == "open"


def test_2000_words_survive_an_ended_session(
    people: People, three: Meeting, page: Page, context: BrowserContext, sign_in: SignIn
) -> None:
    text = " ".join(f"ord{number}" for number in range(2000))
    sign_in(people.anna)
    page.goto(f"/moten/{three.uuid}/")
    page.get_by_label("Anteckning").fill(text)
    expect(page.locator("[data-saved]")).to_contain_text("Sparat")
    context.clear_cookies()
    page.goto("about:blank")
    sign_in(people.anna)
    page.goto(f"/moten/{three.uuid}/")
    expect(page.get_by_label("Anteckning")).to_have_value(text)
    page.get_by_role("button", name="Spara").click()
    expect(page.locator(".entry__text").first).to_contain_text("ord1999")
    assert JournalEntry.objects.get().text == text


def test_an_excuse_says_who_and_how(people: People, case: Enrolment, page: Page, sign_in: SignIn, look: Look) -> None:
    tomorrow = timezone.now().replace(microsecond=0) + dt.timedelta(days=1)
    meeting = MeetingFactory(enrolment=case, starts_at=tomorrow, ends_at=tomorrow + HOUR)
    sign_in(people.anna)
    page.goto(f"/moten/{meeting.uuid}/")
    expect(page.get_by_label("Inställt av oss")).to_be_checked()
    expect(page.get_by_label("Sms")).to_be_hidden()
    page.get_by_label("Deltagaren fick förhinder").check()
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Säg vem som anmälde förhinder.").first).to_be_visible()
    look(page, "meeting-excused")
    page.get_by_role("radio", name="Deltagaren", exact=True).check()
    page.get_by_label("Sms").check()
    page.get_by_role("button", name="Spara").click()
    expect(page.locator(".entry__text", has_text="Anmält av: Deltagaren. Hur: Sms.")).to_be_visible()


def test_the_persons_page_shows_what_is_promised(
    people: People, three: Meeting, page: Page, sign_in: SignIn, look: Look
) -> None:
    UndertakingFactory(meeting=three, party="af", name="Lena Berg", due_on=today() - dt.timedelta(days=3))
    UndertakingFactory(meeting=three, party="deltagare", what="Lämnar in intyg.", due_on=today() + dt.timedelta(days=9))
    sign_in(people.anna)
    page.goto(three.enrolment.participant.get_absolute_url())
    expect(page.get_by_role("heading", name="Åtaganden")).to_be_visible()
    look(page, "meeting-promised")
    page.get_by_role("link", name="Följ upp Återkommer med besked.").click()
    page.get_by_label("Det blir inte av").check()
    page.get_by_label("Varför blir det inte av?").fill("Handläggaren har slutat.")
    look(page, "undertaking-dropped")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("blir inte av.")).to_be_visible()
    assert Undertaking.objects.get(party="af").reason == "Handläggaren har slutat."


def test_the_week_is_walked_by_keyboard(
    people: People, case: Enrolment, page: Page, sign_in: SignIn, look: Look
) -> None:
    monday = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    monday -= dt.timedelta(days=monday.weekday())
    for day, hours, values in (
        (0, 0, {"state": "held"}),
        (1, 1, {"kind": "trepart", "form": "visit", "place": "Köket på Ekbacken"}),
        (1, 3, {"interpreter": "needed", "interpreter_language": "Tigrinska"}),
        (3, 0, {"form": "phone", "consultant": people.bo}),
        (4, 5, {"form": "video", "interpreter": "confirmed", "interpreter_language": "Tigrinska"}),
        (7, 0, {"place": "Rum Eken"}),
    ):
        starts = monday + dt.timedelta(days=day, hours=hours)
        MeetingFactory(enrolment=case, starts_at=starts, ends_at=starts + HOUR, **values)
    sign_in(people.anna)
    page.goto("/min-dag/")
    page.get_by_role("link", name="Hela veckan").click()
    expect(page.get_by_role("heading", name="Mina möten")).to_be_visible()
    expect(page.locator(".meeting")).to_have_count(4)
    look(page, "agenda-week")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".meeting")).to_have_count(1)
    page.keyboard.press("i")
    expect(page.locator(".meeting")).to_have_count(4)
    page.get_by_role("link", name="Enhetens").click()
    expect(page.locator(".meeting")).to_have_count(5)
    look(page, "agenda-unit")
    page.emulate_media(media="print")
    page.screenshot(path=SHOTS / "agenda-print.png", full_page=True)
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Dag", exact=True).click()
    expect(page.locator(".agenda h2")).to_have_count(1)
    look(page, "agenda-day")


def test_a_calendars_address_is_made_and_ended(people: People, page: Page, sign_in: SignIn, look: Look) -> None:
    sign_in(people.anna)
    page.goto("/konto/inloggning/")
    page.get_by_role("link", name="Dina möten i en annan kalender").click()
    page.get_by_role("button", name="Gör en adress").click()
    expect(page.get_by_role("textbox", name="Adress")).to_have_value(re.compile(r"/kalender/.+/$"))
    look(page, "calendar-link")
    page.reload()
    expect(page.get_by_role("button", name="Byt adressen")).to_be_visible()
    expect(page.get_by_role("textbox", name="Adress")).to_have_count(0)
    page.get_by_role("link", name="Avsluta adressen").click()
    look(page, "calendar-link-end")
    page.get_by_role("button", name="Avsluta adressen").click()
    expect(page.get_by_text("Du har ingen adress.")).to_be_visible()
