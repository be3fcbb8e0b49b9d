"""A deviation on its own page: noted, acted on, proposed and closed by the enhetschef, and counted."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from amc.staff.models import Municipality, User
from placements.models import Deviation
from tests.factories import EmployerFactory, InternshipFactory, SupervisorFactory, WorkplaceFactory, make_people
from tests.placements.employer_room import AgreementFactory
from tests.placements.room import placed, ready_for_ami

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = dt.timedelta(days=1)
Look = Callable[[Page, str], None]
SignIn = Callable[[User], None]


def test_an_accident_from_the_note_to_the_figures(page: Page, sign_in: SignIn, look: Look) -> None:
    people = make_people()
    Municipality.objects.update(serious_deviation_advice="Anmäl olyckan till Arbetsmiljöverket samma dag.")
    employer = EmployerFactory(name="Ekhaga snickeri och montering AB", kind="privat")
    AgreementFactory(employer=employer)
    practice = placed(
        InternshipFactory,
        enrolment=ready_for_ami(people, participant__first_name="Leyla", participant__last_name="Özdemir"),
        workplace=WorkplaceFactory(employer=employer, name="Snickeriet"),
        first_day=today() - 40 * DAY,
        last_day=today() + 50 * DAY,
        supervisor=SupervisorFactory(employer=employer, first_name="Disa", last_name="Dahl"),
    )
    Deviation.objects.create(
        enrolment=practice.enrolment,
        internship=practice,
        kind=Deviation.Kind.ABSENCE,
        text="Kom inte i måndags.",
        severity=Deviation.Severity.MINOR,
        noticed_on=today(),
        created_by=people.anna,
    )
    sign_in(people.anna)
    page.goto(f"/praktik/{practice.uuid}/avvikelse/")
    page.get_by_label("Olycka", exact=True).check()
    page.get_by_label("Vad har hänt?").fill("Klämde två fingrar i klippbordet. Sydd på vårdcentralen.")
    page.get_by_label("Allvarlig: någon kom till skada", exact=False).check()
    page.get_by_label("När hände det?").fill(today().isoformat())
    page.get_by_label("Klockan").fill("09:40")
    page.get_by_role("textbox", name="Var?").fill("Vid klippbordet")
    page.get_by_role("button", name="Anteckna avvikelsen").click()
    expect(page.get_by_text("Enhetschefen ser den i sin Min dag.", exact=False)).to_be_visible()
    deviation = Deviation.objects.get(kind="accident")

    page.goto(deviation.get_absolute_url())
    expect(page.get_by_text("Anmäl olyckan till Arbetsmiljöverket samma dag.")).to_be_visible()
    look(page, "avvikelse-oppen")
    page.get_by_role("link", name="Ny åtgärd").click()
    page.get_by_label("Vad ska göras?").fill("Skydd på klippbordet och en ny genomgång.")
    page.get_by_label("Senast").fill((today() + 2 * DAY).isoformat())
    page.get_by_role("button", name="Lägg in åtgärden").click()
    expect(page.get_by_text("Skydd på klippbordet och en ny genomgång.").first).to_be_visible()
    look(page, "avvikelse-atgard")
    page.get_by_role("link", name="Gjord: Skydd på klippbordet", exact=False).click()
    page.get_by_label("Hur gick det?").fill("Skyddet sitter.")
    page.get_by_role("button", name="Markera som gjord").click()
    expect(page.get_by_text("Skyddet sitter.", exact=False)).to_be_visible()
    page.get_by_role("link", name="Föreslå stängning").click()
    page.get_by_label("Vad har ni gjort?").fill("Skydd monterat, genomgång gjord, anmält.")
    page.get_by_role("button", name="Föreslå stängning").click()
    page.goto(deviation.get_absolute_url())
    expect(page.get_by_text("Enhetschefen har den i Min dag och stänger den.")).to_be_visible()
    expect(page.get_by_role("link", name="Stäng avvikelsen")).to_have_count(0)
    look(page, "avvikelse-foreslagen")

    sign_in(people.eva)
    page.goto("/min-dag/")
    expect(page.locator("[data-row]", has_text="vvikelse").first).to_be_visible()
    page.goto(deviation.get_absolute_url())
    page.get_by_role("link", name="Stäng avvikelsen").click()
    expect(page.get_by_label("Vad har ni gjort?")).to_have_value("Skydd monterat, genomgång gjord, anmält.")
    look(page, "avvikelse-stang")
    page.get_by_role("button", name="Stäng avvikelsen").click()
    expect(page.get_by_text("Avvikelsen är stängd.")).to_be_visible()
    page.goto(deviation.get_absolute_url())
    expect(page.get_by_text("Stängd", exact=True)).to_be_visible()
    look(page, "avvikelse-stangd")
    deviation.refresh_from_db()
    assert (deviation.mended_on, deviation.mended_by, deviation.proposed_by) == (today(), people.eva, people.anna)

    page.goto("/avvikelser/")
    look(page, "avvikelser")
    page.get_by_role("link", name="Statistik").click()
    figures = {
        section.get_by_role("heading").inner_text(): section.locator("tbody tr").all_inner_texts()
        for section in page.locator("main section").all()
    }
    assert sorted(line.split() for line in figures["Slag"]) == [["Frånvaro", "1"], ["Olycka", "1"]]
    assert [line.split()[-1] for line in figures["Arbetsgivare"]] == ["2"]
    look(page, "avvikelser-statistik")
    page.locator("tr", has_text="Olycka").get_by_role("link", name="1").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("Olycka")
    look(page, "avvikelser-bakom-siffran")
    page.goto("/avvikelser/statistik/?fran=2015-01-01&till=2015-12-31")
    expect(page.get_by_text("Ingen avvikelse under perioden")).to_be_visible()
    look(page, "avvikelser-statistik-tom")
