"""Create a plan, agree, print, revise, compare; hold a follow-up: in a real browser."""

import datetime as dt
import os

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from handlingsplan.models import Activity, PlanVersion
from participants.models import JournalEntry
from tests.factories import (
    ActivityFactory,
    EnrolmentFactory,
    FollowUpFactory,
    GoalFactory,
    PlanVersionFactory,
    agreed,
    make_people,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def enrolment(people):
    return EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="Amina",
        participant__last_name="Öberg",
        consultant=people.anna,
        opened_on=today() - dt.timedelta(days=30),
    )


def days(number: int) -> str:
    return (today() + dt.timedelta(days=number)).isoformat()


def test_create_agree_print_revise_compare(page: Page, sign_in, look, people, enrolment):
    sign_in(people.anna)
    plan = f"/deltagare/{enrolment.participant.uuid}/plan/"
    page.goto(plan)
    look(page, "plan-empty")
    page.get_by_role("button", name="Skapa handlingsplan").click()
    expect(page.get_by_text("Utkast", exact=True)).to_be_visible()

    page.get_by_role("link", name="Skriv det här vill jag").click()
    page.get_by_role("textbox", name="Det här vill jag").fill("Jag vill ha ett eget jobb och klara mig själv.")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Jag vill ha ett eget jobb")).to_be_visible()

    page.get_by_role("link", name="Lägg till mål").click()
    page.get_by_label("Mål", exact=True).fill("Jag vill arbeta i ett kök")
    page.get_by_label("Så märks det att målet är nått").fill("Jag har en praktikplats")
    page.get_by_role("button", name="Lägg till målet").click()
    expect(page.get_by_role("heading", name="Jag vill arbeta i ett kök")).to_be_visible()

    page.get_by_role("link", name="Lägg till aktivitet", exact=True).click()
    expect(page.get_by_label("Vad ska göras?")).to_be_visible()
    look(page, "plan-adding")
    page.get_by_label("Vad ska göras?").fill("Skriva ett CV")
    page.get_by_label("Senast").fill(days(20))
    page.get_by_label("Slags aktivitet").select_option(label="CV-kurs och ansökan")
    page.get_by_role("button", name="Lägg till aktiviteten").click()
    expect(page.locator(".step__name", has_text="Skriva ett CV")).to_be_visible()
    assert Activity.objects.get().goal.text == "Jag vill arbeta i ett kök"

    page.get_by_role("link", name="Godkänn planen").click()
    look(page, "plan-agree")
    page.get_by_label("Deltagaren har läst planen och godkänner den").check()
    page.get_by_label("Jag godkänner planen för enheten").check()
    page.get_by_role("button", name="Godkänn planen").click()
    expect(page.get_by_text("Gäller nu")).to_be_visible()
    assert PlanVersion.objects.get().state == "agreed"

    answer = page.request.get(f"{plan}pdf/")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")

    page.locator(".state-menu__open", has_text="Planerad").click()
    expect(page.get_by_role("button", name="Föreslagen")).to_be_focused()
    page.get_by_role("button", name="Pågår").click()
    expect(page.locator(".state-menu__open", has_text="Pågår")).to_be_visible()

    page.get_by_role("button", name="Gör en ny version").click()
    expect(page.get_by_role("heading", name="Version 2")).to_be_visible()
    page.get_by_role("link", name="Ändra mål 1").click()
    page.get_by_label("Mål", exact=True).fill("Jag vill arbeta i ett restaurangkök")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("heading", name="Jag vill arbeta i ett restaurangkök")).to_be_visible()
    page.get_by_role("link", name="Se vad som är nytt").click()
    expect(page.locator(".goal ins")).to_contain_text("restaurangkök")
    expect(page.locator(".goal del")).to_contain_text("kök")
    look(page, "plan-compare")

    page.goto(f"{plan}version/1/")
    page.get_by_role("link", name="Hur gick det? Mål 1").click()
    page.get_by_label("Delvis nått").check()
    page.get_by_label("Med några ord").fill("Praktik i skolköket, men ingen tjänst än.")
    look(page, "goal-result")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Svaret är sparat.")).to_be_visible()
    page.goto(plan)
    page.get_by_role("link", name="Historik för mål 1").click()
    expect(page.get_by_text("Praktik i skolköket, men ingen tjänst än.")).to_be_visible()
    look(page, "goal-history")
    page.get_by_role("link", name="Till planen").click()
    page.get_by_role("link", name="Ta bort mål 1").click()
    expect(page.get_by_label("Delvis nått")).to_be_checked()
    look(page, "goal-remove")
    page.get_by_role("button", name="Ta bort målet").click()
    expect(page.get_by_text("Målet är borttaget.")).to_be_visible()


