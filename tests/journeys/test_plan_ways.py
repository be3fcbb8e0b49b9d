"""The less trodden ways of a plan: from the earlier one, agreed on paper and on somebody's behalf, in large type and in
another language."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from amc.staff.models import User
from handlingsplan.models import PlanVersion
from participants.models import Enrolment
from tests.factories import (
    ActivityFactory,
    EnrolmentFactory,
    GoalFactory,
    People,
    PlanVersionFactory,
    agreed,
    make_people,
)
from tests.handlingsplan.held import GoalResultFactory
from tests.pdf import text_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page, str], None]
SignIn = Callable[[User], None]
DAY = dt.timedelta(days=1)


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def case(people: People) -> Enrolment:
    return EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="Samira",
        participant__last_name="Nordenskiöld-Al Rashid",
        participant__interpreter_language="Arabiska",
        consultant=people.anna,
        opened_on=today() - 30 * DAY,
    )


def written(case: Enrolment) -> PlanVersion:
    """A draft that lacks nothing."""
    version = PlanVersionFactory(enrolment=case, summary="Jag vill försörja mig själv.")
    goal = GoalFactory(version=version, text="Jag vill arbeta i ett kök", sign="Jag har en praktikplats")
    ActivityFactory(version=version, goal=goal, what="Skriva ett CV", due_on=today() + 20 * DAY)
    return version


def test_a_returning_person_begins_from_the_earlier_plan(
    page: Page, sign_in: SignIn, look: Look, people: People, case: Enrolment
) -> None:
    earlier = EnrolmentFactory(
        participant=case.participant,
        consultant=people.anna,
        opened_on=today() - 400 * DAY,
        closed_on=today() - 200 * DAY,
    )
    version = written(earlier)
    reached = GoalFactory(version=version, text="Jag vill lära mig cykla", order=2)
    agreed(version, today() - 390 * DAY)
    GoalResultFactory(goal=reached, result="reached", words="Cyklar varje dag.")
    sign_in(people.anna)
    page.goto(f"/deltagare/{case.participant.uuid}/plan/")
    expect(page.get_by_role("heading", name="Förra planen")).to_be_visible()
    expect(page.get_by_label("Jag vill lära mig cykla", exact=False)).not_to_be_checked()
    look(page, "plan-forra")
    page.get_by_role("button", name="Börja från förra planen").click()
    expect(page.get_by_role("heading", name="Jag vill arbeta i ett kök")).to_be_visible()
    expect(page.get_by_text("Jag vill lära mig cykla")).to_have_count(0)
    look(page, "plan-fran-forra")


def test_agreed_on_paper_and_on_behalf(
    page: Page, sign_in: SignIn, look: Look, people: People, case: Enrolment
) -> None:
    written(case)
    sign_in(people.anna)
    plan = f"/deltagare/{case.participant.uuid}/plan/"
    page.goto(f"{plan}godkann/")
    page.get_by_label("Deltagaren har läst planen och godkänner den").check()
    page.get_by_label("På papper, med underskrift").check()
    page.get_by_label("Jag godkänner planen för enheten").check()
    page.get_by_role("button", name="Godkänn planen").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "plan-papper-fel")
    page.get_by_label("Datum på papperet").fill(f"{today() - DAY}")
    page.get_by_label("Var papperet finns").fill("Pärm 12, 2026:114")
    page.get_by_role("button", name="Godkänn planen").click()
    expect(page.get_by_text("Gäller nu")).to_be_visible()
    look(page, "plan-papper")
    page.get_by_role("button", name="Gör en ny version").click()
    page.goto(f"{plan}godkann/")
    page.get_by_label("Deltagaren har läst planen och godkänner den").check()
    page.get_by_label("Jag godkänner för deltagarens räkning").check()
    page.get_by_label("Skäl att godkänna för deltagarens räkning").fill("Deltagaren ligger på sjukhus och har sagt ja.")
    page.get_by_label("Jag godkänner planen för enheten").check()
    look(page, "plan-for-deltagarens-rakning")
    page.get_by_role("button", name="Godkänn planen").click()
    expect(page.get_by_text("Version 2 är överenskommen", exact=False)).to_be_visible()
    assert dict(PlanVersion.objects.values_list("number", "participant_agreed_how")) == {1: "paper", 2: "behalf"}


def test_in_large_type_and_in_the_persons_own_language(
    page: Page, sign_in: SignIn, look: Look, people: People, case: Enrolment
) -> None:
    written(case)
    sign_in(people.anna)
    page.goto(f"/deltagare/{case.participant.uuid}/plan/")
    expect(page.get_by_label("Fasta texter på").locator("option:checked")).to_have_text("svenska och arabiska")
    page.get_by_label("Stor text").check()
    look(page, "plan-skriv-ut")
    form = page.locator("form", has=page.get_by_role("button", name="Gör dokumentet"))
    address = form.evaluate("form => form.action + '?' + new URLSearchParams(new FormData(form))")
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    told = text_of(answer.body())
    assert "Det här gör jag" in told
    assert "Skriva ett CV" in told
    assert any("\u0600" <= letter <= "\u06ff" for letter in told)
