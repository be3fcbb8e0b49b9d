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
