"""KAA as the consultant does it: the register is filled in, the list mended, and another source takes over at 20."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from amc.calendar import add_months
from amc.kaa.rules import half_year
from amc.staff.models import User
from participants.models import Enrolment
from tests.factories import make_people
from tests.kaa.room import MeasureFactory, youth

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_register_the_list_and_the_way_out(
    page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]
) -> None:
    people, today = make_people(), timezone.localdate()
    opened_on = today - dt.timedelta(days=300)
    case = youth(
        people,
        birth_date=add_months(today - dt.timedelta(days=3), -240),
        opened_on=opened_on,
        participant__first_name="Eva-Lena Margareta",
        participant__last_name="Östergren von Rosenstierna-Lagercrantz",
    )
    MeasureFactory(enrolment=case, offered_on=today - dt.timedelta(days=60))
    sign_in(people.anna)
    page.goto(case.participant.get_absolute_url())
    page.get_by_role("link", name="KAA-registret").click()
    look(page, "kaa-register-first")
    page.get_by_role("link", name="Praktik").click()
    page.get_by_label("Tackat ja").check()
    page.get_by_role("button", name="Spara insatsen").click()
    expect(page.get_by_text("Skriv vilken dag ungdomen svarade").first).to_be_visible()
    look(page, "kaa-measure-error")
    page.get_by_label("Svarade").fill((today - dt.timedelta(days=50)).isoformat())
    page.get_by_role("button", name="Spara insatsen").click()
    expect(page.get_by_text("Insatsen är sparad.")).to_be_visible()
    first, last = half_year(today)
    page.goto(f"/kaa/halvarslista/?fran={first}&till={last}")
    look(page, "kaa-list")
    page.get_by_role("link", name="Sysselsättningen").click()
    page.get_by_label("Arbete").check()
    page.get_by_label("Från och med").fill(opened_on.isoformat())
    page.get_by_role("button", name="Spara sysselsättningen").click()
    look(page, "kaa-register")
    page.goto("/min-dag/")
    page.get_by_role("link", name="Lämna över").first.click()
    page.get_by_label("Ny remittent").select_option(label="Arbetsförmedlingen")
    look(page, "kaa-exit-in-row")
    page.goto(f"/arenden/{case.uuid}/kaa/lamna/")
    look(page, "kaa-exit")
    page.get_by_label("Ny remittent").select_option(label="Arbetsförmedlingen")
    page.get_by_label("Vem tar emot?").fill("Lena Berg, 021-00 00 00")
    page.get_by_role("button", name="Lämna över till ny remittent").click()
    expect(page.get_by_text("Svara om vi får höra av oss").first).to_be_visible()
    look(page, "kaa-exit-error")
    expect(page.get_by_label("Vem tar emot?")).to_have_value("Lena Berg, 021-00 00 00")
    page.get_by_label("Nej").check()
    page.get_by_role("button", name="Lämna över till ny remittent").click()
    expect(page.get_by_text("har lämnat KAA")).to_be_visible()
    assert Enrolment.objects.filter(participant=case.participant, closed_on=None).get().source.code == "af"
