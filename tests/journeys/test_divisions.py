"""How many praktikplatser the municipality offers, as the enhetschef finds out."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from amc.calendar import today
from amc.staff.models import User
from tests.factories import EmployerFactory, EnrolmentFactory, InternshipFactory, WorkplaceFactory, make_people
from tests.matching.room import OpeningFactory, ProposalFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_places_of_the_divisions_against_the_target(
    page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]
) -> None:
    people = make_people()
    sign_in(people.eva)
    page.goto("/oversikt/")
    page.get_by_role("link", name="Praktikplatser", exact=True).click()
    expect(page.get_by_text("Ingen kommunal arbetsplats är inlagd")).to_be_visible()
    look(page, "divisions-empty")

    municipality = EmployerFactory(name="Nyköpings kommun")
    for name, places in (
        ("Vård och omsorg", 24),
        ("Barn, utbildning, kultur", 31),
        ("Äldreomsorg i egen regi", 9),
        ("Teknik", 0),
    ):
        workplace = WorkplaceFactory(employer=municipality, division=name, name=f"{name} 1")
        if places:
            opening = OpeningFactory(workplace=workplace, places=places)
            enrolment = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
            ProposalFactory(opening=opening, enrolment=enrolment, state="accepted")
            with transaction.atomic():
                InternshipFactory(
                    enrolment=enrolment,
                    workplace=workplace,
                    first_day=today() - dt.timedelta(days=30),
                    last_day=today() + dt.timedelta(days=30),
                )
    page.goto("/platser/")
    look(page, "openings-of-divisions")
    page.get_by_role("link", name="Praktikplatser i kommunen").click()
    expect(page.get_by_text("64 av 100 praktikplatser: 64 procent av målet, 36 platser kvar")).to_be_visible()
    look(page, "divisions")
    page.get_by_role("link", name="Erbjudna", exact=True).click()
    expect(page).to_have_url("/platser/praktikplatser/?sortera=offered")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Teknik")
    page.get_by_role("row").filter(has_text="Barn, utbildning").get_by_role("link", name="30").click()
    expect(page.get_by_label("Avdelning").locator("option:checked")).to_have_text("Barn, utbildning, kultur")
    expect(page.get_by_text("30 av 31 lediga")).to_be_visible()
    look(page, "openings-of-a-division")
    page.go_back()
    page.get_by_role("row").filter(has_text="Äldreomsorg").get_by_role("link", name="1", exact=True).last.click()
    expect(page.get_by_role("heading", name="Placeringar")).to_be_visible()
    expect(page.get_by_role("row").nth(1)).to_contain_text("Äldreomsorg i egen regi 1")
    look(page, "internships-of-a-division")
