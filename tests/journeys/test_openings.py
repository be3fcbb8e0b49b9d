"""From an open place to a participant and on to a praktik, as the consultant does it."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from amc.matching.models import Opening, Proposal
from amc.staff.models import User
from participants.models import KartlaggningArea, KartlaggningEntry
from tests.factories import EnrolmentFactory, KartlaggningEntryFactory, WorkplaceFactory, make_people
from tests.matching.room import OpeningFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_place_and_a_participant_find_each_other(
    page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]
) -> None:
    people = make_people()
    case = EnrolmentFactory(
        participant__unit=people.unit,
        consultant=people.anna,
        participant__first_name="Eva-Lena Margareta",
        participant__last_name="Östergren von Rosenstierna",
    )
    languages = {"languages": [{"language": "Svenska", "spoken": "b1"}, {"language": "Dari", "spoken": "modersmal"}]}
    for code, facts in {
        "kompetens": {"competences": [{"name": "Kock", "code": "kock"}]},
        "sprak": languages,
        "korkort": {"licences": ["B"]},
    }.items():
        KartlaggningEntryFactory(enrolment=case, area=KartlaggningArea.objects.get(code=code), facts=facts)
    kitchen = WorkplaceFactory(name="Köket på Ängens äldreboende", city="Nyköping")
    OpeningFactory(title="Lokalvård på kvällar", places=2, workplace__city="Trosa", criminal_record="asks")
    sign_in(people.anna)

    page.goto(kitchen.employer.get_absolute_url())
    page.get_by_role("link", name="Ny ledig plats").click()
    page.get_by_role("button", name="Lägg in platsen").click()
    look(page, "opening-errors")
    page.get_by_label("Praktik", exact=True).check()
    page.get_by_label("Vad gör man där?").fill("Kock i storkök")
    page.get_by_label("Yrke", exact=False).first.fill("Kock")
    page.get_by_label("Svenska, lägst").select_option("a2")
    page.get_by_text("Det konsulenten bedömer").click()
    page.get_by_label("Fysiska krav").fill("Tunga kastruller")
    page.get_by_role("button", name="Lägg in platsen").click()
    expect(page.get_by_text("Platsen är inlagd.")).to_be_visible()
    look(page, "opening")
    page.goto("/platser/")
    expect(page.get_by_role("link", name="Kock i storkök")).to_be_visible()
    look(page, "openings")

    page.goto(f"/deltagare/{case.participant.uuid}/placering/")
    page.get_by_role("link", name="Platser som passar").click()
    look(page, "places-empty")
    page.get_by_role("link", name="Fyll i", exact=True).click()
    expect(page.get_by_label("Yrke", exact=False).first).to_have_value("Kock")
    page.get_by_label("Orter").fill("Gnesta")
    page.get_by_label("Högst så långt").select_option(label="20 km")
    page.get_by_role("button", name="Spara och visa platser").click()
    expect(page.get_by_text("Välj varifrån avståndet räknas, eller ta bort gränsen.").first).to_be_visible()
    page.get_by_label("Avstånd räknas från").select_option(label="Oxelösund")
    look(page, "seeking")
    page.get_by_role("button", name="Spara och visa platser").click()
    expect(page.get_by_text("Söker kock – platsen är kock")).to_be_visible()
    expect(page.get_by_text("Nyköping, 11 km fågelvägen från Oxelösund – högst 20 km")).to_be_visible()
    look(page, "places")
    area = KartlaggningArea.objects.get(code="sprak")
    KartlaggningEntryFactory(
        enrolment=case,
        area=area,
        supersedes=KartlaggningEntry.objects.get(area=area),
        facts={"languages": [{"language": "Svenska", "spoken": "b2"}, {"language": "Dari", "spoken": "modersmal"}]},
    )
    page.reload()
    expect(page.get_by_text("Kartläggningen har ändrats sedan det här fylldes i.", exact=False)).to_be_visible()
    expect(page.get_by_label("Svenska: B2 (här står B1)")).to_be_checked()
    look(page, "places-heard")
    page.get_by_role("button", name="Ta över det markerade").click()
    expect(page.get_by_text("Det som kartläggningen säger är övertaget.")).to_be_visible()
    page.get_by_role("link", name="Föreslå Kock i storkök").click()
    look(page, "propose")
    page.get_by_role("button", name="Spara förslaget").click()
    expect(page.get_by_text("Platsen är reserverad.")).to_be_visible()
    look(page, "places-proposed")
    page.get_by_role("link", name="Hur gick det?").click()
    page.get_by_label("Det blir av: platsen tillsätts").check()
    look(page, "proposal-answer")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("heading", name="Ny praktik")).to_be_visible()
    expect(page.get_by_label("Arbetsplats")).to_have_value(f"{kitchen}, {kitchen.employer}")
    assert Proposal.objects.get().state == "accepted"
    opening = Opening.objects.get(title="Kock i storkök")
    page.goto(opening.get_absolute_url())
    expect(page.get_by_text("Fullt")).to_be_visible()
    other = Opening.objects.get(title="Lokalvård på kvällar")
    page.goto(f"{other.get_absolute_url()}deltagare/")
    expect(page.get_by_text("Det räknas inte in.")).to_be_visible()
    look(page, "opening-matches")

    other.workplace.employer.opens_on = today() + dt.timedelta(days=40)
    other.workplace.employer.save()
    page.goto(f"/deltagare/{case.participant.uuid}/platser/")
    expect(
        page.locator(".match").filter(has_text="Lokalvård på kvällar").get_by_text("Öppnar den").first
    ).to_be_visible()
    look(page, "places-opens")
