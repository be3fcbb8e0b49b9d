"""HR looks at who nears twelve months of särskild visstid, checks the days and answers what becomes of it."""

import datetime as dt

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
