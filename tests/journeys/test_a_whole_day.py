"""The product's spine, from the anvisning to the result at closing, as those who work with it walk it."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import add_months, last_day, month_start, previous_month, today
from amc.staff.models import User
from amc.web.display import month as month_words
from handlingsplan.models import FollowUp, PlanVersion
from participants.models import Closure, Enrolment, JournalEntry, Participant, TeamRule
from placements.models import Employment, Internship, SupervisionMonth
from tests.factories import (
    EmploymentFactory,
    FollowUpFactory,
    JournalEntryFactory,
    People,
    SupervisorFactory,
    WorkplaceFactory,
    at,
    make_people,
)
from tests.placements.employer_room import AgreementFactory
from tests.placements.room import placed, ready_for_ami

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.slow]
Look = Callable[[Page, str], None]
SignIn = Callable[[User], None]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def people() -> People:
    people = make_people()
    people.anna.team = people.team
    people.anna.save()
    TeamRule.objects.create(unit=people.unit, order=1, team=people.team)
    return people


def day(number: int) -> str:
    return (today() + dt.timedelta(days=number)).isoformat()


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Deltagarens delar").get_by_role("link", name=name).click()


def choose(page: Page, label: str, typed: str, hit: str) -> None:
    field = page.get_by_label(label, exact=False).first
    field.press_sequentially(typed)
    page.get_by_role("option", name=hit).first.click()
    expect(field).not_to_have_value(typed)


def receive(page: Page, look: Look) -> None:
    """An anvisning by the post becomes an inskrivning of a person whose identity is confirmed."""
    page.get_by_role("link", name="Anvisningar").first.click()
    page.get_by_role("link", name="Ny anvisning").click()
    page.get_by_label("Person- eller samordningsnummer").fill("900101-2385")
    page.get_by_label("Förnamn").fill("Leyla")
    page.get_by_label("Efternamn").fill("Özdemir")
    page.get_by_label("Arbetsförmedlingen").check()
    page.get_by_label("Vad remittenten ber om").fill("Praktik i kök, gärna på förmiddagar.")
    page.get_by_role("button", name="Lägg in anvisningen").click()
    expect(page.get_by_text("Anvisningen är inlagd.")).to_be_visible()
    page.get_by_role("link", name="Ta emot").click()
    expect(page.get_by_text("Leyla Özdemir").first).to_be_visible()
    page.get_by_role("button", name="Skriv in").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    assert not Participant.objects.exists()
    look(page, "dag-ta-emot-obekraftad")
    page.get_by_label("är ny här och läggs upp").check()
    page.get_by_label("Konsulent").select_option(label="Anna Ängström, 0 pågående")
    page.get_by_role("button", name="Skriv in").click()
    page.wait_for_url("**/deltagare/**")
    expect(page.get_by_role("heading", name="Leyla Özdemir")).to_be_visible()
    look(page, "dag-inskriven")


def chart(page: Page) -> None:
    """One area of the kartläggning."""
    tab(page, "Kartläggning")
    page.get_by_role("link", name="Skriv utbildning").click()
    page.get_by_label("Med deltagarens egna ord").fill("Jag gick nio år i skolan i Izmir.")
    page.get_by_role("button", name="Spara området").click()
    expect(page.get_by_text("Utbildning är sparat.")).to_be_visible()


def write_journal(page: Page) -> None:
    """A note that is interrupted by a reload."""
    tab(page, "Journal")
    text = "Första samtalet. Leyla vill arbeta i kök och är ledig på förmiddagarna."
    page.get_by_role("textbox", name="Anteckning").fill(text)
    expect(page.get_by_text("Sparat")).to_be_visible()
    page.reload()
    expect(page.get_by_role("textbox", name="Anteckning")).to_have_value(text)
    page.get_by_label("Slag", exact=True).select_option("samtal")
    page.get_by_role("button", name="Spara anteckningen").click()
    expect(page.locator(".entry__text", has_text=text)).to_be_visible()
    assert JournalEntry.objects.filter(text=text).count() == 1


def agree_on_a_plan(page: Page, look: Look) -> None:
    """A goal and an activity, agreed by both."""
    tab(page, "Plan")
    page.get_by_role("button", name="Skapa handlingsplan").click()
    page.get_by_role("link", name="Skriv det här vill jag").click()
    page.get_by_role("textbox", name="Det här vill jag").fill("Jag vill ha ett eget jobb.")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("textbox", name="Det här vill jag")).to_have_count(0)
    page.get_by_role("link", name="Lägg till mål").click()
    page.get_by_label("Mål", exact=True).fill("Jag vill arbeta i ett kök")
    page.get_by_role("button", name="Lägg till målet").click()
    expect(page.get_by_label("Mål", exact=True)).to_have_count(0)
    page.get_by_role("link", name="Lägg till aktivitet", exact=True).click()
    page.get_by_label("Vad ska göras?").fill("Besöka köket på Ängen")
    page.get_by_label("Senast").fill(day(14))
    page.get_by_label("Slags aktivitet").select_option(label="CV-kurs och ansökan")
    page.get_by_role("button", name="Lägg till aktiviteten").click()
    expect(page.get_by_label("Vad ska göras?")).to_have_count(0)
    page.get_by_role("link", name="Godkänn planen").click()
    page.get_by_label("Deltagaren har läst planen och godkänner den").check()
    page.get_by_label("Jag godkänner planen för enheten").check()
    page.get_by_role("button", name="Godkänn planen").click()
    expect(page.get_by_text("Gäller nu")).to_be_visible()
    look(page, "dag-plan")


def place_in_praktik(page: Page) -> None:
    tab(page, "Placering")
    page.get_by_role("link", name="Ny praktik").click()
    page.get_by_label("Första dag").fill(day(0))
    page.get_by_label("Sista dag").fill(day(60))
    page.get_by_label("Timmar i veckan").fill("25")
    choose(page, "Arbetsplats", "äng", "Köket på Ängen")
    choose(page, "Handledare", "åke", "Stina Åkesson")
    page.get_by_label("Praktik", exact=True).check()
    page.get_by_role("button", name="Lägg in praktiken").click()
    expect(page.get_by_text("är inlagd.")).to_be_visible()


def employ(page: Page, look: Look) -> None:
    """An AMI can't start on the day that its plan is agreed, but on the next [S0]."""
    page.get_by_role("link", name="Ny anställning").click()
    page.get_by_label("Anställningsform").select_option(label="AMI-anställning")
    page.get_by_label("Första dag").fill(day(0))
    page.get_by_label("Sista dag", exact=True).fill(last_day(today() + dt.timedelta(days=1), 12).isoformat())
    choose(page, "Arbetsplats", "äng", "Köket på Ängen")
    choose(page, "Handledare", "åke", "Stina Åkesson")
    page.get_by_role("button", name="Lägg in anställningen").click()
    refusal = page.get_by_role("alert")
    expect(refusal).to_contain_text(f"Planen behövde vara överenskommen senast {day(-1)}")
    expect(refusal).to_contain_text(f"Den blev överenskommen {day(0)}: välj {day(1)}")
    look(page, "dag-ami-samma-dag")
    assert not Employment.objects.exists()
    page.get_by_label("Första dag").fill(day(1))
    page.get_by_label("kollektivavtal").last.check()
    page.get_by_role("button", name="Lägg in anställningen").click()
    expect(page).to_have_url(re.compile(r"/placering/$"))
    look(page, "dag-placering")


