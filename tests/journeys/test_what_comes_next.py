"""A planned visit is held, and "vad händer sedan?" is answered at half time and before the end: in a real browser."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from amc.staff.models import User
from handlingsplan.models import FollowUp
from placements.models import NextStep
from tests.factories import (
    EmploymentFactory,
    EnrolmentFactory,
    PlanVersionFactory,
    SupervisorFactory,
    WorkplaceFactory,
    agreed,
    make_people,
)
from tests.placements.employer_room import AgreementFactory
from tests.placements.room import placed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = dt.timedelta(days=1)
Look = Callable[[Page, str], None]
SignIn = Callable[[User], None]


def choose(page: Page, label: str, typed: str, hit: str) -> None:
    field = page.get_by_label(label, exact=False).first
    field.press_sequentially(typed)
    page.get_by_role("option", name=hit).first.click()
    expect(field).not_to_have_value(typed)


def row(page: Page, words: str):
    return page.locator("[data-row]", has_text=words)


def test_a_visit_is_planned_with_the_praktik_and_held(page: Page, sign_in: SignIn, look: Look) -> None:
    people = make_people()
    place = WorkplaceFactory(name="Köket på Ängen", employer__name="Vård- och omsorgsförvaltningen")
    AgreementFactory(employer=place.employer)
    SupervisorFactory(first_name="Stina", last_name="Åkesson", employer=place.employer, trained_on=today())
    case = EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="Amina",
        participant__last_name="Öberg",
        consultant=people.anna,
        opened_on=today() - 90 * DAY,
    )
    sign_in(people.anna)
    page.goto(f"/deltagare/{case.participant.uuid}/placering/ny-praktik/")
    page.get_by_label("Första dag").fill(today().isoformat())
    page.get_by_label("Sista dag").fill((today() + 80 * DAY).isoformat())
    page.get_by_label("Timmar i veckan").fill("25")
    choose(page, "Arbetsplats", "äng", "Köket på Ängen")
    choose(page, "Handledare", "åke", "Stina Åkesson")
    page.get_by_label("Praktik", exact=True).check()
    page.get_by_role("button", name="Lägg in praktiken").click()
    expect(page.get_by_text("är inlagd.", exact=False)).to_be_visible()
    due = list(FollowUp.objects.order_by("due_on").values_list("due_on", flat=True))
    assert due == [today() + 11 * DAY, today() + 40 * DAY, today() + 66 * DAY]

    page.get_by_role("link", name="Köket på Ängen", exact=False).first.click()
    visits = page.locator("section", has=page.locator("#uppfoljningar"))
    expect(visits.get_by_role("link")).to_have_count(3)
    look(page, "besok-planerade")
    page.goto("/min-dag/")
    first = row(page, FollowUp.Kind.PRAKTIK.label).first
    expect(first).to_be_visible()
    look(page, "besok-min-dag")
    visit = FollowUp.objects.earliest("due_on")
    page.goto(visit.get_absolute_url())
    page.get_by_role("link", name="Ändra tiden").click()
    look(page, "besok-boka")
    page.goto(visit.get_absolute_url())
    page.get_by_label("Det här kom ni överens om").fill("Amina lär sig kassan med Stina i två veckor.")
    look(page, "besok-halla")
    page.get_by_role("button", name="Registrera uppföljningen").click()
    expect(page.get_by_text("Uppföljningen är registrerad", exact=False)).to_be_visible()
    page.goto(case.participant.get_absolute_url())
    page.goto(f"/deltagare/{case.participant.uuid}/placering/")
    page.get_by_role("link", name="Köket på Ängen", exact=False).first.click()
    expect(visits.get_by_text("Genomförd")).to_have_count(1)
    look(page, "besok-hallet")
    page.goto("/min-dag/")
    expect(row(page, FollowUp.Kind.PRAKTIK.label)).to_have_count(0)


def test_what_comes_next_is_asked_at_half_time_and_120_days_before_the_end(
    page: Page, sign_in: SignIn, look: Look
) -> None:
    people = make_people()
    place = WorkplaceFactory(name="Köket på Ängen", employer__name="Vård- och omsorgsförvaltningen")
    case = EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="Amina",
        participant__last_name="Öberg",
        consultant=people.anna,
        opened_on=today() - 300 * DAY,
    )
    agreed(PlanVersionFactory(enrolment=case), today() - 250 * DAY)
    job = placed(
        EmploymentFactory,
        enrolment=case,
        employer=place.employer,
        workplace=place,
        first_day=today() - 240 * DAY,
        last_day=today() + 120 * DAY,
    )
    sign_in(people.anna)
    page.goto("/min-dag/")
    half, end = row(page, "(halva tiden)"), row(page, "Vad händer efter anställningen?").filter(has_not_text="halva")
    expect(half).to_be_visible()
    expect(end).to_contain_text("i dag")
    look(page, "sedan-min-dag")
    half.get_by_role("link", name="Svara", exact=False).click()
    half.get_by_role("button", name="Spara svaret").click()
    expect(half.locator("[data-error-summary]")).to_be_focused()
    look(page, "sedan-halva-fel")
    half.get_by_label("Annat arbete").check()
    half.get_by_label("Vad gör ni nu för att komma dit?").fill("Söker två platser var vecka.")
    half.get_by_role("button", name="Spara svaret").click()
    expect(page.get_by_text("Svaret är sparat.").first).to_be_visible()
    expect(half).to_have_count(0)

    end.get_by_role("link", name="Svara", exact=False).click()
    end.get_by_label("Inte klart än").check()
    end.get_by_label("Vad gör ni nu för att komma dit?").fill("Handledaren frågar chefen om en tjänst.")
    look(page, "sedan-fore-slutet")
    end.get_by_role("button", name="Spara svaret").click()
    again = today() + job.scheme.unclear_again_days * DAY
    expect(page.get_by_text(f"Det frågas igen {again}.", exact=False).first).to_be_visible()
    expect(end).to_have_count(0)
    look(page, "sedan-besvarat")
    assert list(NextStep.objects.order_by("pk").values_list("moment", "leads_to")) == [
        ("half", "other_work"),
        ("before_end", "unclear"),
    ]
    page.goto(job.get_absolute_url())
    said = page.locator("section", has=page.locator("#sedan"))
    expect(said.get_by_text("Handledaren frågar chefen om en tjänst.", exact=False)).to_be_visible()
    expect(said.get_by_text("Söker två platser var vecka.", exact=False)).to_be_visible()
    look(page, "sedan-anstallning")
