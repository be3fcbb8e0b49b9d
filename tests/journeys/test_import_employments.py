"""A municipality that begins here takes its running employments along from a spreadsheet with errors."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from amc.staff.models import User
from placements.models import Employer, Employment
from tests.placements.import_room import make_town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page, str], None]
SignIn = Callable[[User], None]
HEADINGS = ["Personnr", "Form", "Org.nr", "Arbetsgivare", "Arbetsplats", "Ansvarig", "Fr.o.m.", "T.o.m.", "Tjgrad"]
HEADINGS += ["Fack", "Kollektivavtal", "Handlingsplan"]


def workbook(*rows: list) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Anställda via Jobbtorg Centrum"])
    book.active.append([])
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_import_running_employments(page: Page, sign_in: SignIn, look: Look) -> None:
    town = make_town()
    people = [town.number(plan=number != 2, participant__first_name=name) for number, name in enumerate("ABCDEF")]
    unknown = next(town.numbers).formatted()
    common = ["556016-0680", "Gröna Gården", "Förrådet", "Hans Hedlund"]
    content = workbook(
        HEADINGS,
        [people[0], "AMI", *common, "2026-02-01", "2027-01-31", 1, "Kommunal", "BEA", None],
        [people[1], "AMI", *common, "2026-02-01", "2028-03-31", 0.75, "Kommunal", "BEA", None],
        [people[2], "AMI", *common, "2026-03-01", "2027-02-28", 0.5, "Kommunal", "BEA", "2026-02-10"],
        [people[3], "AMI", *common, "2026-02-01", "2027-01-31", 1, None, None, None],
        [
            people[4],
            "AMI",
            None,
            "Blå Bageriet",
            None,
            "Ulla Ek",
            "2026-02-01",
            "2027-01-31",
            1,
            "Kommunal",
            "BEA",
            None,
        ],
        [unknown, "Trygghetsjobb", *common, "2026-02-01", "2027-01-31", 1, "Kommunal", "BEA", None],
    )
    sign_in(town.people.eva)
    page.goto("/placeringar/")
    page.get_by_role("link", name="Importera fil").click()
    look(page, "anstallningar-import-start")
    page.get_by_label("Fil", exact=True).set_input_files(
        {"name": "anställda.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    page.get_by_label("Skäl för undantag").fill("Planen skrevs på papper innan enheten började med AMC.")
    page.get_by_label("Arbetsgivare som inte finns i registret").select_option(label="Läggs upp som privat")
    page.get_by_label("Lägg upp handledare som saknas").check()
    page.get_by_role("button", name="Granska filen").click()
    expect(page.get_by_text("Välj en handledare som finns på plats").first).to_be_visible()
    look(page, "anstallningar-import-utan-handledare")
    page.get_by_role("link", name="Ändra kolumner och val").click()
    page.get_by_label("Ansvarig").select_option(label="Handledare")
    look(page, "anstallningar-import-kolumner")
    page.get_by_role("button", name="Visa raderna").click()
    expect(page.get_by_role("link", name="Med fel 2")).to_be_visible()
    expect(page.get_by_text("AMI-anställning får vara högst 24 månader")).to_be_visible()
    expect(page.get_by_text("”Trygghetsjobb” känns inte igen")).to_be_visible()
    look(page, "anstallningar-import-fel")
    page.get_by_role("link", name="Med varning 2").click()
    page.get_by_text("Läggs upp i registret med raderna").click()
    look(page, "anstallningar-import-varningar")
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta som XLSX").click()
    failed = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    assert [cell.value for cell in failed[1]][-2:] == ["Rad i filen", "Fel"]
    assert failed.max_row == 3
    page.get_by_label("Importera ingenting förrän alla rader är rätt").check()
    page.get_by_role("button", name="Importera", exact=True).click()
    expect(page.get_by_role("alert").first).to_contain_text("läggs inget in")
    look(page, "anstallningar-import-inget")
    assert not Employment.objects.exists()
    page.get_by_label("Importera resten").check()
    page.get_by_label("Jag har läst varningarna").check()
    page.get_by_role("button", name="Importera", exact=True).dblclick()
    expect(page.get_by_text("4 anställningar importerades.")).to_be_visible()
    look(page, "anstallningar-import-klar")
    assert Employment.objects.count() == 4
    assert Employer.objects.get(name="Blå Bageriet").supervisors.get().full_name == "Ulla Ek"
