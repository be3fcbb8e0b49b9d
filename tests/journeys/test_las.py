"""HR looks at who nears twelve months of särskild visstid, checks the days and answers what becomes of it."""

import datetime as dt
import io

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from amc.calendar import add_months, month_start, today
from amc.reminders.actions import sweep
from placements.models import Scheme
from tests.factories import EmployerFactory, EmploymentFactory, make_people
from tests.placements.room import placed, ready_for_ami

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ONE_DAY = dt.timedelta(days=1)


def test_hr_finds_and_checks_the_days(page: Page, sign_in, look):
    people = make_people()
    Scheme.objects.filter(code="nystartsjobb").update(las="counts")
    first = add_months(month_start(today()), -10)
    enrolment = ready_for_ami(
        people,
        participant__first_name="Åsa-Margareta",
        participant__last_name="Öberg Lindström Ghebremariam",
        opened_on=first - dt.timedelta(days=60),
    )
    told = {"enrolment": enrolment, "scheme_id": "nystartsjobb", "employer": EmployerFactory(), "workplace": None}
    placed(EmploymentFactory, **told, first_day=first, last_day=add_months(first, 4) - ONE_DAY)
    placed(EmploymentFactory, **told, first_day=add_months(first, 6), last_day=add_months(first, 18) - ONE_DAY)
    sign_in(people.hr)
    page.goto("/placeringar/")
    page.get_by_role("link", name="LAS", exact=True).click()
    expect(page.get_by_text("1 anställning")).to_be_visible()
    look(page, "las-lista")
    page.get_by_role("link", name="Åsa-Margareta Öberg Lindström Ghebremariam").click()
    expect(page.get_by_role("heading", name="Särskild visstid")).to_be_visible()
    expect(page.get_by_role("heading", name="Månad för månad")).to_be_visible()
    look(page, "las-konto")
    # The file holds the rows of the table: its last sum is the account's.
    page.get_by_role("link", name="Excel").click()
    page.get_by_label("Tillsyn", exact=False).first.check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Hämta filen").click()
    head, *rows = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).active.values
    shown = {}
    page.get_by_role("link", name="Tillbaka", exact=False).first.click()
    months = page.get_by_role("region", name="Månad för månad").locator("tbody tr")
    for number in range(months.count()):
        days, total = (months.nth(number).locator("td").nth(place).inner_text() for place in (0, 1))
        shown[number] = (int(days), int(total))
    counted = [row for row in rows if row[head.index("Räknas")] == "ja"]
    assert len(counted) == sum(days for days, _ in shown.values()) == shown[len(shown) - 1][1]
    assert rows[-1][head.index("Summa inom fem år")] == shown[len(shown) - 1][1]
    assert {row[head.index("Form")] for row in rows} == {"Nystartsjobb"}


def test_hr_says_how_a_form_counts(page: Page, sign_in, look):
    people = make_people()
    sign_in(people.hr)
    page.goto("/placeringar/las/")
    page.get_by_role("link", name="Så räknas formerna").click()
    expect(page.get_by_role("row", name="Introduktionsjobb Undantagen")).to_be_visible()
    look(page, "las-former")
    page.get_by_role("link", name="Arbetsmarknadsanställning", exact=True).click()
    page.get_by_label("Räknas", exact=True).check()
    page.get_by_label("Vad bygger det på?").fill("")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Svara på ”Vad bygger det på?”").first).to_be_visible()
    page.get_by_label("Vad bygger det på?").fill("Vårt lokala avtal, 2026-03-01.")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Arbetsmarknadsanställning: räknas. Det gäller alla avtal i formen.")).to_be_visible()
    expect(page.get_by_role("row", name="Arbetsmarknadsanställning Räknas Vårt lokala avtal")).to_be_visible()
    page.get_by_role("link", name="Arbetsmarknadsanställning", exact=True).click()
    expect(page.get_by_text("Fråga HR → Räknas")).to_be_visible()
    look(page, "las-form")


def test_the_forms_follow_the_contracts_first_day(page: Page, sign_in):
    """A form of employment is offered on the days that it is in force; with the keyboard alone, too."""
    people = make_people()
    enrolment = ready_for_ami(people)
    sign_in(people.anna)
    page.goto(f"/deltagare/{enrolment.participant.uuid}/placering/ny-anstallning/")
    forms, first = page.get_by_label("Anställningsform"), page.get_by_label("Första dag")
    gone = forms.locator("option[value=extratjanst]")
    expect(gone).to_have_count(0)
    expect(forms.locator("option[value=ami]")).to_have_count(1)
    first.fill("2021-12-31")
    expect(gone).to_have_count(1)
    expect(forms.locator("option[value=etableringsjobb]")).to_have_count(0)
    forms.select_option("extratjanst")
    # What is chosen stays, and the page says that it is no more.
    first.fill("2026-12-01")
    expect(forms.locator("option:checked")).to_have_text("Extratjänst (till och med 2021-12-31)")
    expect(page.get_by_text("Extratjänst fanns till och med 2021-12-31").first).to_be_visible()
    expect(forms.locator("option[value=etableringsjobb]")).to_have_count(1)
    forms.select_option("ami")
    first.fill("2026-12-02")
    expect(gone).to_have_count(0)


def test_hr_answers_the_notice_and_the_consultant_sees_it(page: Page, sign_in, look):
    people = make_people()
    Scheme.objects.filter(code="nystartsjobb").update(las="counts")
    first = add_months(month_start(today()), -10)
    enrolment = ready_for_ami(
        people,
        participant__first_name="Åsa-Margareta",
        participant__last_name="Öberg Lindström Ghebremariam",
        opened_on=first - dt.timedelta(days=60),
    )
    row = placed(
        EmploymentFactory,
        enrolment=enrolment,
        scheme_id="nystartsjobb",
        employer=EmployerFactory(name="Ekhaga restaurang och catering AB"),
        workplace=None,
        first_day=first,
        last_day=add_months(first, 18) - ONE_DAY,
    )
    sweep(today(), now=timezone.now())
    sign_in(people.hr)
    page.goto("/notiser/")
    page.get_by_role("button", name="LAS: 9, 11 eller 12 månader hos arbetsgivaren").click()
    expect(page.get_by_role("heading", name="Besked", exact=True)).to_be_visible()
    look(page, "las-vantar")
    page.get_by_role("link", name="Ge besked").click()
    page.get_by_label("Går till en annan arbetsgivare").check()
    page.get_by_role("button", name="Spara beskedet").click()
    expect(page.get_by_text("Skriv vad beskedet bygger på.").first).to_be_visible()
    look(page, "las-besked-fel")
    page.get_by_label("Kommentar").fill("Går till Ekhaga den 1 mars, när avtalet med kommunen slutar.")
    page.get_by_role("button", name="Spara beskedet").click()
    expect(page.get_by_text("Beskedet är sparat: Går till en annan arbetsgivare.", exact=False)).to_be_visible()
    look(page, "las-besked")
    page.goto("/placeringar/las/")
    expect(page.get_by_role("cell", name="Hilda Hansson")).to_be_visible()
    look(page, "las-lista-besked")
    sweep(today(), now=timezone.now())
    sign_in(people.anna)
    page.goto("/min-dag/")
    expect(page.get_by_text("Stäm av med HR")).to_have_count(0)
    page.goto(row.get_absolute_url())
    expect(page.get_by_text("Går till en annan arbetsgivare", exact=False)).to_be_visible()
    look(page, "las-anstallning")