def test_from_anvisning_to_anstallning(people: People, page: Page, sign_in: SignIn, look: Look) -> None:
    workplace = WorkplaceFactory(name="Köket på Ängen", employer__name="Vård- och omsorgsförvaltningen")
    SupervisorFactory(first_name="Stina", last_name="Åkesson", employer=workplace.employer)
    AgreementFactory(employer=workplace.employer)
    sign_in(people.anna)
    page.goto("/")
    expect(page).to_have_url(re.compile(r"/min-dag/$"))
    look(page, "dag-min-dag-tom")

    receive(page, look)
    case = Enrolment.objects.get()
    assert (case.consultant, case.team) == (people.anna, people.team)
    chart(page)
    write_journal(page)
    agree_on_a_plan(page, look)
    version = PlanVersion.objects.get()
    assert (version.state, version.agreed_on) == ("agreed", today())
    place_in_praktik(page)
    assert Internship.objects.get().supervisions.count() == 1
    employ(page, look)
    employment = Employment.objects.get()
    assert (employment.first_day, employment.supervisions.count()) == (today() + dt.timedelta(days=1), 1)
    assert FollowUp.objects.filter(enrolment=case, kind=FollowUp.Kind.AMI_YEARLY).exists()
    page.goto("/min-dag/")
    expect(page.get_by_role("link", name="Leyla Özdemir").first).to_be_visible()
    look(page, "dag-min-dag")


@pytest.fixture
def running(people: People) -> Employment:
    """Leyla works since two months, with Hans as her handledare; her follow-up is four days late."""
    first = add_months(month_start(today()), -2)
    case = ready_for_ami(
        people,
        participant__first_name="Leyla",
        participant__last_name="Özdemir",
        team=people.team,
    )
    JournalEntryFactory(enrolment=case, occurred_at=at(today() - dt.timedelta(days=7)))
    FollowUpFactory(enrolment=case, due_on=today() - dt.timedelta(days=4))
    return placed(
        EmploymentFactory,
        enrolment=case,
        supervisor=SupervisorFactory(user=people.hans, last_name="Hedlund"),
        first_day=first,
        last_day=add_months(first, 12) - dt.timedelta(days=1),
        tasks="Baka bröd och duka fram frukost",
    )


