"""Min dag: each row is seen to where it stands, with the keyboard, and taken back where that is possible."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from amc.staff.models import User
from handlingsplan.models import FollowUp
from participants.models import JournalEntry, Meeting
from placements.models import Deviation
from tests.factories import (
    EmploymentFactory,
    FollowUpFactory,
    JournalEntryFactory,
    MeetingFactory,
    People,
    PlanVersionFactory,
    ReferralFactory,
    agreed,
    at,
    make_people,
)
from tests.placements.room import placed, ready_for_ami

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page, str], None]
DAY = dt.timedelta(days=1)


@pytest.fixture
def people() -> People:
    """Anna has a meeting to tell of, a follow-up that is late, and a deviation; seven referrals are unread."""
    people = make_people()
    case = ready_for_ami(people, participant__first_name="Leyla", participant__last_name="Özdemir")
    JournalEntryFactory(enrolment=case, occurred_at=at(today() - DAY))
    agreed(PlanVersionFactory(enrolment=case), today() - 3 * DAY)
    MeetingFactory(enrolment=case, starts_at=at(today() - 2 * DAY), ends_at=at(today() - 2 * DAY, 11))
    FollowUpFactory(enrolment=case, due_on=today() - 4 * DAY)
    job = placed(EmploymentFactory, enrolment=case, first_day=today() - 20 * DAY, last_day=today() + 300 * DAY)
    Deviation.objects.create(
        enrolment=case,
        employment=job,
        kind=Deviation.Kind.CONCERN,
        text="Ensam på passet.",
        noticed_on=today() - 14 * DAY,
        created_by=people.anna,
    )
    ReferralFactory.create_batch(7, unit=people.unit, registered_by=people.anna, received_on=today() - 14 * DAY)
    return people


def row(page: Page, words: str):
    return page.locator("[data-row]", has_text=words)


def test_a_meeting_is_told_of_in_its_row(
    people: People, page: Page, sign_in: Callable[[User], None], look: Look
) -> None:
    sign_in(people.anna)
    page.goto("/min-dag/")
    look(page, "min-dag-rader")
    expect(row(page, "7 olästa anvisningar, äldsta")).to_be_visible()
    before = page.locator("[data-row]").count()

    meeting = row(page, "Hur gick mötet?")
    opener = meeting.get_by_role("link", name="Skriv hur det gick")
    opener.focus()
    page.keyboard.press("Enter")
    expect(meeting.get_by_label("Genomfört")).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "true")
    look(page, "min-dag-rad-oppen")
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(meeting.locator("form")).to_have_count(0)

    # Nothing written: the row stays open and says what is missing.
    page.keyboard.press("Enter")
    meeting.get_by_role("button", name="Spara").click()
    expect(meeting.locator("[data-error-summary]")).to_be_focused()
    look(page, "min-dag-rad-fel")
    meeting.get_by_label("Anteckning").fill("Leyla trivs i köket.")
    meeting.get_by_role("button", name="Spara").click()
    done = page.locator(".undo-row")
    expect(done).to_be_focused()
    expect(done).to_contain_text("Mötet med Leyla Özdemir är genomfört och anteckningen står i journalen.")
    expect(done.get_by_role("button", name="Ångra")).to_have_count(0)
    expect(page.locator("[data-row]")).to_have_count(before - 1)
    expect(page.locator(".lead")).to_contain_text(f"{before - 1} saker att göra")
    look(page, "min-dag-rad-klar")
    assert JournalEntry.objects.filter(text="Leyla trivs i köket.").count() == 1
    assert Meeting.objects.get().state == Meeting.State.HELD
    expect(page).to_have_url("/min-dag/")


def test_what_can_be_taken_back_is_taken_back(
    people: People, page: Page, sign_in: Callable[[User], None], look: Look
) -> None:
    sign_in(people.anna)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/min-dag/")
    mend = row(page, "Avvikelse på arbetsplatsen")
    mend.get_by_role("link", name="Åtgärda avvikelsen").click()
    mend.get_by_label("Vad har ni gjort?").fill("Två på passet från i dag.")
    look(page, "min-dag-rad-telefon")
    mend.get_by_role("button", name="Föreslå stängning").click()
    done = page.locator(".undo-row")
    expect(done).to_contain_text("Avvikelsen är föreslagen för stängning.")
    assert Deviation.objects.get().proposed_on == today()
    done.get_by_role("button", name="Ångra").click()
    expect(page.get_by_text("Ångrat. Raden är tillbaka.")).to_be_attached()
    expect(row(page, "Avvikelse på arbetsplatsen").get_by_role("link", name="Åtgärda avvikelsen")).to_be_focused()
    expect(page.locator(".undo-row")).to_have_count(0)
    assert Deviation.objects.get().proposed_on is None

    meeting = row(page, "Hur gick mötet?")
    meeting.get_by_role("link", name="Skriv hur det gick").click()
    meeting.get_by_label("Inställt").check()
    meeting.get_by_role("button", name="Spara").click()
    page.locator(".undo-row").get_by_role("button", name="Ångra").click()
    expect(row(page, "Hur gick mötet?")).to_be_visible()
    assert Meeting.objects.get().state == Meeting.State.PLANNED

    late = row(page, "Uppföljning av planen")
    late.get_by_role("link", name="Registrera uppföljningen").click()
    late.get_by_label("Det här kom ni överens om").fill("Leyla prövar frukosten.")
    late.get_by_role("button", name="Registrera uppföljningen").click()
    expect(page.locator(".undo-row")).to_contain_text("Uppföljningen är registrerad och finns i journalen.")
    look(page, "min-dag-uppfoljd")
    assert FollowUp.objects.filter(held_on=today()).count() == 1


def test_without_scripts_the_button_leads_to_the_page(people: People, browser, live_server, sign_in, context) -> None:
    sign_in(people.anna)
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto("/min-dag/")
    row(page, "Hur gick mötet?").get_by_role("link", name="Skriv hur det gick").click()
    expect(page.get_by_role("heading", name="Hur gick mötet?")).to_be_visible()
    plain.close()
