"""From the post to a participant, and a file of referrals with errors, as a consultant does it."""

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from amc.staff.models import User
from participants.models import Enrolment, Participant, Referral, Source, TeamRule
from tests.factories import People, ReferralFactory, TeamFactory, at, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page, str], None]
SignIn = Callable[[User], None]


@pytest.fixture
def people() -> People:
    people = make_people()
    for user in (people.anna, people.bo):
        user.team = people.team
        user.save()
    TeamRule.objects.create(unit=people.unit, order=1, below_age=25, team=TeamFactory(unit=people.unit, name="Ungdom"))
    TeamRule.objects.create(unit=people.unit, order=2, team=people.team)
    return people


def fill_inbox(people: People) -> None:
    """Referrals in every state that the inbox shows."""
    day = today()
    common = {"unit": people.unit, "team": people.team, "seen_at": at(day)}
    for ago, name, code, request, state in (
        (12, ("Dawit", "Haile"), "vuxenenheten", "Behöver komma ut i arbetsträning, helst i kök.", "unseen"),
        (5, ("Leyla", "Özdemir"), "etablering", "Har arbetat som undersköterska i hemlandet. Språkpraktik.", "unseen"),
        (1, ("Eva-Lena", "Östergren"), "af", "", "unseen"),
        (8, ("Björn", "Åkerlund"), "af", "Jobbgaranti, söker praktik inom fastighetsskötsel.", "seen"),
        (20, ("Nimo", "Warsame"), "vuxenenheten", "Se bilagd kartläggning.", "supplement"),
    ):
        ReferralFactory(
            **common,
            first_name=name[0],
            last_name=name[1],
            source=Source.objects.get(code=code),
            request=request,
            state=state,
            received_on=day - dt.timedelta(days=ago),
            decision_reason="Kartläggningen saknas." if state == "supplement" else "",
        )


def test_log_by_hand_and_enrol(people: People, page: Page, sign_in: SignIn, look: Look) -> None:
    sign_in(people.anna)
    page.goto("/anvisningar/")
    expect(page.get_by_text("Inkorgen är tom")).to_be_visible()
    page.get_by_role("link", name="Ny anvisning").click()
    page.get_by_label("Person- eller samordningsnummer").fill("900101-2386")
    page.get_by_label("Förnamn").fill("Amina")
    page.get_by_label("Efternamn").fill("Ahmed")
    page.get_by_label("Arbetsförmedlingen").check()
    page.get_by_label("Vad remittenten ber om").fill("Praktik i kök, gärna på förmiddagar.")
    look(page, "anvisning-ny")
    page.get_by_role("button", name="Lägg in anvisningen").click()
    expect(page.get_by_role("alert").first).to_contain_text("Kontrollsiffran stämmer inte")
    look(page, "anvisning-ny-fel")
    page.get_by_label("Person- eller samordningsnummer").fill("900101-2385")
    page.get_by_role("button", name="Lägg in anvisningen").click()
    expect(page.get_by_text("Anvisningen är inlagd.")).to_be_visible()
    look(page, "anvisning-inlagd")
    page.get_by_role("link", name="Ta emot").click()
    look(page, "anvisning-ta-emot")
    page.get_by_label("är ny här och läggs upp").check()
    page.get_by_role("button", name="Skriv in").click()
    page.wait_for_url("**/deltagare/**")
    person = Participant.objects.get()
    assert page.url.endswith(f"/deltagare/{person.uuid}/")
    assert (person.full_name, person.identity_numbers.get().number) == ("Amina Ahmed", "199001012385")
    assert Enrolment.objects.get().consultant in (people.anna, people.bo)


def test_open_read_and_answer_in_place(people: People, page: Page, sign_in: SignIn, look: Look) -> None:
    fill_inbox(people)
    sign_in(people.anna)
    page.goto("/anvisningar/")
    expect(page.locator("#olasta")).to_contain_text("3 olästa")
    look(page, "anvisningar")
    page.get_by_role("link", name="Dawit Haile").click()
    expect(page.get_by_role("heading", name="Dawit Haile")).to_be_visible()
    expect(page.get_by_text("Läst av Anna Ängström")).to_be_visible()
    expect(page.locator("#olasta")).to_contain_text("2 olästa")
    assert Referral.objects.get(last_name="Haile").state == "seen"
    assert page.url.endswith(Referral.objects.get(last_name="Haile").get_absolute_url())
    look(page, "anvisning-oppen")
    page.get_by_role("link", name="Lämna tillbaka").click()
    page.get_by_role("button", name="Lämna tillbaka").click()
    expect(page.get_by_role("alert").first).to_contain_text("Skriv varför")
    look(page, "anvisning-aterlamna")
    page.get_by_label("Varför lämnas den tillbaka?").fill("Bor i en annan kommun.")
    page.get_by_role("button", name="Lämna tillbaka").click()
    expect(page.get_by_text("Anvisningen är återlämnad.")).to_be_visible()
    expect(page.get_by_role("link", name="Dawit Haile")).to_have_count(0)


def test_without_scripts_everything_has_its_page(
    people: People, browser, live_server, sign_in: SignIn, context
) -> None:
    fill_inbox(people)
    sign_in(people.anna)
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    plain.add_cookies(context.cookies())
    page = plain.new_page()
    page.goto("/anvisningar/")
    page.get_by_role("link", name="Dawit Haile").click()
    page.get_by_role("button", name="Markera som läst").click()
    expect(page.get_by_text("Läst av Anna Ängström")).to_be_visible()
    page.get_by_role("link", name="Avböj").click()
    page.get_by_label("Varför avböjs den?").fill("Vi har ingen plats.")
    page.get_by_role("button", name="Avböj").click()
    expect(page.get_by_text("Anvisningen är avböjd.")).to_be_visible()
    plain.close()


def workbook(*rows: list) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Anvisningar till Jobbtorg Centrum"])
    book.active.append([])
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_import_a_file_with_errors(people: People, page: Page, sign_in: SignIn, look: Look) -> None:
    day = today().isoformat()
    content = workbook(
        ["Personnr", "Förnamn", "Efternamn", "Inkommen", "Remitterande", "Mobil"],
        [199001012385, "Amina", "Ahmed", day, "Arbetsförmedlingen", "070-000 00 01"],
        ["19910305-2396", "Björn", "Åkerlund", day, "Vuxenenheten", None],
        ["19910305-2397", "Carl", "Ek", "i går", "Polisen", None],
        ["19900103-2391", "Dawit", "Haile", day, "KAA", None],
        [199001012385, "Amina", "Ahmed", day, "Arbetsförmedlingen", None],
    )
    sign_in(people.anna)
    page.goto("/anvisningar/importera/")
    look(page, "import-start")
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": "anvisningar november.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_role("button", name="Granska filen").click()
    expect(page.get_by_role("heading", name="Vad betyder kolumnerna?")).to_be_visible()
    look(page, "import-kolumner")
    page.get_by_label("Remitterande").select_option(label="Remittent")
    page.get_by_role("button", name="Visa raderna").click()
    expect(page.get_by_role("link", name="Med fel 2")).to_be_visible()
    expect(page.get_by_text("Remittent ”Polisen” känns inte igen")).to_be_visible()
    look(page, "import-granska")
    assert not Referral.objects.exists()
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta som XLSX").click()
    failed = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    assert [cell.value for cell in failed[1]][-1] == "Fel"
    assert failed.max_row == 3
    page.get_by_role("button", name="Importera 2 anvisningar").dblclick()
    expect(page.get_by_text("2 anvisningar importerades.")).to_be_visible()
    look(page, "import-klar")
    assert Referral.objects.count() == 2
