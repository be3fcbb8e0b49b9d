"""A change of consultant that is planned: by the enhetschef, as the consultants see it, and taken back."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from amc.staff.models import User
from participants.models import PlannedChange
from tests.factories import EnrolmentFactory, FollowUpFactory, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = (
    ("Eva-Lena Margareta", "Östergren von Rosenstierna-Lagercrantz"),
    ("Ali", "Abdi"),
    ("Maria", "Berg"),
)


def test_planning_seeing_and_taking_back(
    page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]
) -> None:
    people, today = make_people(), timezone.localdate()
    cases = [
        EnrolmentFactory(
            participant__unit=people.unit,
            consultant=people.anna,
            participant__first_name=first,
            participant__last_name=last,
        )
        for first, last in NAMES
    ]
    FollowUpFactory(enrolment=cases[1], due_on=today + dt.timedelta(days=7))
    day = today + dt.timedelta(days=12)
    sign_in(people.eva)
    page.goto(f"/deltagare/lamna-over/{people.anna.uuid}/")
    page.get_by_label("Bo Bergqvist", exact=False).first.check()
    page.get_by_label("Varför").fill("Föräldraledig")
    page.get_by_label("Från och med").fill(day.isoformat())
    page.get_by_role("button", name="Lämna över ärendena").click()
    expect(page.get_by_text("Till dess är allt som förut.").first).to_be_visible()
    look(page, "planned-step")
    page.goto(f"/deltagare/lamna-over/{people.anna.uuid}/")
    expect(page.get_by_text("Byter till Bo Bergqvist").first).to_be_visible()
    look(page, "planned-form-again")
    page.goto("/planerade-byten/")
    look(page, "planned-list")
    sign_in(people.anna)
    page.goto("/min-dag/")
    expect(page.get_by_text("Ärenden byter konsulent")).to_be_visible()
    expect(page.get_by_text("Byter konsulent till Bo Bergqvist").first).to_be_visible()
    look(page, "planned-my-day")
    page.goto("/deltagare/")
    look(page, "planned-participants")
    page.get_by_role("link", name="Maria Berg").first.click()
    expect(page.get_by_role("link", name=f"Bo Bergqvist {day.isoformat()}")).to_be_visible()
    look(page, "planned-person")
    page.get_by_role("link", name=f"Bo Bergqvist {day.isoformat()}").click()
    look(page, "planned-staff")
    page.get_by_role("button", name="Ta bort bytet").click()
    expect(page.get_by_text("1 planerat byte togs bort.")).to_be_visible()
    look(page, "planned-staff-cancelled")
    assert PlannedChange.objects.to_come().count() == 2
    page.goto(f"/arenden/{cases[2].uuid}/konsulent/")
    page.get_by_label("Bo Bergqvist", exact=False).first.check()
    page.get_by_label("Från och med").fill(day.isoformat())
    page.get_by_label("Varför").fill("Byter team")
    page.get_by_role("button", name="Lämna över ärendet").click()
    expect(page.get_by_text("Bytet till Bo Bergqvist är planerat")).to_be_visible()
    sign_in(people.bo)
    page.goto("/min-dag/")
    expect(page.get_by_text("Ärenden att ta över").first).to_be_visible()
    page.get_by_role("link", name="Se vilka").first.click()
    page.get_by_role("button", name="Ta bort bytet").click()
    expect(page.get_by_text("togs bort.")).to_be_visible()
    look(page, "planned-cancelled")
