"""A consultant asks for an extension, the enhetschef decides it; somebody is away; all see the same time used."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import add_months, month_start, today
from tests.factories import EmploymentFactory, SupervisorFactory, make_people
from tests.placements.room import placed, ready_for_ami

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ONE_DAY = dt.timedelta(days=1)


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def employment(people):
    """A year of AMI, of which half has passed."""
    first = add_months(month_start(today()), -6)
    enrolment = ready_for_ami(
        people,
        participant__first_name="Åsa-Margareta",
        participant__last_name="Öberg Lindström Ghebremariam",
        opened_on=dt.date(2026, 1, 10),
    )
    return placed(
        EmploymentFactory,
        enrolment=enrolment,
        supervisor=SupervisorFactory(user=people.hans),
        first_day=first,
        last_day=add_months(first, 12) - ONE_DAY,
    )


def test_asked_for_decided_and_seen_by_all(page: Page, sign_in, look, people, employment):
    later = add_months(employment.first_day, 18) - ONE_DAY
    sign_in(people.anna)
    page.goto(employment.get_absolute_url())
    expect(page.get_by_text("12 av 24 månader använda, 12 kvar")).to_be_visible()
    page.get_by_role("link", name="Begär förlängning").click()
    page.get_by_label("Ny sista dag").fill(f"{add_months(employment.first_day, 24)}")
    page.get_by_label("Varför behöver den bli längre?").fill("Utbildningen till truckförare är klar först i maj.")
    page.get_by_role("button", name="Skicka begäran").click()
    expect(page.get_by_text("får vara högst 24 månader").last).to_be_visible()
    look(page, "forlangning-nekad")
    page.get_by_label("Ny sista dag").fill(f"{later}")
    page.get_by_role("button", name="Skicka begäran").click()
    expect(page.get_by_text(f"Enhetschefen har fått din begäran om förlängning till {later}.")).to_be_visible()
    page.goto(employment.get_absolute_url())
    page.get_by_role("link", name="Nytt uppehåll").click()
    page.get_by_label("Föräldraledighet").check()
    page.get_by_label("Från och med").fill(f"{today()}")
    page.get_by_label("Till och med").fill(f"{today() + dt.timedelta(days=20)}")
    look(page, "uppehall")
    page.get_by_role("button", name="Spara uppehållet").click()
    expect(page.get_by_text("som förut")).to_be_visible()
    expect(page.get_by_text("Väntar på beslut")).to_be_visible()
    look(page, "forlangning-vantar")

    sign_in(people.eva)
    page.goto("/min-dag/")
    page.get_by_role("link", name="Se begäran").click()
    expect(page.get_by_text("18 av 24 månader använda, 6 kvar")).to_be_visible()
    look(page, "forlangning-beslut")
    page.get_by_label("Bevilja").check()
    page.get_by_label("Skäl för beslutet").fill("Det behövs för att planen ska nås.")
    page.get_by_role("button", name="Spara beslutet").click()
    expect(page.get_by_text(f"Förlängningen är beviljad. Sista dagen är nu {later}.")).to_be_visible()
    look(page, "forlangning-beviljad")

    sign_in(people.hans)
    page.goto("/handledning/")
    expect(page.get_by_text("18 av 24 månader använda, 6 kvar")).to_be_visible()
    look(page, "handledning-tid")
