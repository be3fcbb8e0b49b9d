"""An employer as the consultant has it: who decides, what was said, and what follows in Min dag."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from amc.staff.models import User
from placements.models import EmployerContact
from tests.factories import EmployerFactory, EmploymentFactory, WorkplaceFactory, make_people
from tests.placements.employer_room import EmployerContactFactory
from tests.placements.room import placed, ready_for_ami

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_contact_is_noted_in_place_and_its_step_is_done_in_min_dag(
    page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]
) -> None:
    people = make_people()
    employer = EmployerFactory(
        name="Västra Ängens livsmedel och grossist AB",
        kind="privat",
        org_number="4042341237",
        phone="0155-12 34 56",
        note="Ring helst före lunch.",
        opens_on=today() + dt.timedelta(days=60),
    )
    workplace = WorkplaceFactory(employer=employer, name="Lagret", division="Logistik", city="Nyköping")
    placed(EmploymentFactory, enrolment=ready_for_ami(people), employer=employer, workplace=workplace)
    EmployerContactFactory(
        employer=employer,
        kind="money",
        amount=12_000,
        held_on=today() - dt.timedelta(days=40),
        next_step="Hör om beslutet",
        next_on=today() - dt.timedelta(days=10),
        next_by=people.bo,
        done_on=today() - dt.timedelta(days=11),
        done_by=people.bo,
        outcome="Beviljat för våren.",
    )
    sign_in(people.anna)
    page.goto(employer.get_absolute_url())
    look(page, "employer")
    page.get_by_role("link", name="Ny", exact=True).click()
    page.get_by_role("textbox", name="Namn").fill("Disa Dahl")
    page.get_by_label("Roll").fill("Platschef")
    page.get_by_label("Telefon").fill("070-1740605")
    page.get_by_label("Är den som bestämmer").check()
    page.get_by_role("button", name="Lägg in kontaktpersonen").click()
    expect(page.get_by_text("Beslutar")).to_be_visible()
    page.get_by_role("link", name="Anteckna kontakt").click()
    form = page.locator("[data-row-form]")
    form.get_by_label("Sambesök med AF").check()
    form.get_by_label("Vad sades?").fill("De tar emot två på lagret om handledningen ordnas.")
    form.get_by_label("Med vem").select_option(label="Disa Dahl")
    form.get_by_label("Nästa steg").fill("Ring om lagret")
    form.get_by_role("button", name="Spara anteckningen").click()
    expect(form.get_by_text("Skriv senast när nästa steg ska vara gjort.").first).to_be_visible()
    look(page, "employer-note-error")
    form.get_by_label("Senast").fill((today() + dt.timedelta(days=3)).isoformat())
    form.get_by_role("button", name="Spara anteckningen").click()
    expect(page.get_by_text("De tar emot två på lagret")).to_be_visible()
    expect(page.locator("[data-row-form]").first).to_be_empty()
    look(page, "employer-noted")
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, "employer-phone")
    page.goto("/min-dag/")
    row = page.locator(".task", has_text="Ring om lagret")
    row.get_by_role("link", name="Hur gick det?", exact=False).click()
    look(page, "employer-step-phone")
    row.get_by_label("Vad hände?").fill("En börjar i mars.")
    row.get_by_role("button", name="Klart").click()
    expect(page.get_by_text("Ring om lagret: klart.")).to_be_visible()
    assert EmployerContact.objects.get(next_step="Ring om lagret").outcome == "En börjar i mars."
