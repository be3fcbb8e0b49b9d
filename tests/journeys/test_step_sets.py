"""Writing a set of questions, reading it as the participant will, publishing it, and choosing it: in a real browser."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from handlingsplan.models import ProgressSet
from tests.factories import EnrolmentFactory, make_people
from tests.handlingsplan.held import measured, step_set

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_set_is_written_read_and_published(page: Page, sign_in, look):
    people = make_people()
    sign_in(people.admin)
    page.goto("/administration/")
    page.get_by_role("link", name="Frågor om steg").click()
    look(page, "step-sets")
    page.get_by_role("link", name="Nya frågor").click()
    page.get_by_label("Namn").fill("Min vecka")
    page.get_by_label("Följer ärenden från början").check()
    look(page, "step-set-new")
    page.get_by_role("button", name="Skapa").click()
    expect(page.get_by_text("Utkastet har inga frågor än")).to_be_visible()
    for text in ("Jag kommer iväg i tid", "Jag säger till när något är svårt"):
        page.get_by_role("link", name="Lägg till en fråga").click()
        page.get_by_label("Påståendet till deltagaren").fill(text)
        if "iväg" in text:
            page.get_by_label("Skala").select_option("0-10")
            page.get_by_label("Lägst betyder").fill("Aldrig")
            page.get_by_label("Högst betyder").fill("Alltid")
            look(page, "step-question")
        page.get_by_role("button", name="Lägg till frågan").click()
        expect(page.get_by_role("listitem").filter(has_text=text)).to_be_visible()
    up = page.get_by_role("button", name="Flytta upp Jag säger till när något är svårt")
    up.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".step-questions > li").first).to_contain_text("Jag säger till")
    look(page, "step-set-draft")
    page.get_by_role("link", name="Förhandsgranska").click()
    expect(page.get_by_text("Fråga 1 av 2")).to_be_visible()
    look(page, "step-preview")
    page.locator("[data-step]:not([hidden])").get_by_label("10 – alltid").check()
    page.get_by_role("button", name="Nästa").click()
    expect(page.get_by_text("Fråga 2 av 2")).to_be_visible()
    page.get_by_role("link", name="Min vecka").click()
    page.get_by_role("link", name="Publicera").click()
    page.get_by_role("button", name="Publicera").click()
    expect(page.get_by_text("Version 1 är publicerad.")).to_be_visible()
    page.get_by_role("button", name="Skriv en ny version").click()
    expect(page.get_by_role("heading", name="Utkast till version 2")).to_be_visible()
    look(page, "step-set-both")
    assert ProgressSet.objects.get(name="Min vecka").versions.count() == 2


def test_a_second_set_follows_the_case_beside_the_first(page: Page, sign_in, look):
    people = make_people()
    enrolment = EnrolmentFactory(
        participant__unit=people.unit, consultant=people.anna, opened_on=today() - dt.timedelta(days=200)
    )
    version = step_set(published=1).versions.get(number=1)
    for ago, value in ((120, 2), (60, 3)):
        measured(enrolment, today() - dt.timedelta(days=ago), value)
    sign_in(people.anna)
    page.goto(f"/deltagare/{enrolment.participant.uuid}/steg/")
    page.get_by_role("link", name="Välj frågor").click()
    page.get_by_label("Kursen").check()
    look(page, "step-sets-choose")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("heading", name="Kursen")).to_be_visible()
    look(page, "steps-two-sets")
    page.get_by_role("link", name="Låt deltagaren svara på Kursen").click()
    page.locator("[data-step]:not([hidden])").get_by_label("7", exact=True).check()
    page.get_by_role("button", name="Nästa").click()
    page.get_by_role("button", name="Spara svaren").click()
    expect(page.get_by_text("Svaren är sparade.")).to_be_visible()
    assert version.measures.count() == 1
