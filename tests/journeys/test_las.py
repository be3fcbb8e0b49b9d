"""HR looks at who nears twelve months of särskild visstid, and checks the days."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import add_months, month_start, today
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
