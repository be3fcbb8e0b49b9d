"""Loggranskning as the enhetschef does it: the queue, one reading, its outcome, the protocol."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from amc.audit.models import ReadLog
from amc.review.actions import choose
from amc.review.models import Flag
from amc.staff.models import User
from tests.factories import EnrolmentFactory, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_review(page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]) -> None:
    people = make_people()
    names = [("Amina", "Ahmed"), ("Eva-Lena Margareta", "Östergren von Rosenstierna-Lagercrantz"), ("Li", "Ängström")]
    now = timezone.now()
    for first, last in names:
        case = EnrolmentFactory(
            participant__unit=people.unit,
            participant__first_name=first,
            participant__last_name=last,
            consultant=people.bo,
        )
        ReadLog.objects.create(
            at=now,
            user=people.anna,
            unit=people.unit,
            kind=ReadLog.Kind.OPENED,
            persons=[case.participant_id],
            count=1,
            page="journal",
            purpose="Handläggning",
            entitlement=ReadLog.Entitlement.TEMPORARY,
            reason="Annat skäl: Deltagaren står i receptionen och behöver sin plan.",
            ip="10.20.30.40",
        )
    choose(now, now)
    sign_in(people.eva)
    page.goto("/loggranskning/")
    expect(page.get_by_text("3 läsningar att granska")).to_be_visible()
    look(page, "review-queue")
    page.get_by_role("link", name="Granska Anna Ängström").first.click()
    page.get_by_label("Fråga ställd").check()
    page.get_by_role("button", name="Spara granskningen").click()
    expect(page.get_by_text("Skriv vad du frågade").first).to_be_visible()
    look(page, "review-reading")
    page.get_by_label("Kommentar").fill("Frågade Anna, svar i veckan.")
    page.get_by_role("button", name="Spara granskningen").click()
    expect(page.get_by_text("2 läsningar att granska")).to_be_visible()
    page.get_by_role("link", name="Granskade").click()
    expect(page.get_by_text("Frågade Anna, svar i veckan.")).to_be_visible()
    look(page, "review-done")
    assert Flag.objects.exclude(outcome="").count() == 1
