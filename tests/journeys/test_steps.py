"""The participant answers on the turned screen, one question at a time; both voices are seen: in a real browser."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from handlingsplan.models import ProgressMeasure
from tests.factories import EnrolmentFactory, make_people
from tests.handlingsplan.held import measured

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_one_question_a_screen_and_both_voices(page: Page, sign_in, look):
    people = make_people()
    enrolment = EnrolmentFactory(
        participant__unit=people.unit, consultant=people.anna, opened_on=today() - dt.timedelta(days=200)
    )
    for ago, own, about in ((180, 2, 1), (120, 2, 2), (60, 3, 2)):
        measured(enrolment, today() - dt.timedelta(days=ago), own, words="Jag har börjat på SFI.")
        measured(enrolment, today() - dt.timedelta(days=ago), about, voice="konsulent", words="")
    sign_in(people.anna)
    page.goto(f"/deltagare/{enrolment.participant.uuid}/steg/")
    look(page, "steps")
    page.get_by_role("link", name="Låt deltagaren svara").click()
    expect(page.get_by_text("Fråga 1 av 8")).to_be_visible()
    expect(page.get_by_text("Fråga 2 av 8")).to_be_hidden()
    look(page, "steps-asks")
    page.get_by_role("button", name="Nästa").click()
    expect(page.get_by_text("Välj ett svar först.")).to_be_visible()
    for number in range(1, 9):
        step = page.locator("[data-step]:not([hidden])")
        expect(step.get_by_text(f"Fråga {number} av 8")).to_be_visible()
        step.get_by_label("4", exact=True).check()
        page.get_by_role("button", name="Nästa").click()
    page.get_by_label("Vill du säga något mer?").fill("Jag vill prova i ett kök.")
    look(page, "steps-words")
    page.get_by_role("button", name="Spara svaren").dblclick()
    expect(page.get_by_text("Svaren är sparade.")).to_be_visible()
    assert ProgressMeasure.objects.filter(measured_on=today()).count() == 1
    page.get_by_role("link", name="Svara själv").click()
    look(page, "steps-consultant")
