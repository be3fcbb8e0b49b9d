"""The systemförvaltare changes how often a form of employment is followed up, and reads the numbers first."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import add_months, month_start, today
from handlingsplan.models import FollowUp
from placements.actions.following import plan_follow_ups
from placements.models import Scheme
from tests.factories import EmploymentFactory, EnrolmentFactory, at, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_numbers_are_read_before_follow_ups_are_moved(page: Page, sign_in, look):
    people = make_people()
    Scheme.objects.filter(code="nystartsjobb").update(follow_up_months=6)
    first = add_months(month_start(today()), -2)
    for _ in range(2):
        case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
        row = EmploymentFactory(
            enrolment=case,
            scheme_id="nystartsjobb",
            supervisor=None,
            first_day=first,
            last_day=add_months(first, 18) - dt.timedelta(days=1),
        )
        plan_follow_ups(row, at(today()))
    before = set(FollowUp.objects.values_list("due_on", flat=True))
    sign_in(people.admin)
    page.goto("/administration/anstallningsformer/")
    page.get_by_role("link", name="Nystartsjobb").click()
    months = page.get_by_label("Uppföljning var (månader)")
    months.fill("9")
    page.get_by_role("button", name="Spara").click()
    told = page.get_by_label("2 pågående ärenden berörs", exact=False)
    expect(told).to_be_visible()
    look(page, "anstallningsform-uppfoljning")
    assert set(FollowUp.objects.values_list("due_on", flat=True)) == before
    told.check()
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("2 uppföljningar flyttades, 0 lades till och 2 ställdes in.")).to_be_visible()
    page.get_by_role("link", name="Nystartsjobb").click()
    expect(page.get_by_text("6 → 9")).to_be_visible()
    # AMI stays, and what else was typed is kept.
    page.goto("/administration/anstallningsformer/ami/")
    months.fill("6")
    page.get_by_label("Källa").fill("AMI-avtalet 2024.")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("AMI-anställning följs upp var 12:e månad enligt avtalet. Skriv 12.").first).to_be_visible()
    expect(page.get_by_label("Källa")).to_have_value("AMI-avtalet 2024.")
    look(page, "anstallningsform-ami")
