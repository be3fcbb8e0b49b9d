"""Weeks of the aktivitetskrav as they are filled in, and what PostgreSQL keeps."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from amc.aktivitetskrav.actions import change_requirement, empty_bulk, fill_week, require
from amc.aktivitetskrav.facts import read_facts
from amc.aktivitetskrav.models import AbsenceKind, ActivityRequirement, ActivityWeek, DayAttendance
from amc.aktivitetskrav.rules import planned_on, week_days
from amc.obstacles import Refused
from amc.revisions import Stale
from amc.staff.models import Municipality
from handlingsplan.actions.plans import revise_plan
from handlingsplan.models import ActivityKind
from participants.models import Enrolment, Source
from placements.models import Suspension
from placements.rules.hours import equal_days
from tests.aktivitetskrav.room import MONDAY, DayFactory, RequirementFactory, WeekFactory
from tests.factories import (
    ActivityFactory,
    EmploymentFactory,
    EnrolmentFactory,
    GoalFactory,
    InternshipFactory,
    People,
    PlanVersionFactory,
    agreed,
    at,
    days,
    make_people,
)
from tests.groups.room import AttendanceFactory, GroupFactory, MemberFactory, SessionFactory
from tests.queries import at_most

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
TODAY = D("2026-11-24")
NOW = at(TODAY, 14)
H = Decimal


@pytest.fixture
def people():
    with time_machine.travel(NOW, tick=False):
        yield make_people()


@pytest.fixture
def case(people: People) -> Enrolment:
    return EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)


@pytest.fixture
def asked(case: Enrolment, people: People) -> ActivityRequirement:
    return RequirementFactory(enrolment=case, created_by=people.anna)


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def week(case: Enrolment, monday: dt.date = MONDAY):
    return read_facts(case, monday, monday + dt.timedelta(days=6), today=TODAY).week(monday)


def values(**changes: Any) -> dict[str, Any]:
    own = {"first_day": D("2026-07-01"), "last_day": None, "hours_per_week": H(40), "adapted": False, "reason": ""}
    return own | changes


# --- What is asked -------------------------------------------------------------------------------


def test_a_requirement_is_made_changed_and_never_overlaps(people: People, case: Enrolment) -> None:
    row = require(case, by=people.anna, **values())
    with pytest.raises(Refused) as refused:
        require(case, by=people.anna, **values(first_day=D("2026-09-01")))
    assert refused.value.codes == ("overlaps",)
    change_requirement(row, 0, **values(last_day=D("2026-08-31")))
    with pytest.raises(Stale):
        change_requirement(row, 0, **values(last_day=D("2026-09-30")))
    require(
        case, by=people.anna, **values(first_day=D("2026-09-01"), hours_per_week=H(20), adapted=True, reason="Barn")
    )
    found = ActivityRequirement.objects.order_by("period").values_list("period", "hours_per_week", "reason")
    assert list(found) == [
        (days(D("2026-07-01"), D("2026-08-31")), 40, ""),
        (days(D("2026-09-01"), None), 20, "Barn"),
    ]


def test_full_time_is_the_municipalitys_and_what_was_asked_stays(people: People, case: Enrolment) -> None:
    row = require(case, by=people.anna, **values())
    Municipality.objects.update(full_time_hours=H("38.5"))
    change_requirement(row, 0, **values(last_day=D("2026-08-31")))
    with pytest.raises(Refused):
        require(case, by=people.anna, **values(first_day=D("2026-09-01")))
    require(case, by=people.anna, **values(first_day=D("2026-09-01"), hours_per_week=H("38.5")))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda case: [RequirementFactory(enrolment=case) for _ in range(2)],
        lambda case: RequirementFactory(enrolment=case, adapted=True),
        lambda case: RequirementFactory(enrolment=case, reason="Barn"),
        lambda case: RequirementFactory(enrolment=case, hours_per_week=0),
        lambda case: RequirementFactory(enrolment=case, period=days(None, D("2026-11-30"))),
        lambda case: WeekFactory(enrolment=case, monday=D("2026-11-17")),
        lambda case: [WeekFactory(enrolment=case) for _ in range(2)],
        lambda case: DayFactory(week=WeekFactory(enrolment=case), weekday=7),
        lambda case: DayFactory(week=WeekFactory(enrolment=case), attended=H(25)),
        lambda case: DayFactory(week=WeekFactory(enrolment=case), attended=H(7), in_bulk=False),
        lambda case: DayFactory(week=WeekFactory(enrolment=case), absence=AbsenceKind.objects.first(), in_bulk=False),
    ],
)
def test_postgresql_keeps_the_rules(case: Enrolment, wrong: Any) -> None:
    with pytest.raises((IntegrityError, TypeError)), transaction.atomic():
        wrong(case)


# --- What is planned -----------------------------------------------------------------------------


def test_hours_come_from_the_plan_in_force_groups_and_placements(people: People, case: Enrolment, asked) -> None:
    version = PlanVersionFactory(enrolment=case)
    praktik = ActivityKind.objects.get(code="praktik")
    ActivityFactory(version=version, hours_per_week=H(5), starts_on=D("2026-11-02"))
    ActivityFactory(
        version=version, hours_per_week=H(3), starts_on=D("2026-11-02"), state="waiting", waiting_for="time"
    )
    ActivityFactory(version=version, hours_per_week=H(20), starts_on=D("2026-11-02"), kind=praktik)
    course = ActivityFactory(version=version, hours_per_week=H(6), starts_on=D("2026-11-02"))
    agreed(version, D("2026-01-20"))
    assert week(case).planned == H(31)
    group = GroupFactory(unit=people.unit, created_by=people.anna)
    member = MemberFactory(group=group, enrolment=case, origin=course.origin)
    AttendanceFactory(session=SessionFactory(group=group), member=member, noted_by=people.anna)
    SessionFactory(group=group, held_on=D("2026-11-17"), cancelled=True)
    # The session's three hours stand for the course's six, and count of themselves.
    assert (week(case).planned, week(case).attended) == (H(28), H(3))
    assert week(case, D("2026-11-23")).planned == H(31)
    InternshipFactory(enrolment=case, hours_per_week=H(25))
    assert week(case).planned == H(33)
    EmploymentFactory(enrolment=case, extent=50)
    assert week(case).planned == H(53)


def test_a_praktik_is_planned_on_its_own_days(people: People, case: Enrolment, asked) -> None:
    own = [H(8), H(8), H(0), H(0), H(0), H(4), H(0)]
    InternshipFactory(enrolment=case, weekday_hours=own, hours_per_week=H(20))
    facts = read_facts(case, MONDAY, MONDAY + dt.timedelta(days=6), today=TODAY)
    assert [planned_on(day, facts.spans) for day in week_days(MONDAY)] == own
    page = as_(people.anna).get(reverse("requirement_week", args=[case.uuid, MONDAY.isoformat()]))
    assert [one["planned"].value() for one in page.context["days"]] == own


def test_an_employment_that_rests_plans_nothing(people: People, case: Enrolment, asked) -> None:
    agreed(PlanVersionFactory(enrolment=case), D("2026-01-20"))
    job = EmploymentFactory(enrolment=case)
    away = {"employment": job, "why": "parental", "created_by": people.anna, "planned_last": D("2026-11-18")}
    Suspension.objects.create(**away, period=days(D("2026-11-17"), D("2026-11-18")))
    Suspension.objects.create(
        **away, period=days(D("2026-11-19"), D("2026-11-20")), withdrawn_by=people.anna, withdrawn_on=TODAY
    )
    assert (week(case).planned, week(case, D("2026-11-23")).planned) == (H(24), H(40))


def test_a_new_version_does_not_begin_an_activity_anew(people: People, case: Enrolment, asked) -> None:
    first = PlanVersionFactory(enrolment=case)
    ActivityFactory(version=first, goal=GoalFactory(version=first), hours_per_week=H(10))
    agreed(first, D("2026-11-02"))
    draft = revise_plan(plan=first.plan, by=people.anna)
    agreed(draft, D("2026-11-23"))
    assert week(case).planned == H(10)


def test_a_closed_case_plans_nothing_after_its_last_day(people: People) -> None:
    case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, closed_on=D("2026-11-17"))
    RequirementFactory(enrolment=case, created_by=people.anna)
    InternshipFactory(enrolment=case, hours_per_week=H(25))
    assert (week(case).asked, week(case).planned) == (H(16), H(10))


# --- Filling in ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("asked")
def test_a_week_is_filled_in_corrected_and_emptied(people: People, case: Enrolment) -> None:
    InternshipFactory(enrolment=case, hours_per_week=H(30))
    ill, none = AbsenceKind.objects.get(code="sjukdom"), AbsenceKind.objects.get(code="utan")
    note = {"by": people.anna, "now": NOW}
    blank = {number: (H(6) if number < 5 else H(0), None, None) for number in range(7)}
    told = blank | {0: (H(6), H(6), None), 1: (H(6), H(2), ill), 2: (H(6), H(0), none)}
    row = fill_week(case, MONDAY, 0, told, **note)
    found = week(case)
    assert (found.attended, found.excused, found.unexcused, found.unknown) == (H(8), H(4), H(6), H(12))
    assert not row.is_filled
    with pytest.raises(Stale):
        fill_week(case, MONDAY, 0, told, **note)
    row = fill_week(case, MONDAY, 1, told, rest_as_planned=True, **note)
    assert row.is_filled
    assert week(case).attended == H(20)
    assert empty_bulk(row, **note) == 2
    assert week(case).unknown == H(12)
    assert not ActivityWeek.objects.get().is_filled
    with pytest.raises(Refused):
        empty_bulk(row, **note)


@pytest.mark.usefixtures("asked")
def test_as_planned_leaves_the_days_to_come(people: People, case: Enrolment) -> None:
    InternshipFactory(enrolment=case, hours_per_week=H(30))
    blank = {number: (H(6) if number < 5 else H(0), None, None) for number in range(7)}
    row = fill_week(case, D("2026-11-23"), 0, blank, rest_as_planned=True, by=people.anna, now=NOW)
    assert [one.weekday for one in row.days.filter(attended__isnull=False)] == [0, 1]
    assert not row.is_filled


def test_a_week_in_which_nothing_is_asked_is_not_filled_in(people: People, case: Enrolment) -> None:
    with pytest.raises(Refused) as refused:
        fill_week(case, MONDAY, 0, {}, by=people.anna, now=NOW)
    assert refused.value.codes == ("not_asked",)


@pytest.mark.usefixtures("asked")
def test_what_was_planned_when_a_day_was_filled_in_stands(people: People, case: Enrolment) -> None:
    job = InternshipFactory(enrolment=case, hours_per_week=H(30))
    fill_week(case, MONDAY, 0, {0: (H(6), H(6), None)}, by=people.anna, now=NOW)
    type(job).objects.filter(pk=job.pk).update(hours_per_week=H(20), weekday_hours=equal_days(H(20)))
    assert week(case).planned == H(22)


# --- Pages ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("asked")
def test_the_week_on_the_page(people: People, case: Enrolment) -> None:
    InternshipFactory(enrolment=case, hours_per_week=H("37.5"))
    client, url = as_(people.anna), reverse("requirement_week", args=[case.uuid, MONDAY.isoformat()])
    page = client.get(url)
    assert "37,5\N{NO-BREAK SPACE}tim" in page.text
    data = {"planned_0": "7,5", "attended_0": "4", "planned_1": "7,5"}
    refused = client.post(url, data)
    assert refused.context["form"].errors["absence_0"] == [
        "3,5\N{NO-BREAK SPACE}tim saknas av det planerade. Välj vad frånvaron beror på."
    ]
    assert refused.context["form"]["attended_0"].value() == "4"
    assert client.post(url, data | {"absence_0": "lakare"}).status_code == 302
    # Of two who open the week at once, the later sees both.
    stale = client.post(url, {"revision": "0", "planned_0": "7,5", "attended_0": "7,5"})
    assert stale.status_code == 200
    assert "attended_0-keep" in stale.text
    assert DayAttendance.objects.get(weekday=0).attended == H(4)
    # A whole day away is told by its kind alone.
    assert client.post(url, {"revision": "1", "planned_0": "7,5", "absence_0": "utan"}).status_code == 302
    assert DayAttendance.objects.get(weekday=0).attended == H(0)
    shown = client.get(reverse("participant_requirement", args=[case.participant.uuid]))
    assert "<strong>7,5\N{NO-BREAK SPACE}tim</strong>" in shown.text


@pytest.mark.parametrize("day", ["2026-11-17", "20261116", "igar", "1999-11-15", "2066-11-15"])
def test_only_mondays_have_a_page(people: People, case: Enrolment, day: str) -> None:
    url = reverse("requirement_week", args=[case.uuid, day])
    assert as_(people.anna).get(url).status_code == 404


def test_the_forms_answer_at_the_field(people: People, case: Enrolment) -> None:
    client, url = as_(people.anna), reverse("requirement_create", args=[case.uuid])
    data = {"first_day": "2026-07-01", "last_day": "", "hours_per_week": "20", "reason": ""}
    assert "hours_per_week" in client.post(url, data).context["form"].errors
    assert "reason" in client.post(url, data | {"adapted": "on"}).context["form"].errors
    assert client.post(url, data | {"adapted": "on", "reason": "Barn"}).status_code == 302
    row = ActivityRequirement.objects.get()
    edit = client.get(row.get_absolute_url())
    assert edit.context["form"]["first_day"].value() == D("2026-07-01")
    stale = client.post(row.get_absolute_url(), data | {"revision": "7", "adapted": "on", "reason": "Annat"})
    assert "reason-keep" in stale.text


def test_it_is_offered_only_where_it_can_apply(people: People) -> None:
    case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, source=Source.objects.get(code="af"))
    client = as_(people.anna)
    page = reverse("participant_requirement", args=[case.participant.uuid])
    new = reverse("requirement_create", args=[case.uuid])

    def shown() -> tuple[bool, bool]:
        """Whether the menu leads to it, and whether its page leads to a new one."""
        return page in client.get(case.participant.get_absolute_url()).text, new in client.get(page).text

    assert shown() == (False, False)
    told = "erbjuds inte för remittenten Arbetsförmedlingen"
    assert told in client.get(page).text
    assert told in client.get(new).text
    assert 'name="hours_per_week"' not in client.get(new).text
    data = {"first_day": "2026-07-01", "last_day": "", "hours_per_week": "40", "reason": ""}
    assert told in client.post(new, data).text
    assert not ActivityRequirement.objects.exists()
    Source.objects.filter(code="af").update(activity_requirement=True)
    assert shown() == (True, True)
    Source.objects.filter(code="af").update(activity_requirement=False)
    RequirementFactory(enrolment=case, created_by=people.anna)
    assert shown() == (True, True)


@pytest.mark.usefixtures("asked")
def test_as_many_questions_for_many_weeks(people: People, case: Enrolment) -> None:
    client, url = as_(people.anna), reverse("participant_requirement", args=[case.participant.uuid])
    client.get(url)

    def fill(count: int, first: dt.date) -> None:
        for number in range(count):
            InternshipFactory(enrolment=case, hours_per_week=H(5))
            row = WeekFactory(enrolment=case, monday=first + dt.timedelta(weeks=number))
            DayFactory(week=row, noted_by=people.anna)

    fill(1, D("2026-11-02"))
    with at_most(60) as few:
        client.get(url)
    fill(2, D("2026-11-09"))
    with at_most(60) as many:
        client.get(url)
    assert len(few) == len(many)
