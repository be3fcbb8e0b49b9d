"""The same plan open in two tabs: what one does, the other is told before anything is signed or lost."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from handlingsplan.models import Goal, PlanVersion
from tests.factories import ActivityFactory, GoalFactory, PlanVersionFactory, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def version(people):
    case = {"enrolment__participant__unit": people.unit, "enrolment__consultant": people.anna}
    row = PlanVersionFactory(summary="Jag vill ha ett eget jobb.", **case)
    goal = GoalFactory(version=row, text="Jag vill arbeta i ett kök", sign="Jag har en praktikplats")
    ActivityFactory(version=row, goal=goal, what="Skriva ett CV", due_on=today() + dt.timedelta(days=20))
    ActivityFactory(version=row, goal=goal, what="Ringa tre kök", due_on=today() + dt.timedelta(days=30))
    return row


@pytest.fixture
def plan(version):
    return f"/deltagare/{version.plan.enrolment.participant.uuid}/plan/"


def change_goal(tab: Page, words: str) -> None:
    """Change the goal in `tab`, which stands at the plan."""
    tab.get_by_role("link", name="Ändra mål 1").click()
    tab.get_by_label("Mål", exact=True).fill(words)
    tab.get_by_role("button", name="Spara").click()


def test_an_old_tab_cannot_sign_a_newer_text(page: Page, sign_in, look, people, version, plan):
    sign_in(people.anna)
    page.goto(plan)
    page.get_by_role("link", name="Godkänn planen").click()
    other = page.context.new_page()
    other.goto(plan)
    change_goal(other, "Jag vill arbeta i ett restaurangkök")
    expect(other.get_by_role("heading", name="Jag vill arbeta i ett restaurangkök")).to_be_visible()

    page.get_by_label("Deltagaren har läst planen och godkänner den").check()
    page.get_by_label("Jag godkänner planen för enheten").check()
    page.get_by_role("button", name="Godkänn planen").click()
    expect(page.get_by_text("ingenting är godkänt")).to_be_visible()
    expect(page.locator("ins", has_text="restaurangkök")).to_be_visible()
    expect(page.get_by_label("Deltagaren har läst planen och godkänner den")).not_to_be_checked()
    version.refresh_from_db()
    assert (version.state, version.participant_agreed_at, version.consultant_agreed_at) == ("draft", None, None)
    look(page, "plan-agree-changed")

    page.get_by_label("Deltagaren har läst planen och godkänner den").check()
    page.get_by_label("Jag godkänner planen för enheten").check()
    page.get_by_role("button", name="Godkänn planen").click()
    expect(page.get_by_text("Gäller nu")).to_be_visible()
    assert PlanVersion.objects.get().goals.get().text == "Jag vill arbeta i ett restaurangkök"


def test_two_edit_the_same_goal(page: Page, sign_in, look, people, version, plan):
    sign_in(people.anna)
    page.goto(plan)
    other = page.context.new_page()
    other.goto(plan)
    page.get_by_role("link", name="Ändra mål 1").click()
    page.get_by_label("Mål", exact=True).fill("Jag vill arbeta i ett skolkök")
    change_goal(other, "Jag vill arbeta i ett restaurangkök")
    expect(other.get_by_role("heading", name="Jag vill arbeta i ett restaurangkök")).to_be_visible()

    page.get_by_role("button", name="Spara").click()
    both = page.locator(".stale")
    expect(both).to_contain_text("restaurangkök")
    expect(both).to_contain_text("skolkök")
    look(page, "plan-goal-both")
    both.get_by_label("Det jag skrev").check()
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("heading", name="Jag vill arbeta i ett skolkök")).to_be_visible()
    assert Goal.objects.get().text == "Jag vill arbeta i ett skolkök"
