"""An AMI is followed up with its own questions, and the union gets its copy: in a real browser."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from amc.calendar import today
from handlingsplan.models import FollowUp, FollowUpAnswer
from participants.models import JournalEntry, Meeting, Undertaking
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


def test_it_is_held_at_its_meeting(page: Page, sign_in, look):
    people = make_people()
    enrolment = EnrolmentFactory(
        participant__unit=people.unit, consultant=people.anna, opened_on=today() - dt.timedelta(days=100)
    )
    person = enrolment.participant
    row = FollowUpFactory(enrolment=enrolment, due_on=today() + dt.timedelta(days=20))
    sign_in(people.anna)
    page.goto(f"/deltagare/{person.uuid}/uppfoljning/")
    page.get_by_role("link", name="Boka möte").click()
    expect(page.get_by_role("heading", name="Boka möte för uppföljningen")).to_be_visible()
    page.get_by_label("Trepartssamtal").check()
    page.get_by_label("Arbetsförmedlingen", exact=True).check()
    page.get_by_label("Arbetsförmedlingen, namn").fill("Åke Lindkvist")
    look(page, "follow-up-meeting-book")
    page.get_by_role("button", name="Boka mötet").click()
    expect(page.get_by_text("Mötet är bokat till")).to_be_visible()
    meeting = Meeting.objects.get()
    assert FollowUp.objects.get().meeting == meeting
    page.goto(row.get_absolute_url())
    look(page, "follow-up-with-meeting")
    page.get_by_role("link", name="Ändra tiden").click()
    expect(page.get_by_label("Möte som redan är bokat").locator("option:checked")).to_contain_text("Trepartssamtal")
    look(page, "follow-up-book")

    # The meeting has been this morning.
    morning = timezone.now() - dt.timedelta(minutes=1)
    Meeting.objects.update(starts_at=morning, ends_at=morning + dt.timedelta(hours=1))
    page.goto(f"/moten/{meeting.uuid}/")
    expect(page.get_by_role("heading", name="Uppföljning av planen")).to_be_visible()
    page.get_by_label("Det här kom ni överens om").fill("Åke skickar beslutet. Praktiken börjar i januari.")
    expect(page.get_by_label("Arbetsförmedlingen")).to_be_checked()
    first = page.get_by_role("group", name="Åtagande 1")
    first.get_by_label("Vem").select_option("af")
    first.get_by_label("Vad").fill("Skicka beslutet om stöd")
    first.get_by_label("Senast").fill(f"{today() + dt.timedelta(days=7)}")
    look(page, "follow-up-at-meeting")
    page.get_by_role("button", name="Registrera uppföljningen").click()
    expect(page.get_by_text("Uppföljningen är registrerad")).to_be_visible()
    meeting.refresh_from_db()
    assert (meeting.state, meeting.journal_entry) == ("held", JournalEntry.objects.get())
    assert Undertaking.objects.get().name == "Åke Lindkvist"
