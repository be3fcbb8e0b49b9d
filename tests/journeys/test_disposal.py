"""Disposal: from what is past its term to the log."""

from collections.abc import Callable

import pytest
import time_machine
from django.db import transaction
from playwright.sync_api import Page, expect

from amc.disposal.models import LegalHold
from amc.disposal.tasks import carry_out_disposals
from amc.staff.models import User
from tests.disposal.life import BEGAN, Canaries, live
from tests.factories import at, make_people
from tests.journeys.conftest import SHOTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_list_to_the_log(
    page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]
) -> None:
    people = make_people()
    with time_machine.travel(at(BEGAN, 12), tick=False), transaction.atomic():
        for whose, day in (("1", 7), ("2", 8), ("a", 15)):
            case = live(people, Canaries(whose), birth_day=day)
    held = case.participant
    sign_in(people.eva)

    page.goto("/oversikt/")
    page.get_by_role("link", name="Gallring").click()
    expect(page.get_by_text("2 handlingar kan gallras")).to_be_visible()
    page.goto(f"/deltagare/{held.uuid}/gallringsstopp/")
    page.get_by_label("Varför").fill("Deltagaren har begärt skadestånd.")
    page.get_by_label("Beslut").fill("Enhetschefen 2026-11-20")
    look(page, "gallringsstopp")
    page.get_by_role("button", name="Inför gallringsstopp").click()
    expect(page.get_by_text("Gallringsstoppet är infört.")).to_be_visible()
    assert LegalHold.objects.standing().count() == 1

    page.goto(f"/deltagare/{held.uuid}/registerutdrag/")
    page.get_by_label("Diarienummer").fill("AMN 2026/12")
    page.get_by_label("Vem som får utdraget").fill("Deltagaren själv")
    page.get_by_label("Så vet du vem det är").fill("Legitimation visad")
    look(page, "registerutdrag")
    with page.expect_download() as download:
        page.get_by_role("button", name="Ta ut registerutdraget").click()
    download.value.save_as(SHOTS / "registerutdrag.zip")

    page.goto("/gallring/")
    look(page, "gallring")
    page.get_by_role("link", name="XLSX").click()
    page.get_by_role("button", name="Hämta filen").click()
    expect(page.get_by_role("link", name="Svara på ”Vad ska filen användas till?”")).to_be_visible()
    look(page, "fil-andamal")
    page.get_by_label("Underlag till nämnden eller ledningen").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Hämta filen").click()
    assert download.value.suggested_filename.startswith("gallring-")
    page.get_by_role("link", name="Tillbaka till listan").click()
    page.get_by_role("link", name="Granska och godkänn").click()
    page.get_by_label("Beslut").fill("Dokumenthanteringsplanen 2026, § 12")
    page.get_by_label("Jag har läst listan.").check()
    look(page, "gallring-godkann")
    page.get_by_role("button", name="Godkänn gallringen").click()
    expect(page.get_by_text("Gallringen är godkänd och utförs inom kort.")).to_be_visible()
    carry_out_disposals()
    page.reload()
    expect(page.get_by_text("Gallrad", exact=True).first).to_be_visible()
    look(page, "gallring-logg")
    page.get_by_role("link", name="Gallringslogg").click()
    look(page, "gallringar")
    page.goto("/oversikt/lista/ut/?fran=2016-01-01&till=2016-12-31")
    expect(page.get_by_text("2 gallrade ärenden, som inte kan öppnas")).to_be_visible()
