"""An account that is about to end: from the notice to another last day."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from amc.audit.models import ReadLog
from amc.calendar import today
from amc.reminders.actions import sweep
from amc.staff.models import User
from tests.factories import at, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_notice_to_another_last_day(
    page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]
) -> None:
    people = make_people()
    User.objects.filter(pk=people.anna.pk).update(
        first_name="Anna-Margareta Wilhelmina",
        last_name="Ängström-Lindqvist",
        expires_on=today() + dt.timedelta(days=6),
    )
    sweep(today(), now=timezone.now())
    sign_in(people.anna)
    page.goto(reverse("account_renew", args=[people.anna.uuid]))
    expect(page.get_by_text("Be din enhetschef")).to_be_visible()
    look(page, "konto-eget")

    sign_in(people.eva)
    page.goto("/notiser/")
    look(page, "konto-notis")
    page.get_by_role("link", name="Ett konto går ut").or_(page.get_by_role("button", name="Ett konto går ut")).click()
    look(page, "konto-forlang")
    page.get_by_role("button", name="Förläng kontot").click()
    expect(page.get_by_text("Kontot för Anna-Margareta Wilhelmina Ängström-Lindqvist gäller till")).to_be_visible()


def test_the_months_of_the_log_stand_in_the_list(
    page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]
) -> None:
    people = make_people()
    for month in (1, 2):
        ReadLog.objects.create(
            at=at(dt.date(2015, month, 3), 10),
            user=people.bo,
            unit=people.unit,
            kind="opened",
            persons=[1],
            count=1,
            page="journal",
            purpose="Handläggning",
            entitlement="own",
        )
    sign_in(people.eva)
    page.goto("/gallring/")
    expect(page.get_by_text("Läslogg 2015-02").first).to_be_visible()
    look(page, "gallring-laslogg")
    page.get_by_role("link", name="Granska och godkänn").click()
    look(page, "gallring-laslogg-godkann")
