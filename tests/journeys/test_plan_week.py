"""The week of a plan as the consultant has it: read, walked with the keys, states changed and activities moved."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from amc.calendar import today
from amc.staff.models import User
from handlingsplan.hours import monday_before
from handlingsplan.models import Activity
from tests.aktivitetskrav.room import RequirementFactory
from tests.factories import (
    ActivityFactory,
    EnrolmentFactory,
    GoalFactory,
    InternshipFactory,
    MeetingFactory,
    PlanVersionFactory,
    agreed,
    at,
    days,
    make_people,
)
from tests.groups.room import GroupFactory, MemberFactory, SessionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page, str], None]
SignIn = Callable[[User], None]
DAY = dt.timedelta(days=1)


def test_the_week_is_read_walked_and_changed(page: Page, sign_in: SignIn, look: Look) -> None:
    people = make_people()
    monday = monday_before(today()) + 7 * DAY
    case = EnrolmentFactory(
        participant__unit=people.unit,
        participant__first_name="Samira",
        participant__last_name="Nordenskiöld-Al Rashid",
        consultant=people.anna,
        opened_on=today() - 60 * DAY,
    )
    version = PlanVersionFactory(enrolment=case, summary="Jag vill försörja mig själv.")
    goal = GoalFactory(version=version, text="Jag vill arbeta i ett kök")

    def activity(what: str, first: int | None, last: int | None, **values: object) -> Activity:
        return ActivityFactory(
            version=version,
            goal=goal,
            what=what,
            starts_on=None if first is None else monday + first * DAY,
            due_on=None if last is None else monday + last * DAY,
            responsible=people.anna,
            **values,
        )

    svenska = activity("Läsa svenska för yrkeslivet på kvällskurs", -20, 40, hours_per_week="6.0", state="ongoing")
    cv = activity("Skriva ett CV", 1, 2, hours_per_week="3.5")
    activity("Ringa vårdcentralen", None, 4, party="konsulent")
    activity("Vänta på plats i köket", 0, 20, state="waiting", waiting_for="place", hours_per_week="10.0")
    activity("Intyg från läkaren", -10, -9, state="proposed")
    activity("Fundera på körkort", None, None)
    MeetingFactory(enrolment=case, starts_at=at(monday, 10), ends_at=at(monday, 11))
    group = GroupFactory(unit=people.unit, created_by=people.anna, name="Matlagning", starts_on=monday - 30 * DAY)
    MemberFactory(group=group, enrolment=case, joined_on=monday - 30 * DAY)
    SessionFactory(group=group, held_on=monday + 2 * DAY)
    with transaction.atomic():
        InternshipFactory(
            enrolment=case,
            first_day=monday - 3 * DAY,
            last_day=monday + 60 * DAY,
            hours_per_week=14,
            weekday_hours=[0, 6, 0, 4, 4, 0, 0],
            workplace__name="Skolköket på Tessinskolan",
        )
    RequirementFactory(enrolment=case, created_by=people.anna, period=days(monday - 30 * DAY, None))
    sign_in(people.anna)
    page.goto(f"/deltagare/{case.participant.uuid}/plan/")
    page.get_by_role("link", name="Vecka", exact=True).click()
    expect(page.get_by_text("denna vecka")).to_be_visible()
    page.locator("body").press("ArrowRight")
    expect(page.get_by_role("heading", name=f"Vecka {monday.isocalendar().week}")).to_be_visible()
    expect(page.get_by_text("Planen räcker inte")).to_be_visible()
    page.emulate_media(media="print")
    page.screenshot(path=".local/shots/plan-week-print.png", full_page=True)
    page.emulate_media(media="screen")
    look(page, "plan-week")
    # The state changes in the week as in the columns, from the keyboard too, and one stays in the week.
    page.locator(f"#a-{cv.uuid} .state-menu__open").press("Enter")
    expect(page.locator(f"#a-{cv.uuid}").get_by_role("button", name="Föreslagen")).to_be_focused()
    look(page, "plan-week-menu")
    page.locator(f"#a-{cv.uuid}").get_by_role("button", name="Pågår").press("Enter")
    expect(page.locator(f"#a-{cv.uuid}")).to_contain_text("Pågår")
    expect(page.get_by_role("heading", name=f"Vecka {monday.isocalendar().week}")).to_be_visible()
    # Two days later by dragging, from Tuesday to Thursday.
    page.set_viewport_size({"width": 1280, "height": 2000})
    days_shown = page.locator(".cal-day")
    there = days_shown.nth(3).bounding_box()
    assert there
    with page.expect_navigation():
        page.locator(f"#a-{cv.uuid}").drag_to(
            days_shown.nth(3), source_position={"x": 20, "y": 8}, target_position={"x": there["width"] / 2, "y": 20}
        )
    expect(page.get_by_text(f"Skriva ett CV: {monday + 3 * DAY}")).to_be_visible()
    # A week earlier by the menu, with the keyboard.
    menu = page.locator(f"#a-{cv.uuid} .cal-shift")
    menu.locator("summary").press("Enter")
    look(page, "plan-week-shift")
    menu.get_by_role("button", name="En vecka tidigare").press("Enter")
    expect(page.get_by_text(f"Skriva ett CV: {monday - 4 * DAY}")).to_be_visible()
    cv.refresh_from_db()
    assert (cv.starts_on, cv.due_on, cv.state) == (monday - 4 * DAY, monday - 3 * DAY, "ongoing")
    page.get_by_role("link", name="Den här veckan").click()
    expect(page.locator(f"#a-{cv.uuid}")).to_be_visible()
    look(page, "plan-week-now")
    agreed(version, today())
    page.reload()
    expect(page.get_by_text("Flytta", exact=True)).to_have_count(0)
    expect(page.locator(f"#a-{svenska.uuid}")).to_be_visible()
