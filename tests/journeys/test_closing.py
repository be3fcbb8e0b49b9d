"""A case is closed with a result for each goal, and the closing is read afterwards."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import add_months, today
from amc.staff.models import User
from handlingsplan.models import GoalResult
from participants.models import Closure, Enrolment, LaterFollowUp
from tests.factories import (
    ActivityFactory,
    EnrolmentFactory,
    GoalFactory,
    IdentityNumberFactory,
    People,
    PlanVersionFactory,
    agreed,
    make_people,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page, str], None]
SignIn = Callable[[User], None]


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def case(people: People) -> Enrolment:
    """Leyla's case, with a plan of two goals in force."""
    enrolment = EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="Leyla",
        participant__last_name="Özdemir",
        consultant=people.anna,
        team=people.team,
        opened_on=today() - dt.timedelta(days=200),
    )
    IdentityNumberFactory(participant=enrolment.participant, number="199001012385")
    version = PlanVersionFactory(enrolment=enrolment, summary="Jag vill arbeta i vården igen.")
    work = GoalFactory(version=version, text="Jag vill arbeta som undersköterska på halvtid.", order=0)
    GoalFactory(version=version, text="Jag vill prata svenska med mina barns lärare.", order=1)
    ActivityFactory(
        version=version, goal=work, what="Validera vårdutbildningen", state="done", result="Betyg i sju kurser"
    )
    agreed(version, today() - dt.timedelta(days=90))
    return enrolment


def test_each_goal_gets_a_result(people: People, case: Enrolment, page: Page, sign_in: SignIn, look: Look) -> None:
    sign_in(people.anna)
    page.goto(f"/deltagare/{case.participant.uuid}/avsluta/")
    page.get_by_label("Orsak").select_option("arbete")
    page.get_by_label("Började arbeta").check()
    page.get_by_label("På den reguljära arbetsmarknaden").check()
    page.get_by_role("radio", name="Nej").first.check()
    page.get_by_label("Arbetet började").fill(str(today()))
    page.get_by_role("group", name="Får vi höra av oss").get_by_label("Ja").check()
    page.get_by_label("Omfattning").fill("50")
    page.get_by_label("Arbetsgivare").fill("Hemtjänsten Norr")
    page.get_by_label("Hur arbetet hittades").select_option("praktik")
    page.get_by_label("Började studera").check()
    page.get_by_role("group", name="Ger studierna rätt").get_by_label("Ja").check()
    page.get_by_label("Studietakt").fill("50")
    first = page.get_by_role("group", name="Mål 1:")
    first.get_by_label("Nått", exact=True).check()
    page.get_by_label("Med några ord om mål 1").fill("Halvtid från i dag, efter praktiken.")
    page.get_by_role("button", name="Avsluta ärendet").last.click()
    expect(page.get_by_text("Välj hur det gick med målet.").first).to_be_visible()
    expect(page.get_by_label("Med några ord om mål 1")).to_have_value("Halvtid från i dag, efter praktiken.")
    look(page, "avslut-mal")
    page.get_by_role("group", name="Mål 2:").get_by_label("Delvis nått").check()
    page.get_by_role("button", name="Avsluta ärendet").last.click()
    expect(page.get_by_text("är avslutat").first).to_be_visible()
    assert dict(GoalResult.objects.order_by("goal__order").values_list("result", "words")) == {
        "reached": "Halvtid från i dag, efter praktiken.",
        "partly": "",
    }
    closure = Closure.objects.get()
    page.goto(f"/avslut/{closure.uuid}/")
    expect(page.get_by_role("heading", name="Så gick det med målen")).to_be_visible()
    look(page, "avslut-sida")
    page.goto(f"/deltagare/{case.participant.uuid}/plan/")
    expect(page.get_by_text("Så gick det:").first).to_be_visible()
    look(page, "avslut-plan")


def test_how_it_goes_three_months_later(
    people: People, case: Enrolment, page: Page, sign_in: SignIn, look: Look
) -> None:
    closed_on = add_months(today(), -3) - dt.timedelta(days=2)
    closure = Closure.objects.create(
        enrolment=case,
        reason="flytt",
        closed_by=people.anna,
        gender="kvinna",
        education_level="okand",
        age=36,
        may_contact=True,
        contact_how="sms",
    )
    Enrolment.objects.filter(pk=case.pk).update(closed_on=closed_on)
    for months in (3, 6, 12):
        LaterFollowUp.objects.create(closure=closure, months=months, due_on=add_months(closed_on, months))
    sign_in(people.anna)
    page.goto("/min-dag/")
    row = page.locator("[data-row]", has_text="Hur går det efter avslutet?")
    row.get_by_role("link", name="Skriv svaret").click()
    row.get_by_label("Fick svar").check()
    row.get_by_label("Arbetar med stöd").check()
    row.get_by_label("Omfattning").fill("75")
    look(page, "avslut-fraga")
    row.get_by_role("button", name="Spara svaret").click()
    expect(page.locator(".undo-row")).to_contain_text("Svaret är sparat.")
    page.goto(f"/avslut/{closure.uuid}/")
    expect(page.get_by_text("Arbetar med stöd, 75 %")).to_be_visible()
    look(page, "avslut-efter")
