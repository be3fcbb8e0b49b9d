"""Opening a colleague's case: the question why, the time that is left, and closing it again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amc.staff.models import User
from participants.models import TemporaryAccess
from tests.factories import EnrolmentFactory, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_colleagues_case(page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]) -> None:
    people = make_people()
    case = EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="Eva-Lena Margareta",
        participant__last_name="Östergren von Rosenstierna-Lagercrantz",
        consultant=people.anna,
    )
    sign_in(people.bo)
    page.goto(case.participant.get_absolute_url())
    expect(page.get_by_role("heading", name="Du arbetar inte i det här ärendet")).to_be_visible()
    look(page, "opening-question")
    page.get_by_label("Annat skäl").check()
    page.get_by_role("button", name="Öppna ärendet").click()
    expect(page.get_by_role("alert").get_by_text("Skriv med egna ord varför").first).to_be_visible()
    look(page, "opening-refused")
    page.get_by_label("Med egna ord").fill("Deltagaren står i receptionen och behöver sin plan.")
    page.get_by_role("button", name="Öppna ärendet").click()
    expect(page.get_by_text("60 minuter kvar")).to_be_visible()
    look(page, "opening-open")
    page.get_by_role("button", name="Stäng", exact=True).click()
    expect(page.get_by_text("Ärendet är stängt för dig igen.")).to_be_visible()
    assert TemporaryAccess.objects.get().ended_at is not None
    page.goto(case.participant.get_absolute_url())
    expect(page.get_by_role("heading", name="Du arbetar inte i det här ärendet")).to_be_visible()