def confirm_on_the_phone(page: Page, look: Look) -> None:
    """Two taps after signing in."""
    page.set_viewport_size(PHONE)
    page.goto("/")
    expect(page).to_have_url(re.compile(r"/handledning/$"))
    words = month_words(previous_month(today()))
    waiting = page.get_by_role("region", name=f"{words.capitalize()}: gick allt som planerat?")
    waiting.get_by_text("Ja, bekräfta").click()
    waiting.get_by_role("button", name=f"Bekräfta {words}").click()
    expect(page.get_by_text("Tack!")).to_be_visible()
    look(page, "dag-bekraftad")
    page.set_viewport_size(DESK)


def pay(page: Page, look: Look) -> None:
    """One confirmed month is 500 kr, once, in the file after the cut-off day that comes next."""
    page.goto("/")
    expect(page).to_have_url(re.compile(r"/handledarersattning/$"))
    expect(page.locator(".lead")).to_contain_text("1 ersättning i urvalet, tillsammans 500 kr")
    look(page, "dag-ersattning")
    page.get_by_role("link", name="Lönefiler").click()
    expect(page.get_by_text("De går med i filen därpå.")).to_be_visible()
    look(page, "dag-lonefiler")


def see_and_open(page: Page, look: Look, figure: str) -> None:
    """From a figure of the overview to a case behind it."""
    page.goto("/")
    expect(page).to_have_url(re.compile(r"/oversikt/"))
    look(page, f"dag-oversikt-{figure.split()[0].lower()}")
    page.get_by_role("link", name=figure).first.click()
    expect(page.get_by_role("link", name="Leyla Özdemir").first).to_be_visible()
    look(page, f"dag-bakom-{figure.split()[0].lower()}")
    page.get_by_role("link", name="Leyla Özdemir").first.click()
    expect(page.get_by_role("heading", name="Leyla Özdemir")).to_be_visible()


def hold_the_follow_up(page: Page, look: Look) -> None:
    """In its row of Min dag, without leaving the page."""
    page.goto("/min-dag/")
    row = page.locator("[data-row]", has_text="Uppföljning av planen")
    expect(row).to_contain_text("4 dagar sent")
    row.get_by_role("link", name="Registrera uppföljningen").click()
    row.get_by_label("Det här kom ni överens om").fill("Leyla har fått ett fast jobb och slutar hos oss.")
    look(page, "dag-uppfoljning")
    row.get_by_role("button", name="Registrera uppföljningen").click()
    expect(page.locator(".undo-row")).to_contain_text("Uppföljningen är registrerad och finns i journalen.")


def close_to_work(page: Page, case: Enrolment, look: Look) -> None:
    """The employment ends for another, and then the case, with what Kolada needs."""
    page.goto(f"/deltagare/{case.participant.uuid}/placering/")
    page.get_by_role("link", name="Avsluta eller förkorta").first.click()
    page.get_by_label("Sista dag").fill(day(0))
    page.get_by_label("Annat arbete").check()
    page.get_by_role("button", name="Spara slutet").click()
    expect(page.get_by_text(f"Sista dagen är {day(0)}.")).to_be_visible()
    page.goto(f"/deltagare/{case.participant.uuid}/avsluta/")
    page.get_by_label("Orsak").select_option("arbete")
    page.get_by_label("Började arbeta").check()
    page.get_by_label("På den reguljära arbetsmarknaden").check()
    page.get_by_role("radio", name="Nej").first.check()
    page.get_by_label("Arbetet började").fill(day(-32))
    page.get_by_role("group", name="Får vi höra av oss").get_by_label("Ja").check()
    page.get_by_role("button", name="Avsluta ärendet").last.click()
    expect(page.get_by_text("är avslutat").first).to_be_visible()
    look(page, "dag-avslutad")


def answer_whether_it_lasted(page: Page) -> None:
    """The question of a month later, in its row."""
    page.goto("/min-dag/")
    row = page.locator("[data-row]", has_text="Varade arbetet en månad?")
    row.get_by_role("link", name="Svara").click()
    row.get_by_label("Ja").check()
    row.get_by_role("button", name="Svara").click()
    expect(page.locator(".undo-row")).to_contain_text("Svaret är sparat och räknas i statistiken.")


def test_from_the_months_at_work_to_the_result(
    people: People, running: Employment, page: Page, sign_in: SignIn, look: Look
) -> None:
    sign_in(people.hans)
    confirm_on_the_phone(page, look)
    assert SupervisionMonth.objects.get().month == previous_month(today())

    sign_in(people.ekonom)
    pay(page, look)

    sign_in(people.eva)
    see_and_open(page, look, "Försenat")

    sign_in(people.anna)
    hold_the_follow_up(page, look)
    assert FollowUp.objects.get(kind=FollowUp.Kind.PLAN, held_on=today()).agreed.startswith("Leyla har fått")
    close_to_work(page, running.enrolment, look)
    answer_whether_it_lasted(page)
    closure = Closure.objects.get()
    assert (closure.regular, closure.lasted_month) == (True, True)

    sign_in(people.eva)
    page.goto("/")
    kolada = page.get_by_role("link", name="enligt Kolada").first
    expect(kolada).to_contain_text("100")
    expect(kolada).to_contain_text("1 av 1")
    see_and_open(page, look, "Ut under perioden")
