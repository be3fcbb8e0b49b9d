"""A phrase put in the middle of what one writes, by keyboard, and taken back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amc.phrases.actions import add_phrase
from amc.staff.models import User
from tests.factories import EnrolmentFactory, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_phrase_in_the_middle_of_a_text(
    page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]
) -> None:
    people = make_people()
    case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    greeting = "Välkommen till {enhet}.\nHälsar {mitt namn}"
    add_phrase(by=people.eva, name="Kallelse till samtal", text=greeting, shared=True)
    add_phrase(by=people.anna, name="Ringt utan svar", text="Ringde. Inget svar.", shared=False)
    sign_in(people.anna)

    page.goto("/fraser/")
    look(page, "fraser")
    page.get_by_role("link", name="Ny fras").click()
    page.get_by_label("Namn", exact=True).fill("Tack")
    page.get_by_label("Text", exact=True).fill("Tack {namn}")
    page.get_by_role("button", name="Spara frasen").click()
    look(page, "fras-fel")
    page.get_by_label("Text", exact=True).fill("Tack för i dag. {mitt namn}")
    page.get_by_role("button", name="Spara frasen").click()
    expect(page.get_by_text("Frasen är sparad.")).to_be_visible()

    page.goto(f"/deltagare/{case.participant.uuid}/journal/")
    text = page.locator("textarea[name=text]")
    text.fill("Före  efter.")
    text.evaluate("area => area.setSelectionRange(5, 5)")
    text.press_sequentially(" //")
    dialog = page.get_by_role("dialog", name="Infoga en fras")
    expect(dialog.get_by_role("option")).to_have_count(3)
    look(page, "fraser-ruta")
    page.keyboard.type("samtal")
    expect(dialog.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    unit = people.unit.name
    expect(text).to_have_value(f"Före  Välkommen till {unit}.\nHälsar Anna Ängström efter.")
    page.keyboard.press("Control+z")
    expect(text).to_have_value("Före  // efter.")

    text.fill("")
    page.get_by_role("button", name="Fraser", exact=True).click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(text).to_have_value("Ringde. Inget svar.")
    text.press_sequentially(" http://")
    expect(dialog).to_be_hidden()
    text.press_sequentially(" //")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(text).to_have_value("Ringde. Inget svar. http:// //")
    expect(page.locator("[data-saved]").first).to_contain_text("Sparat")
