"""The register of supervisors as the consultant has it: what they have been trained in, and where they supervise."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from amc.staff.models import User
from tests.factories import EmployerFactory, EmploymentFactory, SupervisorFactory, WorkplaceFactory, make_people
from tests.placements.room import placed, ready_for_ami

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def ago(days: int) -> str:
    return f"{today() - dt.timedelta(days=days)}"


def test_a_training_is_entered_corrected_and_struck(
    page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]
) -> None:
    people = make_people()
    employer = EmployerFactory(name="Vård- och omsorgsförvaltningen")
    monica = SupervisorFactory(
        employer=employer,
        first_name="Monica",
        last_name="Hedbrant",
        trained_on=today() - dt.timedelta(days=900),
        trained_until=today() - dt.timedelta(days=3),
    )
    employment = placed(
        EmploymentFactory,
        enrolment=ready_for_ami(people),
        employer=employer,
        workplace=WorkplaceFactory(employer=employer, name="Köket"),
        supervisor=monica,
        first_day=today() - dt.timedelta(days=70),
        last_day=today() + dt.timedelta(days=200),
    )
    sign_in(people.anna)
    page.goto(f"/handledarskap/{employment.supervisions.get().uuid}/utbildning/")
    expect(page.get_by_text("Har slutat gälla")).to_be_visible()
    look(page, "handledarens-utbildning-slut")
    page.get_by_role("link", name="Lägg in en ny utbildning").click()
    page.get_by_role("button", name="Lägg in utbildningen").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Skolverket").check()
    page.get_by_label("När").fill(ago(-5))
    page.get_by_label("Var intyget finns").fill("Pärm 3")
    page.get_by_role("button", name="Lägg in utbildningen").click()
    expect(page.get_by_role("alert")).to_contain_text("Utbildningen har inte varit än.")
    look(page, "utbildning-nekad")
    page.get_by_label("När").fill(ago(10))
    page.get_by_role("button", name="Lägg in utbildningen").click()
    expect(page.get_by_text("Du behöver inte svara.")).to_be_visible()
    page.goto(monica.get_absolute_url())
    page.get_by_role("link", name="Ny utbildning").click()
    page.get_by_label("Egen utbildning").check()
    page.get_by_label("När").fill(ago(1))
    page.get_by_role("button", name="Lägg in utbildningen").click()
    page.get_by_role("link", name=f"Stryk utbildningen Egen utbildning {ago(1)}").click()
    page.get_by_label("Varför?").fill("Lades på fel handledare.")
    look(page, "utbildning-stryk")
    page.get_by_role("button", name="Stryk").click()
    page.get_by_role("link", name=f"Ändra utbildningen Skolverket {ago(10)}").click()
    page.get_by_label("Gäller till och med").fill(ago(-700))
    page.get_by_role("button", name="Spara ändringarna").click()
    page.get_by_text("1 struken").click()
    expect(page.get_by_text("Lades på fel handledare.")).to_be_visible()
    look(page, "handledare-utbildningar")
    assert monica.trainings.standing().count() == 2


def choose(page: Page, label: str, typed: str, hit: str) -> None:
    field = page.get_by_label(label, exact=True).first
    field.press_sequentially(typed)
    page.get_by_role("option").filter(has_text=hit).first.click()
    expect(field).not_to_have_value(typed)


def test_a_supervisor_who_serves_several_places_is_offered_there(
    page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]
) -> None:
    people = make_people()
    case = ready_for_ami(people)
    rut = SupervisorFactory(
        employer=EmployerFactory(name="Coompanion"), first_name="Rut", last_name="Rask", trained_on=today()
    )
    kitchen = WorkplaceFactory(employer=EmployerFactory(name="Måltidsenheten"), name="Köket Ängen")
    sign_in(people.anna)
    page.goto(rut.get_absolute_url())
    page.get_by_role("link", name="Ny arbetsplats").click()
    choose(page, "Arbetsplats", "köket", "Köket Ängen")
    page.get_by_label("Till och med").fill(ago(5))
    page.get_by_role("button", name="Lägg in arbetsplatsen").click()
    expect(page.get_by_role("alert")).to_contain_text("Sista dagen behöver vara tidigast")
    look(page, "handledare-arbetsplats-nekad")
    page.get_by_label("Till och med").fill(ago(-30))
    page.get_by_role("button", name="Lägg in arbetsplatsen").click()
    expect(page.get_by_text("Rut Rask finns nu också på Köket Ängen.")).to_be_visible()
    look(page, "handledare-arbetsplatser")
    page.goto(kitchen.employer.get_absolute_url())
    expect(page.get_by_text("Från Coompanion")).to_be_visible()
    look(page, "arbetsgivare-med-handledare-fran-annan")
    page.goto(f"/deltagare/{case.participant.uuid}/placering/ny-praktik/")
    choose(page, "Arbetsplats", "köket", "Köket Ängen")
    page.get_by_label("Handledare", exact=True).first.focus()
    offered = page.get_by_role("option").filter(has_text="Rut Rask").first
    expect(offered).to_contain_text("också Köket Ängen")
    offered.click()
    page.get_by_label("Praktik", exact=True).check()
    page.get_by_label("Första dag").fill(ago(0))
    page.get_by_label("Sista dag").fill(ago(-80))
    page.get_by_label("Timmar i veckan").fill("25")
    page.get_by_role("button", name="Lägg in praktiken").click()
    expect(page.get_by_text(f"Rut Rask finns på arbetsplatsen till {ago(-30)}.")).to_be_visible()
    look(page, "praktik-handledaren-en-del-av-tiden")
