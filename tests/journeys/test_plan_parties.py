"""A plan that AF agrees to as well: asked, chased in Min dag, answered there, and agreed."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from handlingsplan.models import PlanParty
from tests.factories import ActivityFactory, GoalFactory, PlanVersionFactory, make_people
from tests.handlingsplan.asked import ContactFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_af_agrees_too(page: Page, sign_in, look):
    people = make_people()
    case = {"enrolment__participant__unit": people.unit, "enrolment__consultant": people.anna}
    version = PlanVersionFactory(summary="Jag vill ha ett eget jobb.", **case)
    goal = GoalFactory(version=version, text="Jag vill arbeta i ett kök", sign="Jag har en praktikplats")
    ActivityFactory(version=version, goal=goal, what="Skriva ett CV", due_on=today() + dt.timedelta(days=20))
    ContactFactory(enrolment=version.plan.enrolment)
    ContactFactory(enrolment=version.plan.enrolment, organisation="socialtjanst", name="Stig Ek")
    plan = f"/deltagare/{version.plan.enrolment.participant.uuid}/plan/"

    sign_in(people.anna)
    page.goto(plan)
    page.get_by_role("link", name="Låt fler godkänna").click()
    look(page, "plan-party-ask")
    page.get_by_label("Vem ska också godkänna planen?").select_option(label="Lena Berg, Arbetsförmedlingen")
    page.get_by_label("Svar senast").fill(today().isoformat())
    page.get_by_role("button", name="Vänta på svaret").click()
    expect(page.get_by_text("Lena Berg, Arbetsförmedlingen, har inte godkänt än.")).to_be_visible()

    page.get_by_role("link", name="Godkänn planen").click()
    page.get_by_label("Deltagaren har läst planen och godkänner den").check()
    page.get_by_label("Jag godkänner planen för enheten").check()
    look(page, "plan-agree-waits")
    page.get_by_role("button", name="Godkänn planen").click()
    expect(page.get_by_text("Planen gäller när även Lena Berg, Arbetsförmedlingen har godkänt.")).to_be_visible()
    look(page, "plan-waits-for-party")

    page.goto("/min-dag/")
    expect(page.get_by_text("Svar om planen från annan part")).to_be_visible()
    page.goto(plan)
    page.get_by_role("link", name="Skriv svaret").click()
    expect(page.get_by_label("Var svaret finns")).to_be_hidden()
    page.get_by_label("Muntligt eller i ett meddelande").check()
    look(page, "plan-party-settle")
    page.get_by_label("Var svaret finns").fill("Mejl till Anna samma dag")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Gäller nu")).to_be_visible()
    look(page, "plan-agreed-with-party")
    assert PlanParty.objects.get().agreed_on == today()