def test_hold_a_follow_up(page: Page, sign_in, look, people, enrolment):
    FollowUpFactory(enrolment=enrolment, due_on=today() - dt.timedelta(days=4))
    FollowUpFactory(enrolment=enrolment, kind="ami_yearly", due_on=today() + dt.timedelta(days=50))
    sign_in(people.anna)
    page.goto("/uppfoljningar/")
    look(page, "follow-up-list")
    page.get_by_role("link", name="Amina Öberg").first.click()
    look(page, "follow-up-hold")
    page.get_by_label("Handledaren").check()
    page.get_by_label("Det här kom ni överens om").fill("Amina fortsätter i köket och söker körkort.")
    page.get_by_role("button", name="Registrera uppföljningen").click()
    expect(page.get_by_text("finns i journalen")).to_be_visible()
    look(page, "follow-ups")
    assert "Amina fortsätter i köket" in JournalEntry.objects.get().text


def test_a_full_plan(page: Page, sign_in, look, people, enrolment):
    """Five goals, thirty activities in every state, three versions."""
    version = PlanVersionFactory(
        enrolment=enrolment, summary="Jag vill ha ett eget jobb.\n\nJag vill lära mig mer svenska."
    )
    goals = [
        GoalFactory(version=version, order=order, text=text, sign="Jag har en praktikplats", due_on=days(200))
        for order, text in enumerate(["Jag vill arbeta i ett kök", "Jag vill ta körkort", "Jag vill må bättre"])
    ]
    for number in range(12):
        ActivityFactory(
            version=version,
            goal=goals[number % 3],
            order=number,
            what=["Skriva ett CV", "Besöka tre arbetsplatser i Nyköping och berätta om det", "Läsa svenska"][
                number % 3
            ],
            party=["deltagare", "konsulent", "vard", "specialist"][number % 4],
            responsible=people.anna if number % 4 == 1 else None,
            party_name="Sara Svensson, studie- och yrkesvägledare" if number % 4 == 3 else "",
            due_on=today() + dt.timedelta(days=number * 5 - 8),
            hours_per_week="4.0" if number % 2 else None,
            state=Activity.State.values[number % 5],
            waiting_for="papers" if number % 5 == 2 else "",
        )
    ActivityFactory(version=version, what="Ringa vårdcentralen", due_on=today())
    agreed(version, today())
    sign_in(people.anna)
    plan = f"/deltagare/{enrolment.participant.uuid}/plan/"
    page.goto(plan)
    look(page, "plan-full")
    page.locator(".state-menu__open").first.click()
    expect(page.locator(".state-menu__choices")).to_be_visible()
    look(page, "plan-state-menu")
    page.get_by_role("link", name="Kolumner").click()
    look(page, "plan-columns")
    proposed = Activity.objects.filter(version=version, state="proposed").order_by("pk")
    card, other = proposed[0], proposed[1]
    # The whole board in sight: a page that scrolls under a pressed mouse drags the card that comes to lie there.
    page.set_viewport_size({"width": 1280, "height": 2000})
    with page.expect_navigation():
        page.locator(f"#a-{card.uuid}[draggable=true]").drag_to(page.locator('[data-state="ongoing"]'))
    expect(page.locator(f'[data-state="ongoing"] #a-{card.uuid}')).to_be_visible()
    page.locator(f"#a-{other.uuid} .state-menu__open").press("Enter")
    expect(page.get_by_role("button", name="Planerad")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-state="planned"] #a-{other.uuid}')).to_be_visible()
    page.locator(f"#a-{other.uuid}[draggable=true]").drag_to(page.locator('[data-state="waiting"]'))
    expect(page.get_by_role("button", name="Väntar på papper")).to_be_focused()
    look(page, "plan-waiting-menu")
    page.set_viewport_size({"width": 1280, "height": 2000})
    with page.expect_navigation():
        page.get_by_role("button", name="Väntar på plats").click()
    expect(page.locator(f'[data-state="waiting"] #a-{other.uuid}')).to_contain_text("Väntar på plats")
    page.locator(f"#a-{other.uuid}[draggable=true]").drag_to(page.locator('[data-state="stopped"]'))
    expect(page.get_by_role("radio", name="Avbruten")).to_be_checked()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{plan}?visa=veckor")
    look(page, "plan-weeks")
    page.goto(plan)
    page.get_by_role("button", name="Gör en ny version").click()
    look(page, "plan-draft")
    page.get_by_role("link", name="Ändra Läsa svenska").first.click()
    expect(page.get_by_label("Vad ska göras?")).to_be_visible()
    look(page, "plan-edit-activity")
    if os.environ.get("KEEP_PDF"):
        with open(os.environ["KEEP_PDF"], "wb") as file:
            file.write(page.request.get(f"{plan}pdf/?version=1").body())
