"""Finding somebody in the list, changing who they are, and handing the case over, as a consultant does it."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from amc.staff.models import User
from participants.models import CaseAssignment, Enrolment, OutsideContact, Participant
from tests.factories import (
    EnrolmentFactory,
    IdentityNumberFactory,
    JournalEntryFactory,
    MeetingFactory,
    People,
    TeamFactory,
    UserFactory,
    at,
    make_people,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page, str], None]
SignIn = Callable[[User], None]

NAMES = [
    ("Amina", "Ahmed"),
    ("Björn", "Åkerlund"),
    ("Dawit", "Haile"),
    ("Eva-Lena Margareta", "Östergren von Rosenstierna-Lagercrantz"),
    ("Leyla", "Özdemir"),
    ("Li", "Ek"),
    ("Nimo", "Warsame"),
    ("Zahra", "Mohammadi Hosseinzadeh"),
]


@pytest.fixture
def people() -> People:
    return make_people()


def enrol(people: People, first_name: str, last_name: str, **fields) -> Enrolment:
    values = {"consultant": people.anna, "team": people.team, "opened_on": today() - dt.timedelta(days=200)} | fields
    return EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name=first_name,
        participant__last_name=last_name,
        **values,
    )


def fill_list(people: People) -> None:
    """Cases in every state that the list shows."""
    long = TeamFactory(unit=people.unit, name="Etablering och språk för nyanlända")
    for place, (first, last) in enumerate(NAMES):
        day = today() - dt.timedelta(days=9 * place)
        case = enrol(people, first, last, team=long if place % 2 else people.team)
        if place % 3:
            JournalEntryFactory(enrolment=case, occurred_at=at(day))
        if place % 2:
            starts = at(today() + dt.timedelta(days=place))
            MeetingFactory(enrolment=case, starts_at=starts, ends_at=starts + dt.timedelta(hours=1))
    enrol(people, "Ingen", "Alls", consultant=None)


def test_the_list(people: People, page: Page, sign_in: SignIn, look: Look) -> None:
    sign_in(people.anna)
    page.goto("/deltagare/")
    expect(page.get_by_text("Du har inga deltagare här.")).to_be_visible()
    look(page, "deltagare-tom")
    fill_list(people)
    page.goto("/deltagare/")
    expect(page.get_by_role("row")).to_have_count(9)
    look(page, "deltagare")
    page.get_by_label("Konsulent").select_option(label="Hela enheten")
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page.get_by_role("link", name="Ingen Alls")).to_be_visible()
    expect(page.get_by_role("row", name="Amina Ahmed").get_by_role("cell", name="36", exact=True)).to_be_visible()
    assert "konsulent=alla" in page.url
    look(page, "deltagare-enheten")
    page.get_by_label("Sök på namn").fill("özd")
    page.get_by_role("button", name="Sök", exact=True).click()
    expect(page.get_by_role("row")).to_have_count(2)
    assert "zd" not in page.url
    page.get_by_role("link", name="Leyla Özdemir").click()
    expect(page.get_by_role("heading", name="Leyla Özdemir")).to_be_visible()


def test_the_person(people: People, page: Page, sign_in: SignIn, look: Look) -> None:
    case = enrol(people, "Amina", "Ahmed")
    person = case.participant
    # Skatteverket's own example of a samordningsnummer.
    IdentityNumberFactory(participant=person, number="197010632391", kind="samordningsnummer")
    sign_in(people.anna)
    page.goto(f"/deltagare/{person.uuid}/")
    page.get_by_role("button", name="Mer", exact=True).click()
    look(page, "person-meny")
    page.get_by_role("link", name="Ändra uppgifter").click()
    look(page, "person-andra")
    Participant.objects.filter(pk=person.pk).update(phone="070-000 00 01", revision=person.revision + 1)
    page.get_by_label("Telefon").fill("070-000 00 02")
    page.get_by_label("Födelsedatum").fill("2090-01-01")
    page.get_by_role("button", name="Spara uppgifterna").click()
    expect(page.get_by_role("alert").first).to_contain_text("ligger framåt")
    page.get_by_label("Födelsedatum").fill("1990-01-02")
    page.get_by_role("button", name="Spara uppgifterna").click()
    expect(page.get_by_text("Ni har båda ändrat här")).to_be_visible()
    look(page, "person-andra-samtidigt")
    page.get_by_role("button", name="Spara uppgifterna").click()
    expect(page.get_by_text("Uppgifterna är sparade.")).to_be_visible()
    assert Participant.objects.get().phone == "070-000 00 02"

    page.get_by_role("link", name="Visa personnummer").click()
    expect(page.locator("#personnummer")).to_contain_text("19701063-2391")
    page.locator("#personnummer").get_by_role("link", name="Byt").click()
    page.get_by_label("Nytt person- eller samordningsnummer").fill("900101-2385")
    look(page, "person-nummer")
    page.get_by_role("button", name="Byt nummer").click()
    expect(page.get_by_text("Tidigare nummer")).to_be_visible()
    look(page, "person-nummer-bytt")

    page.goto(f"/deltagare/{person.uuid}/kontakter/ny/")
    page.get_by_label("Organisation").select_option(label="Försäkringskassan")
    page.get_by_role("button", name="Spara kontakten").click()
    expect(page.get_by_role("alert").first).to_contain_text("Skriv kontaktpersonens namn")
    look(page, "person-kontakt-fel")
    page.get_by_role("textbox", name="Namn (fr").fill("Kim Karlsson")
    page.get_by_role("button", name="Spara kontakten").click()
    page.wait_for_url(f"**/deltagare/{person.uuid}/")
    assert OutsideContact.objects.get().name == "Kim Karlsson"
    page.get_by_role("link", name="Dokument och historik").click()
    expect(page.get_by_role("link", name="Ändra Kim Karlsson")).to_be_visible()
    look(page, "person-historik")


def test_who_works_with_the_case(people: People, page: Page, sign_in: SignIn, look: Look) -> None:
    case = enrol(people, "Amina", "Ahmed")
    for last_name in ("Dahl", "Ek", "Fors", "Grahn"):
        UserFactory(unit=people.unit, last_name=last_name)
    sign_in(people.anna)
    page.goto(f"/deltagare/{case.participant.uuid}/")
    page.get_by_role("button", name="Mer", exact=True).click()
    page.get_by_role("link", name="Lägg till specialist").click()
    page.get_by_label("Vem").select_option(label="Sara Svensson")
    look(page, "arende-specialist")
    page.get_by_role("button", name="Lägg till").click()
    look(page, "arende-personal")
    page.get_by_role("link", name="Lämna över ärendet").click()
    page.get_by_role("button", name="Lämna över ärendet").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    look(page, "arende-lamna-over-fel")
    page.get_by_label("Bo Bergqvist, 0 pågående").check()
    page.get_by_label("Varför").fill("Byter team.")
    page.get_by_role("button", name="Lämna över ärendet").dblclick()
    expect(page.get_by_text("Bo Bergqvist har nu ärendet.")).to_be_visible()
    look(page, "arende-lamnat")
    assert Enrolment.objects.get().consultant == people.bo
    assert CaseAssignment.objects.filter(part="consultant").count() == 2
