"""A group as the consultant has it: made, filled with participants, and who came is filled in on the phone."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from amc.groups.models import Attendance, GroupActivity, GroupSession
from amc.staff.models import User
from handlingsplan.models import Activity
from tests.factories import ActivityFactory, EnrolmentFactory, PlanVersionFactory, agreed, make_people

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMES = (
    ("Eva-Lena Margareta", "Östergren von Rosenstierna-Lagercrantz"),
    ("Ali", "Abdi"),
    ("Tesfalem", "Ghebremedhin"),
)


def test_a_group_its_participants_and_who_came(
    page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]
) -> None:
    people, today = make_people(), timezone.localdate()
    for first, last in NAMES:
        EnrolmentFactory(
            participant__unit=people.unit,
            consultant=people.anna,
            participant__first_name=first,
            participant__last_name=last,
        )
    EnrolmentFactory.create_batch(8, participant__unit=people.unit, consultant=people.anna)
    sign_in(people.anna)
    page.goto("/deltagare/")
    page.get_by_role("link", name="Gruppaktiviteter").click()
    look(page, "groups-empty")
    page.get_by_role("link", name="Ny gruppaktivitet").click()
    page.get_by_label("Vad gör gruppen?").fill("CV-kurs")
    page.get_by_label("Slags aktivitet").select_option(index=1)
    page.get_by_label("Börjar").fill(today.isoformat())
    page.get_by_label("Slutar").fill((today - dt.timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Skapa gruppaktiviteten").click()
    expect(page.get_by_text("Gruppen slutar innan den börjar").first).to_be_visible()
    look(page, "group-error")
    page.get_by_label("Slutar").fill((today + dt.timedelta(days=30)).isoformat())
    page.get_by_role("button", name="Skapa gruppaktiviteten").click()
    narrow = page.get_by_label("Sök i listan")
    narrow.fill("ostergren")
    expect(page.get_by_text("1 av 11 visas, 0 valda.")).to_be_visible()
    narrow.press("Enter")
    page.keyboard.press("Space")
    narrow.fill("ghebre")
    page.get_by_role("button", name="Välj alla som visas").click()
    look(page, "group-members-narrowed")
    narrow.press("Escape")
    page.get_by_label("Abdi").check()
    expect(page.get_by_text("11 av 11 visas, 3 valda.")).to_be_visible()
    look(page, "group-members")
    page.get_by_role("button", name="Lägg till").click()
    expect(page.get_by_text("3 deltagare är med i gruppen.")).to_be_visible()
    look(page, "group-no-sessions")
    page.get_by_role("link", name="Lägg till tillfällen").click()
    page.get_by_label("Antal tillfällen").fill("4")
    look(page, "group-sessions")
    page.get_by_role("button", name="Lägg till").click()
    page.locator("#tillfallen").wait_for()
    page.get_by_role("link", name="Fyll i", exact=False).or_(page.locator(".rows a.strong")).first.click()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("group", name="Abdi").get_by_text("Giltigt skäl").click()
    look(page, "attendance")
    page.get_by_role("button", name="Spara, resten närvarande").click()
    expect(page.get_by_text("2 av 3")).to_be_visible()
    look(page, "group")
    page.get_by_role("link", name="Ali Abdi").first.click()
    look(page, "group-person")
    states = set(Attendance.objects.values_list("member__enrolment__participant__last_name", "state"))
    assert states == {(NAMES[0][1], "present"), ("Abdi", "excused"), ("Ghebremedhin", "present")}
    assert Activity.objects.filter(what="CV-kurs", version__state="draft").count() == len(NAMES)
    GroupSession.objects.filter(attendances=None).update(cancelled=True)
    GroupActivity.objects.update(ends_on=timezone.localdate())
    page.goto(GroupActivity.objects.get().get_absolute_url())
    look(page, "group-over")
    page.get_by_role("link", name="Skriv närvaron i journalerna").click()
    look(page, "group-end")
    page.get_by_role("button", name="Skriv i journalerna").click()
    expect(page.get_by_text("Närvaron är skriven i 3 journaler.")).to_be_visible()
    expect(page.get_by_role("link", name="Skriv närvaron i journalerna")).to_have_count(0)
    assert GroupSession.objects.count() == 4


def test_an_activity_of_a_plan_becomes_a_groups(
    page: Page, sign_in: Callable[[User], None], look: Callable[[Page, str], None]
) -> None:
    people, today = make_people(), timezone.localdate()
    cases = [
        EnrolmentFactory(
            participant__unit=people.unit,
            consultant=people.anna,
            participant__first_name=first,
            participant__last_name=last,
            opened_on=today - dt.timedelta(days=30),
        )
        for first, last in NAMES
    ]
    version = PlanVersionFactory(enrolment=cases[0])
    activity = ActivityFactory(
        version=version,
        what="Matlagning på Fridhem",
        starts_on=today,
        due_on=today + dt.timedelta(days=40),
        hours_per_week=6,
        responsible=people.anna,
    )
    agreed(version, today)
    sign_in(people.anna)
    page.goto(f"/deltagare/{cases[0].participant.uuid}/plan/")
    opener = page.get_by_role("link", name="ändra läget för Matlagning på Fridhem")
    opener.focus()
    page.keyboard.press("Enter")
    way = page.get_by_role("link", name="Gör till gruppaktivitet")
    expect(way).to_be_visible()
    look(page, "plan-menu-group")
    way.click()
    expect(page.get_by_label("Vad gör gruppen?")).to_have_value("Matlagning på Fridhem")
    expect(page.get_by_label("Leds av").locator("option:checked")).to_have_text(people.anna.full_name)
    page.get_by_label("Slutar").fill(f"{today - dt.timedelta(days=40)}")
    page.get_by_role("button", name="Skapa gruppaktiviteten").click()
    expect(page.get_by_text("Gruppen slutar innan den börjar").first).to_be_visible()
    look(page, "plan-to-group")
    page.get_by_label("Slutar").fill(f"{today + dt.timedelta(days=40)}")
    page.get_by_role("button", name="Skapa gruppaktiviteten").click()
    expect(page.get_by_text("Gruppaktiviteten är skapad, och deltagaren är med.")).to_be_visible()
    expect(page.get_by_label(NAMES[0][1])).to_have_count(0)
    page.get_by_label("Abdi").check()
    page.get_by_label("Ghebremedhin").check()
    page.get_by_role("button", name="Lägg till").click()
    expect(page.get_by_text("2 deltagare är med i gruppen.")).to_be_visible()
    look(page, "group-of-plan")
    group = GroupActivity.objects.get()
    assert str(group.members.get(enrolment=cases[0]).origin) == activity.origin
    assert list(Activity.objects.filter(version__plan__enrolment=cases[0])) == [activity]
    page.goto(f"/deltagare/{cases[0].participant.uuid}/plan/")
    expect(page.get_by_text("I gruppen Matlagning på Fridhem")).to_be_visible()
    look(page, "plan-in-group")
    page.get_by_role("link", name="ändra läget för Matlagning på Fridhem").click()
    page.get_by_role("link", name="Öppna gruppen").click()
    expect(page.get_by_role("heading", name="Matlagning på Fridhem")).to_be_visible()
