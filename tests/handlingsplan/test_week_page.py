"""The calendar week of a plan: everything that is booked in it, on one page, and what can be done there."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from amc.obstacles import Refused
from handlingsplan import rules
from handlingsplan.actions.drafts import remove_activity, shift_activity
from handlingsplan.models import Activity, PlanVersion
from tests.aktivitetskrav.room import RequirementFactory
from tests.factories import (
    ActivityFactory,
    EmploymentFactory,
    EnrolmentFactory,
    FollowUpFactory,
    InternshipFactory,
    MeetingFactory,
    PlanVersionFactory,
    agreed,
    at,
    days,
    make_people,
)
from tests.groups.room import AttendanceFactory, GroupFactory, MemberFactory, SessionFactory
from tests.handlingsplan.room import address, once
from tests.queries import at_most

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
MONDAY, TODAY = D("2026-11-23"), D("2026-11-24")
NOW = at(TODAY, 8)
DAY = dt.timedelta(days=1)
WEEK = {"visa": "veckor", "fran": "2026-11-23"}


@pytest.fixture
def people():
    with time_machine.travel(NOW, tick=False):
        yield make_people()


@pytest.fixture
def case(people):
    return EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, opened_on=D("2026-10-01"))


@pytest.fixture
def draft(case):
    version = PlanVersionFactory(enrolment=case)
    ActivityFactory(
        version=version, what="Läsa svenska", starts_on=MONDAY, due_on=D("2026-12-04"), hours_per_week=Decimal(5)
    )
    return version


def _book(people, case, *, more=0):
    """A meeting, a follow-up, a session of a group, an internship and what is asked, in the week."""
    MeetingFactory(enrolment=case)
    MeetingFactory(enrolment=case, starts_at=at(MONDAY, 9), ends_at=at(MONDAY, 10), state="held")
    MeetingFactory(enrolment=case, starts_at=at(MONDAY, 13), ends_at=at(MONDAY, 14), state="cancelled")
    FollowUpFactory(enrolment=case, due_on=TODAY, booked_at=at(D("2026-11-26"), 14))
    group = GroupFactory(unit=people.unit, created_by=people.anna)
    member = MemberFactory(group=group, enrolment=case)
    for number in range(1 + more):
        SessionFactory(group=group, held_on=D("2026-11-25") + number * 7 * DAY)
    past = SessionFactory(group=group, held_on=MONDAY)
    AttendanceFactory(session=past, member=member, state="absent")
    SessionFactory(group=group, held_on=TODAY, cancelled=True)
    InternshipFactory(
        enrolment=case, hours_per_week=14, weekday_hours=[0, 6, 0, 0, 4, 4, 0], workplace__name="Skolköket"
    )
    RequirementFactory(enrolment=case, created_by=people.anna)


def _days(page):
    """The calendar's days, as the page's context has them."""
    return page.context["calendar"].days


def test_a_week_shows_all_that_is_booked_and_sums_it(client, people, case, draft):
    _book(people, case)
    client.force_login(people.anna)
    page = client.get(address("plan", draft), WEEK)
    shown = [[(one.words, one.note) for one in day.booked] for day in _days(page)]
    assert shown == [
        [("CV-kurs", "Frånvarande"), ("Samtal", "Genomfört")],
        [("Samtal", "")],
        [("CV-kurs", "")],
        [("Uppföljning av planen", "")],
        [],
        [],
        [],
    ]
    assert [[one.hours for one in day.placed] for day in _days(page)] == [[], [6], [], [], [4], [4], []]
    # 5 hours of the activity a week, 3 hours of each session, and the internship's own of each weekday.
    assert [day.hours for day in _days(page)] == [4, 7, 4, 1, 5, 4, 0]
    assert [day.asked for day in _days(page)] == [8, 8, 8, 8, 8, 0, 0]
    text = page.content.decode()
    assert "25\N{NO-BREAK SPACE}tim</strong> planerat av 40\N{NO-BREAK SPACE}tim" in text
    assert "Planen räcker inte" in text
    assert "Praktik, Skolköket" in text
    assert 'data-way="ArrowRight"' in text
    assert "Läsa svenska" in text


def test_an_employment_takes_its_part_of_full_time(client, people, case):
    agreed(PlanVersionFactory(enrolment=case), D("2026-10-02"))
    EmploymentFactory(enrolment=case, first_day=D("2026-11-25"), last_day=D("2027-05-31"), extent=50)
    client.force_login(people.anna)
    page = client.get(address("plan", PlanVersion.objects.get()), WEEK)
    assert [day.hours for day in _days(page)] == [0, 0, 4, 4, 4, 0, 0]


def test_an_employment_that_rests_takes_no_hours(client, people, case):
    agreed(PlanVersionFactory(enrolment=case), D("2026-10-02"))
    job = EmploymentFactory(enrolment=case, first_day=D("2026-11-01"), last_day=D("2027-05-31"), extent=50)
    job.suspensions.create(
        why="studies", period=days(TODAY, D("2026-11-26")), planned_last=D("2026-11-26"), created_by=people.anna
    )
    client.force_login(people.anna)
    page = client.get(address("plan", PlanVersion.objects.get()), WEEK)
    assert [day.hours for day in _days(page)] == [4, 0, 0, 0, 4, 0, 0]


def test_a_later_version_does_not_begin_an_activity_anew(client, people, case):
    first = PlanVersionFactory(enrolment=case)
    row = ActivityFactory(version=first, due_on=D("2027-01-31"), hours_per_week=Decimal(5))
    agreed(first, D("2026-11-20"))
    second = PlanVersionFactory(plan=first.plan, enrolment=case, number=2)
    ActivityFactory(version=second, origin=row.origin, due_on=D("2027-01-31"), hours_per_week=Decimal(5))
    client.force_login(people.anna)
    assert [day.hours for day in _days(client.get(address("plan", second), WEEK))] == [1, 1, 1, 1, 1, 0, 0]


def test_who_left_the_group_or_the_case_meets_it_no_more(client, people, case, draft):
    _book(people, case)
    case.group_memberships.update(left_on=TODAY)
    client.force_login(people.anna)
    assert [len(day.booked) for day in _days(client.get(address("plan", draft), WEEK))] == [2, 1, 0, 1, 0, 0, 0]


def test_a_specialist_sees_the_week_and_opens_nothing_that_is_not_theirs(client, people, case, draft):
    _book(people, case)
    case.assignments.create(user=people.specialist, part="specialist", period=days(D("2026-10-01"), None))
    client.force_login(people.specialist)
    page = client.get(address("plan", draft), WEEK).content.decode().partition('<div class="cal">')[2]
    assert "CV-kurs" in page
    assert "/grupper/tillfallen/" not in page
    assert "/moten/" not in page
    assert "Flytta" not in page


@pytest.mark.parametrize("more", [0, 6])
def test_the_week_costs_the_same_whatever_is_in_it(client, people, case, draft, more):
    _book(people, case, more=more)
    for _ in range(20 * more):
        ActivityFactory(version=draft, due_on=TODAY)
    client.force_login(people.anna)
    client.get(address("plan", draft), WEEK)
    with at_most(11):
        client.get(address("plan", draft), WEEK)


def test_the_state_leads_back_to_the_week(client, people, draft):
    client.force_login(people.anna)
    url = address("activity_state", draft, draft.activities.get().uuid)
    page = client.get(address("plan", draft), WEEK).content.decode()
    assert f'href="{url}?visa=veckor&amp;fran=2026-11-23"' in page
    menu = client.get(f"{url}?visa=veckor&fran=2026-11-23", headers={"HX-Request": "true", "HX-Boosted": "true"})
    assert f'action="{url}?visa=veckor&amp;fran=2026-11-23"' in menu.content.decode()
    answer = client.post(f"{url}?visa=veckor&fran=2026-11-27", {"state": "ongoing", "revision": 0} | once())
    assert f"?visa=veckor&fran=2026-11-23#a-{draft.activities.get().uuid}" in answer["Location"]


# --- Moving the days ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "due", "moved", "found"),
    [
        ("2026-11-23", "2026-12-04", 7, []),
        (None, "2026-12-04", -1, []),
        (None, None, 7, ["activity_without_day"]),
        ("2026-11-23", None, 0, ["not_moved"]),
        ("2026-11-23", None, 366, []),
        ("2026-11-23", None, -367, ["not_moved"]),
    ],
)
def test_what_can_be_moved(starts, due, moved, found):
    day = {"starts_on": starts and D(starts), "due_on": due and D(due)}
    assert [obstacle.code for obstacle in rules.shift_obstacles(**day, days=moved)] == found
    ended = [obstacle.code for obstacle in rules.shift_obstacles(**day, days=moved, ended=True)]
    assert ended == ["activity_ended"]


@pytest.mark.parametrize(("state", "offered"), [("planned", True), ("done", False), ("stopped", False)])
def test_only_what_is_not_ended_is_offered_to_be_moved(client, people, draft, state, offered):
    ended = {"done_on": TODAY, "result": "Klart"} if state != "planned" else {}
    draft.activities.update(state=state, **ended)
    client.force_login(people.anna)
    page = client.get(address("plan", draft), {"visa": "veckor", "fran": "2026-11-23"}).content.decode()
    assert ("data-shift" in page) is offered
    assert ('value="-7"' in page) is offered


def test_both_days_move_and_nobody_has_agreed_any_longer(client, people, draft):
    draft.participant_agreed_at, draft.participant_agreed_how = NOW, "screen"
    draft.save()
    row = draft.activities.get()
    client.force_login(people.anna)
    url = f"{address('activity_move', draft, row.uuid)}?visa=veckor&fran=2026-11-23"
    answer = client.post(url, {"dagar": "7"} | once(), follow=True)
    row.refresh_from_db()
    assert (row.starts_on, row.due_on) == (D("2026-11-30"), D("2026-12-11"))
    assert row.revision == 1
    text = answer.content.decode()
    assert "Läsa svenska: 2026-11-30" in text
    assert "gäller inte längre" in text
    assert answer.redirect_chain[0][0] == f"{address('plan', draft)}?visa=veckor&fran=2026-11-23#a-{row.uuid}"


@pytest.mark.parametrize("sent", ["0", "x", "9999", ""])
def test_what_is_no_move_is_said(client, people, draft, sent):
    client.force_login(people.anna)
    url = address("activity_move", draft, draft.activities.get().uuid)
    page = client.post(url, {"dagar": sent} | once(), follow=True).content.decode()
    assert "Välj en dag att flytta till" in page
    assert draft.activities.get().starts_on == MONDAY


def test_a_frozen_activity_is_not_moved(people, draft):
    row = draft.activities.get()
    agreed(draft, TODAY)
    with pytest.raises(Refused):
        shift_activity(activity=row, days=1)
    assert Activity.objects.get().starts_on == MONDAY


def test_a_removed_activity_is_not_moved(people, draft):
    row = draft.activities.get()
    remove_activity(activity=row)
    with pytest.raises(Refused):
        shift_activity(activity=row, days=1)


def test_only_a_draft_is_moved(client, people, draft):
    client.force_login(people.anna)
    assert "Flytta" in client.get(address("plan", draft), WEEK).content.decode()
    agreed(draft, TODAY)
    page = client.get(address("plan", draft), WEEK).content.decode()
    assert "data-shift" not in page
    assert "ändras i en ny version" in page
