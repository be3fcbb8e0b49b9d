"""Place somebody: employer, internship, AMI that waits for its plan, extension and end, in a real browser."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import last_day, today
from placements.models import Employer, Employment, Internship, SupervisorTraining
from tests.factories import (
    EmploymentFactory,
    EnrolmentFactory,
    PlanVersionFactory,
    SupervisorFactory,
    WorkplaceFactory,
    agreed,
    make_people,
)
from tests.placements.room import placed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def enrolment(people):
    return EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="Amina",
        participant__last_name="Öberg",
        consultant=people.anna,
        opened_on=today() - dt.timedelta(days=90),
    )


@pytest.fixture
def workplace():
    return WorkplaceFactory(name="Köket på Ängen", employer__name="Vård- och omsorgsförvaltningen")


def day(number: int) -> str:
    return (today() + dt.timedelta(days=number)).isoformat()


def choose(page: Page, label: str, typed: str, hit: str) -> None:
    field = page.get_by_label(label, exact=False).first
    field.press_sequentially(typed)
    page.get_by_role("option", name=hit).first.click()
    expect(field).not_to_have_value(typed)


def test_an_ami_waits_for_its_plan_and_then_starts(page: Page, sign_in, look, people, enrolment, workplace):
    SupervisorFactory(first_name="Stina", last_name="Åkesson", employer=workplace.employer)
    sign_in(people.anna)
    tab = f"/deltagare/{enrolment.participant.uuid}/placering/"
    page.goto(tab)
    look(page, "placering-tom")
    page.get_by_role("link", name="Ny anställning").click()

    page.get_by_label("Anställningsform").select_option(label="AMI-anställning")
    page.get_by_label("Första dag").fill(day(7))
    latest = last_day(today() + dt.timedelta(days=7), 24)
    expect(page.locator("#tidsgrans")).to_contain_text(f"Sista dagen kan vara senast {latest}.")
    page.get_by_label("Sista dag", exact=True).fill((latest + dt.timedelta(days=1)).isoformat())
    choose(page, "Arbetsplats", "äng", "Köket på Ängen")
    choose(page, "Handledare", "åke", "Stina Åkesson")
    look(page, "placering-ny-anstallning")
    page.get_by_role("button", name="Lägg in anställningen").click()

    expect(page.get_by_role("alert")).to_contain_text("Planen behöver vara överenskommen senast")
    expect(page.get_by_role("alert")).to_contain_text("högst 24 månader")
    look(page, "placering-ny-anstallning-nekad")
    assert not Employment.objects.exists()

    agreed(PlanVersionFactory(enrolment=enrolment), today())
    page.get_by_label("Sista dag", exact=True).fill(latest.isoformat())
    page.get_by_label("Uppgift om kollektivavtal").check()
    page.get_by_role("button", name="Lägg in anställningen").click()
    expect(page).to_have_url(re.compile(f"{tab}$"))
    expect(page.get_by_text("24 av 24 månader använda, ingen tid kvar")).to_be_visible()
    look(page, "placering")
    employment = Employment.objects.get()
    assert (employment.last_day, employment.supervisions.count()) == (latest, 1)


def test_a_running_employment_is_shortened_and_shown(page: Page, sign_in, look, people, enrolment, workplace):
    version = PlanVersionFactory(enrolment=enrolment)
    agreed(version, today() - dt.timedelta(days=80))
    employment = placed(
        EmploymentFactory,
        enrolment=enrolment,
        workplace=workplace,
        employer=workplace.employer,
        first_day=today() - dt.timedelta(days=70),
        last_day=today() + dt.timedelta(days=200),
    )
    sign_in(people.anna)
    page.goto(f"/deltagare/{enrolment.participant.uuid}/placering/")
    look(page, "placering-pagar")
    page.get_by_role("link", name="Avsluta eller förkorta").click()
    look(page, "placering-avsluta")
    page.get_by_label("Sista dag").fill(day(30))
    page.get_by_label("Annat arbete").check()
    page.get_by_role("button", name="Spara slutet").click()
    expect(page.get_by_text(f"Sista dagen är {day(30)}.")).to_be_visible()
    page.goto(f"/anstallningar/{employment.uuid}/")
    look(page, "anstallning")
    page.goto("/placeringar/?slutar=30")
    expect(page.get_by_role("row")).to_have_count(2)
    look(page, "placeringar")
    page.goto(workplace.employer.get_absolute_url())
    look(page, "arbetsgivare")
    page.goto(employment.supervisions.get().supervisor.get_absolute_url())
    look(page, "handledare")


def test_a_new_employer_a_supervisor_and_a_praktik(page: Page, sign_in, look, people, enrolment):
    sign_in(people.anna)
    page.goto("/arbetsgivare/")
    look(page, "arbetsgivare-lista")
    page.get_by_role("link", name="Ny arbetsgivare").click()
    page.get_by_role("textbox", name="Namn").fill("Ågrens bageri")
    page.get_by_label("Slag").select_option(label="Privat")
    look(page, "arbetsgivare-ny")
    page.get_by_role("button", name="Lägg in arbetsgivaren").click()
    expect(page.get_by_role("heading", name="Ågrens bageri")).to_be_visible()
    assert Employer.objects.get().workplaces.get().name == "Ågrens bageri"

    page.goto("/handledare/")
    look(page, "handledare-lista")
    page.get_by_role("link", name="Ny handledare").click()
    page.get_by_label("Förnamn").fill("Örjan")
    page.get_by_label("Efternamn").fill("Ågren")
    choose(page, "Arbetsgivare", "ågr", "Ågrens bageri")
    look(page, "handledare-ny")
    page.get_by_role("button", name="Lägg in handledaren").click()
    expect(page.get_by_role("heading", name="Örjan Ågren")).to_be_visible()

    page.goto(f"/deltagare/{enrolment.participant.uuid}/placering/")
    page.get_by_role("link", name="Ny praktik").click()
    page.get_by_label("Första dag").fill(day(3))
    page.get_by_label("Sista dag").fill(day(60))
    page.get_by_label("Timmar i veckan").fill("25")
    choose(page, "Arbetsplats", "ågr", "Ågrens bageri")
    choose(page, "Handledare", "ågr", "Örjan Ågren")
    page.get_by_label("Praktik", exact=True).check()
    page.get_by_role("button", name="Lägg in praktiken").click()
    expect(page.get_by_text("saknar handledarutbildning")).to_be_visible()
    look(page, "placering-varning")
    page.get_by_label("saknar handledarutbildning").check()
    page.get_by_label("Det finns inget ansvarsavtal med Ågrens bageri").check()
    page.get_by_role("button", name="Lägg in praktiken").click()
    expect(page.get_by_text("är inlagd.")).to_be_visible()
    assert Internship.objects.get().supervisions.count() == 1


def test_somebody_stands_in_during_a_holiday(page: Page, sign_in, look, people, enrolment, workplace):
    agreed(PlanVersionFactory(enrolment=enrolment), today() - dt.timedelta(days=80))
    SupervisorFactory(employer=workplace.employer, first_name="Vera", last_name="Vik", trained_on=today())
    employment = placed(
        EmploymentFactory,
        enrolment=enrolment,
        workplace=workplace,
        employer=workplace.employer,
        first_day=today() - dt.timedelta(days=70),
        last_day=today() + dt.timedelta(days=200),
    )
    sign_in(people.anna)
    page.goto(f"/anstallningar/{employment.uuid}/")
    page.get_by_role("link", name="Byt handledare").click()
    choose(page, "Ny handledare", "vik", "Vera Vik")
    page.get_by_label("Från och med").fill(day(7))
    page.get_by_label("Till och med").fill(day(300))
    page.get_by_role("button", name="Spara handledaren").click()
    expect(page.get_by_role("alert")).to_contain_text(f"Placeringen slutar {day(200)}.")
    look(page, "star-in-nekad")
    page.get_by_label("Till och med").fill(day(20))
    page.get_by_role("button", name="Spara handledaren").click()
    expect(page.get_by_text("Vera Vik står in")).to_be_visible()
    page.goto(f"/anstallningar/{employment.uuid}/")
    expect(page.get_by_text("Står in", exact=True)).to_be_visible()
    look(page, "anstallning-star-in")
    page.get_by_role("link", name="Ändra tiden för Vera Vik").click()
    look(page, "star-in-andra")
    page.get_by_label("Det blev inte av: ta bort").check()
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Vera Vik står inte in längre.")).to_be_visible()
    assert employment.supervisions.count() == 1


def test_a_training_that_lapses_is_answered_for_in_the_day(page: Page, sign_in, look, people, enrolment, workplace):
    agreed(PlanVersionFactory(enrolment=enrolment), today() - dt.timedelta(days=80))
    employment = placed(
        EmploymentFactory,
        enrolment=enrolment,
        workplace=workplace,
        employer=workplace.employer,
        first_day=today() - dt.timedelta(days=70),
        last_day=today() + dt.timedelta(days=200),
    )
    SupervisorTraining.objects.update(kind="own", held_on="2024-01-01", valid_until=today() + dt.timedelta(days=20))
    sign_in(people.anna)
    page.goto("/min-dag/")
    row = page.get_by_role("listitem").filter(has_text="Handledarens utbildning")
    expect(row).to_be_visible()
    look(page, "min-dag-utbildning")
    page.goto(f"/handledarskap/{employment.supervisions.get().uuid}/utbildning/")
    look(page, "handledarens-utbildning")
    page.get_by_label("Varför går handledningen vidare?").fill("Går kursen i februari.")
    page.get_by_role("button", name="Handledningen går vidare").click()
    expect(page.get_by_text("Det är noterat att handledningen går vidare.")).to_be_visible()
    expect(page.get_by_text("Går kursen i februari.")).to_be_visible()
    page.goto("/min-dag/")
    expect(row).to_have_count(0)
