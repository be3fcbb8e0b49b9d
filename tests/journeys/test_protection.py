"""Noting that somebody is protected, naming a colleague, and what the colleague who is not named finds."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from amc.staff.models import User
from participants.models import Participant
from tests.factories import EnrolmentFactory, People, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page, str], None]
SignIn = Callable[[User], None]


@pytest.fixture
def people() -> People:
    return make_people()


def test_protection(people: People, page: Page, sign_in: SignIn, look: Look) -> None:
    case = EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="Eva-Lena Margareta",
        participant__last_name="Östergren von Rosenstierna",
        participant__city="Orten",
        consultant=people.anna,
        opened_on=today() - dt.timedelta(days=20),
    )
    person = case.participant
    sign_in(people.anna)
    page.goto(person.get_absolute_url())
    page.get_by_role("button", name="Mer").click()
    page.get_by_role("link", name="Skyddade personuppgifter").click()
    look(page, "skydd-inget")
    page.get_by_role("link", name="Anteckna skydd").click()
    page.get_by_role("button", name="Anteckna skyddet").click()
    look(page, "skydd-fel")
    page.get_by_label("Sekretessmarkering").check()
    page.get_by_label("Beslut eller uppgift").fill("Skatteverket, dnr 131 204-26")
    page.get_by_label("Beslutsdatum").fill(today().isoformat())
    page.get_by_role("button", name="Anteckna skyddet").click()
    expect(page.get_by_text("Bara namngiven personal ser deltagaren.").first).to_be_visible()
    look(page, "skydd")
    page.get_by_role("link", name="Namnge").click()
    look(page, "skydd-namnge")
    page.get_by_label("Vem").select_option(label="Bo Bergqvist, arbetsmarknadskonsulent")
    page.get_by_role("button", name="Namnge").click()
    expect(page.get_by_role("link", name="Ta bort Bo Bergqvist")).to_be_visible()
    page.get_by_role("link", name="Ta bort Bo Bergqvist").click()
    look(page, "skydd-ta-bort")
    page.get_by_role("button", name="Ta bort").click()
    expect(page.get_by_role("link", name="Ta bort Bo Bergqvist")).to_have_count(0)
    assert Participant.objects.get(pk=person.pk).city == ""
    page.goto(f"/deltagare/{person.uuid}/")
    expect(page.locator(".chips").get_by_text("Skyddade personuppgifter")).to_be_visible()
    sign_in(people.bo)
    answer = page.goto(person.get_absolute_url())
    assert answer is not None
    assert answer.status == 404
