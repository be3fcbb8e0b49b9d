"""The aktivitetskrav as the consultant has it: asked, and a week filled in on the screen and on the phone."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from amc.aktivitetskrav.models import ActivityRequirement, DayAttendance
from amc.staff.models import User
from participants.models import Source
from tests.factories import EnrolmentFactory, InternshipFactory, make_people
from tests.groups.room import AttendanceFactory, GroupFactory, MemberFactory, SessionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_requirement_and_its_week(
    page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]
) -> None:
    people, today = make_people(), timezone.localdate()
    monday = today - dt.timedelta(days=today.weekday() + 7)
    case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    with transaction.atomic():
        InternshipFactory(enrolment=case, first_day=monday, last_day=monday + dt.timedelta(days=60), hours_per_week=30)
    group = GroupFactory(unit=people.unit, created_by=people.anna)
    member = MemberFactory(group=group, enrolment=case, joined_on=monday)
    AttendanceFactory(session=SessionFactory(group=group, held_on=monday), member=member, noted_by=people.anna)
    elsewhere = EnrolmentFactory(
        participant__unit=people.unit, consultant=people.anna, source=Source.objects.get(code="af")
    )
    sign_in(people.anna)
    page.goto(f"/deltagare/{elsewhere.participant.uuid}/")
    page.get_by_role("button", name="Mer", exact=True).click()
    expect(page.get_by_role("link", name="Utlåtanden")).to_be_visible()
    expect(page.get_by_role("link", name="Aktivitetskrav")).to_have_count(0)
    page.goto(f"/deltagare/{elsewhere.participant.uuid}/aktivitetskrav/")
    look(page, "requirement-elsewhere")
    page.goto(f"/deltagare/{case.participant.uuid}/")
    page.get_by_role("button", name="Mer", exact=True).click()
    page.get_by_role("link", name="Aktivitetskrav").click()
    look(page, "requirement-empty")
    page.get_by_role("link", name="Nytt aktivitetskrav").click()
    page.get_by_label("Gäller från och med").fill(monday.isoformat())
    page.get_by_label("Timmar i veckan").fill("35")
    page.get_by_role("button", name="Spara kravet").click()
    expect(page.get_by_text("Välj Anpassat mått").first).to_be_visible()
    page.get_by_label("Anpassat mått").check()
    page.get_by_label("Varför är måttet anpassat?").fill("Hämtar barn klockan 15")
    look(page, "requirement-form")
    page.get_by_role("button", name="Spara kravet").click()
    expect(page.get_by_role("heading", name="Veckor")).to_be_visible()
    page.locator("tbody tr").last.get_by_role("link").click()
    look(page, "requirement-week")
    page.get_by_role("textbox", name="Närvaro tisdag").fill("4")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("saknas av det planerade")).to_be_visible()
    look(page, "requirement-week-error")
    page.get_by_role("combobox", name="Frånvaro tisdag").select_option(label="Läkarbesök eller annan vård")
    page.get_by_role("combobox", name="Frånvaro onsdag").select_option(label="Utan godtagbart skäl")
    page.get_by_role("button", name="Spara, resten som planerat").click()
    expect(page.get_by_role("link", name="Ångra ”som planerat”")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, "requirement-week-filled")
    page.get_by_role("link", name="Ångra ”som planerat”").click()
    look(page, "requirement-week-undo")
    page.get_by_role("link", name="Avbryt").click()
    page.get_by_role("link", name="Alla veckor").first.click()
    look(page, "requirement")
    page.get_by_role("link", name="Rapportera till socialnämnden").click()
    page.get_by_label("Ändrat mått").check()
    page.get_by_label("Vem som tar emot").fill("Siv Sandberg, socialsekreterare")
    page.get_by_role("button", name="Skicka och logga").click()
    expect(page.get_by_text("Skriv det lagrum").first).to_be_visible()
    page.get_by_label("Lagrum").fill("10 kap. 28 § OSL (2009:400)")
    page.get_by_role("textbox", name="Sekretessprövning").fill("Nämnden behöver uppgiften för att pröva biståndet.")
    page.get_by_role("button", name="Visa rapporten").click()
    expect(page.get_by_role("heading", name="Så här blir rapporten")).to_be_visible()
    look(page, "board-report-shown")
    page.get_by_role("button", name="Skicka och logga").click()
    expect(page.get_by_text("Rapporten är låst och loggad").first).to_be_visible()
    page.goto(f"/deltagare/{case.participant.uuid}/aktivitetskrav/")
    look(page, "board-reports")
    assert ActivityRequirement.objects.get().adapted
    assert DayAttendance.objects.filter(attended__isnull=False).count() == 5
