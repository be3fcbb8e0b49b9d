"""Statements as the consultant has them: asked for, chased from Min dag until they come, and sent."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from amc.staff.models import User
from participants.models import Disclosure, OutsideContact, Statement
from tests.factories import EnrolmentFactory, make_people
from tests.participants.sharing_room import DisclosureFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_asked_for_until_it_comes_and_sent_with_its_disclosure(
    page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]
) -> None:
    people, today = make_people(), timezone.localdate()
    case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    OutsideContact.objects.create(enrolment=case, organisation="fk", name="Karin Karlsson")
    sign_in(people.anna)
    page.goto(f"/deltagare/{case.participant.uuid}/kartlaggning/")
    page.get_by_role("link", name="Utlåtanden som är begärda").click()
    look(page, "statements-empty")
    page.get_by_role("link", name="Begärt eller mottaget").click()
    page.get_by_label("Slag").select_option("lakarutlatande")
    page.get_by_label("Någon annan").check()
    page.get_by_role("button", name="Spara utlåtandet").click()
    look(page, "statement-errors")
    page.get_by_label("Vem utlåtandet begärs av").fill("Vårdcentralen Ängen, dr Östergren")
    page.get_by_label("Väntas senast").fill((today + dt.timedelta(days=5)).isoformat())
    page.get_by_role("button", name="Spara utlåtandet").click()
    expect(page.get_by_text("Utlåtandet är antecknat.")).to_be_visible()
    page.get_by_role("link", name="Skickat").click()
    page.get_by_label("Slag", exact=True).select_option("underlag_fk")
    page.get_by_label("Försäkringskassan: Karin Karlsson").check()
    page.get_by_label("Namn, ärendenummer och kontaktuppgifter").check()
    page.get_by_label("Lagrum").fill("10 kap. 2 § OSL (2009:400)")
    page.get_by_role("textbox", name="Sekretessprövning").fill("Behövs för att bedöma rätten till ersättning.")
    page.get_by_label("Diarienummer eller var det finns").fill("dnr 2026/77")
    look(page, "statement-send")
    page.get_by_role("button", name="Spara utlåtandet").click()
    expect(page.get_by_text("Utlåtandet och utlämnandet är antecknade.")).to_be_visible()
    look(page, "statements")
    told = Disclosure.objects.get()
    assert (told.organisation, told.person) == ("Försäkringskassan", "Karin Karlsson")
    page.goto("/min-dag/")
    page.get_by_role("link", name="Har det kommit?").or_(
        page.get_by_role("button", name="Har det kommit?")
    ).first.click()
    page.get_by_label("Diarienummer eller var det finns").wait_for()
    look(page, "statement-in-row")
    page.get_by_label("Diarienummer eller var det finns").fill("Akten, flik 5")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Utlåtandet är sparat.").first).to_be_visible()
    now = Statement.objects.filter(kind__code="lakarutlatande").current().get()
    assert (now.direction, now.reference) == ("received", "Akten, flik 5")
    page.goto(f"/deltagare/{case.participant.uuid}/utlatanden/")
    page.get_by_text("Så stod det förut").click()
    look(page, "statements-history")
    told = DisclosureFactory(participant=case.participant, enrolment=case, disclosed_by=people.anna)
    page.get_by_role("link", name="Skickat").click()
    page.get_by_label("Slag", exact=True).select_option("intyg")
    expect(page.get_by_label("Lagrum")).to_be_visible()
    page.get_by_label("Arbetsförmedlingen, Siv Sandberg", exact=False).check()
    expect(page.get_by_label("Lagrum")).to_be_hidden()
    look(page, "statement-send-linked")
    page.get_by_role("button", name="Spara utlåtandet").click()
    expect(page.get_by_text("Utlåtandet är antecknat, med utlämnandet som fanns.")).to_be_visible()
    assert Statement.objects.latest("pk").disclosure == told
