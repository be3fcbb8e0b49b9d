"""A plan is begun from a template: real days, the person's own words, nothing written before it is added."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from handlingsplan.models import Activity, Goal, PlanTemplate
from tests.factories import EnrolmentFactory, PlanVersionFactory, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_draft_from_a_template(page: Page, sign_in, look) -> None:
    people = make_people()
    version = PlanVersionFactory(enrolment=EnrolmentFactory(participant__unit=people.unit, consultant=people.anna))
    sign_in(people.anna)
    page.goto(f"/deltagare/{version.plan.enrolment.participant.uuid}/plan/")
    page.get_by_role("link", name="Använd mall").click()
    look(page, "template-choose")
    page.get_by_role("link", name="Nyanländ i etableringen").click()
    look(page, "template-use")
    goal = page.get_by_role("textbox", name="Mål").first
    goal.fill("Jag vill lära mig svenska så att jag kan prata med mina kollegor")
    page.get_by_label("Språkkafé", exact=True).uncheck()
    page.get_by_label("Ta med målet").nth(1).uncheck()
    for what in ("Få betyg och yrke bedömda", "Studiebesök på två arbetsplatser"):
        page.get_by_label(what, exact=True).uncheck()
    page.get_by_label("Senast: SFI enligt schemat").fill((today() + dt.timedelta(days=200)).isoformat())
    page.get_by_role("button", name="Lägg till i utkastet").click()
    expect(page.get_by_text("Det du valde ur mallen står i utkastet.")).to_be_visible()
    look(page, "template-used")
    assert Goal.objects.get().text == "Jag vill lära mig svenska så att jag kan prata med mina kollegor"
    assert [(row.what, row.goal is None) for row in Activity.objects.select_related("goal").order_by("pk")] == [
        ("SFI enligt schemat", False),
        ("Vägledning om utbildning och yrke", True),
    ]


def test_a_template_of_ones_own(page: Page, sign_in, look) -> None:
    people = make_people()
    sign_in(people.anna)
    page.goto("/")
    page.get_by_role("button", name="Meny för Anna").click()
    page.get_by_role("link", name="Planmallar").click()
    look(page, "templates")
    page.get_by_role("link", name="Långtidsarbetslös").click()
    look(page, "template-edit")
    page.get_by_label("Mallens namn").fill("Långtidsarbetslös, Jobbtorg Centrum")
    page.get_by_label("När").first.fill("snart")
    page.get_by_role("button", name="Spara mallen").click()
    expect(page.get_by_text("Tiden går inte att läsa.").first).to_be_visible()
    look(page, "template-error")
    page.get_by_label("När").first.fill("om 3 veckor")
    page.get_by_role("button", name="Spara mallen").click()
    expect(page.get_by_role("link", name="Långtidsarbetslös, Jobbtorg Centrum")).to_be_visible()
    look(page, "templates-own")
    assert PlanTemplate.objects.get(unit=people.unit).name == "Långtidsarbetslös, Jobbtorg Centrum"
