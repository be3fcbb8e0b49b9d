"""An AMI is followed up with its own questions, and the union gets its copy: in a real browser."""

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from amc.calendar import today
from handlingsplan.models import FollowUpAnswer
from tests.factories import EnrolmentFactory, FollowUpFactory, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_yearly_follow_up_is_held_and_copied(page: Page, sign_in, look):
    people = make_people()
    enrolment = EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="Amina",
        participant__last_name="Öberg-Johannesson Nordenskiöld",
        consultant=people.anna,
        opened_on=today() - dt.timedelta(days=400),
    )
    row = FollowUpFactory(enrolment=enrolment, kind="ami_yearly", due_on=today() + dt.timedelta(days=5))
    sign_in(people.anna)
    page.goto(row.get_absolute_url())
    look(page, "follow-up-asks")
    page.get_by_label("Hur fungerar arbetsuppgifterna?").fill("Klarar disk och varmkök, vill prova kassan.")
    page.get_by_label("Är det något i hälsan som påverkar arbetet?").fill("Ryggen känns vid tunga lyft.")
    page.get_by_label("Facket").check()
    page.get_by_label("Det här kom ni överens om").fill("Prova kassan två dagar i veckan från januari.")
    page.get_by_role("button", name="Registrera uppföljningen").click()
    expect(page.get_by_text("Uppföljningen är registrerad")).to_be_visible()
    assert FollowUpAnswer.objects.count() == 2

    page.goto(row.get_absolute_url())
    expect(page.get_by_text("Ryggen känns vid tunga lyft.")).to_be_visible()
    look(page, "follow-up-held")
    page.get_by_role("link", name="Kopia till facket eller arbetsgivaren").click()
    expect(page.get_by_text("Klarar disk och varmkök")).to_be_visible()
    expect(page.get_by_text("Ryggen känns")).to_have_count(0)
    look(page, "follow-up-copy")
