"""A handover as the enhetschef does it, and the letter as the colleague reads it."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from amc.staff.models import User
from participants.models import Enrolment
from tests.factories import (
    EnrolmentFactory,
    FollowUpFactory,
    InternshipFactory,
    MeetingFactory,
    PlanVersionFactory,
    UserFactory,
    agreed,
    at,
    make_people,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = (
    ("Eva-Lena Margareta", "Östergren von Rosenstierna-Lagercrantz"),
    ("Ali", "Abdi"),
    ("Tesfalem", "Ghebremedhin"),
    ("Maria", "Berg"),
)


def test_handing_over_undoing_and_the_letter(
    page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]
) -> None:
    people, today = make_people(), timezone.localdate()
    UserFactory(unit=people.unit, first_name="Cecilia", last_name="Dahl")
    cases = [
        EnrolmentFactory(
            participant__unit=people.unit,
            consultant=people.anna,
            participant__first_name=first,
            participant__last_name=last,
        )
        for first, last in NAMES
    ]
    week = today + dt.timedelta(days=7)
    FollowUpFactory(enrolment=cases[0], due_on=today - dt.timedelta(days=3))
    FollowUpFactory(enrolment=cases[1], due_on=week)
    MeetingFactory(enrolment=cases[1], starts_at=at(week), ends_at=at(week, 11))
    with transaction.atomic():
        InternshipFactory(enrolment=cases[2], first_day=today, last_day=today + dt.timedelta(days=90))
    agreed(PlanVersionFactory(enrolment=cases[2]), today)
    sign_in(people.eva)
    page.goto("/deltagare/")
    page.get_by_role("link", name="Lämna över en konsulents ärenden").click()
    look(page, "handover-whose")
    page.get_by_role("link", name="Anna Ängström").click()
    look(page, "handover-form")
    page.get_by_label("Bo Bergqvist", exact=False).first.check()
    page.get_by_label("Cecilia Dahl", exact=False).first.check()
    page.get_by_role("button", name="Visa vem som får vad").click()
    expect(page.get_by_text("Så här blir det")).to_be_visible()
    page.get_by_label("Vem tar över Maria Berg").select_option(label="Stannar hos Anna Ängström")
    page.get_by_role("button", name="Lämna över ärendena").click()
    expect(page.get_by_text("Skriv varför ärendena lämnas över.").first).to_be_visible()
    look(page, "handover-error")
    page.get_by_label("Varför").fill("Byter team")
    page.get_by_role("button", name="Lämna över ärendena").click()
    expect(page.get_by_text("3 ärenden lämnades över.")).to_be_visible()
    look(page, "handover-done")
    assert Enrolment.objects.filter(consultant=people.anna).count() == 1
    page.get_by_role("link", name="Ångra överlämningen").click()
    look(page, "handover-undo")
    page.get_by_role("button", name="Ångra överlämningen").click()
    expect(page.get_by_text("3 ärenden är som de var före överlämningen.")).to_be_visible()
    look(page, "handover-undone")
    assert Enrolment.objects.filter(consultant=people.anna).count() == 4
    page.goto("/deltagare/lamna-over/")
    page.get_by_role("link", name="Anna Ängström").click()
    page.get_by_label("Bo Bergqvist", exact=False).first.check()
    page.get_by_label("Varför").fill("Semester")
    page.get_by_label("Till och med").fill(week.isoformat())
    page.get_by_role("button", name="Lämna över ärendena").click()
    expect(page.get_by_text("4 ärenden lämnades över.")).to_be_visible()
    page.goto("/overlamningar/")
    look(page, "handover-list")
    sign_in(people.bo)
    page.goto("/min-dag/")
    expect(page.get_by_text("4 ärenden av Anna Ängström")).to_be_visible()
    look(page, "handover-my-day")
    page.get_by_role("link", name="Läs brevet").first.click()
    look(page, "handover-letter")
    page.get_by_role("button", name="Jag har läst brevet").click()
    expect(page.get_by_text("Brevet är markerat som läst.")).to_be_visible()
