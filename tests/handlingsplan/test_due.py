"""What is due of plans and follow-ups, by the day (domain.md section 4)."""

import datetime as dt

import pytest

from amc.due import KEYS
from amc.staff.models import Municipality
from handlingsplan import due
from handlingsplan.actions.measures import choose_sets
from handlingsplan.actions.plans import revise_plan
from handlingsplan.models import Activity, FollowUp, PlanVersion
from tests.factories import (
    ActivityFactory,
    EnrolmentFactory,
    FollowUpFactory,
    PlanVersionFactory,
    agreed,
    at,
    make_people,
)
from tests.handlingsplan.asked import PlanPartyFactory
from tests.handlingsplan.held import measured

pytestmark = pytest.mark.django_db

D = dt.date
TODAY = D(2026, 11, 24)


def day(days):
    return TODAY + dt.timedelta(days=days)


@pytest.fixture(autouse=True)
def people():
    return make_people()


@pytest.fixture
def enrolment(people):
    return EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, opened_on=day(-10))


def dues(rule, today=TODAY):
    return [row["due_on"] for row in rule.rows(today)]


@pytest.mark.parametrize("rule", due.RULES, ids=lambda rule: rule.code)
def test_each_rule_is_one_query_with_the_keys(rule, enrolment, people, django_assert_num_queries):
    FollowUpFactory(enrolment=enrolment, due_on=TODAY)
    FollowUpFactory(enrolment=enrolment, kind="ami_yearly", due_on=TODAY)
    FollowUpFactory(enrolment=enrolment, kind="praktik", due_on=TODAY)
    measured(enrolment, day(-56))
    other = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, opened_on=day(-60))
    version = PlanVersionFactory(enrolment=enrolment)
    ActivityFactory(version=version, due_on=TODAY)
    agreed(version, day(-90))
    asking = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, opened_on=day(-10))
    waiting = PlanVersionFactory(enrolment=asking, consultant_lost_on=TODAY)
    PlanPartyFactory(version=waiting, due_on=TODAY)
    fresh = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, opened_on=day(-14))
    choose_sets(enrolment=fresh, chosen=["steg"], seen=[], by=people.anna, now=at(day(-14)))
    with django_assert_num_queries(1):
        (row,) = rule.rows(TODAY)
    assert set(row) == set(KEYS)
    assert row["due_on"] == TODAY
    cases = {due.MISSING_PLAN: other, due.PLAN_PARTY: asking, due.LOST_AGREEMENT: asking, due.FIRST_MEASURE: fresh}
    case = cases.get(rule, enrolment)
    assert row["person"] == case.participant.uuid
    assert row["participant_id"] == case.participant_id
    assert row["responsible_id"] == people.anna.pk
    assert row["unit_id"] == people.unit.pk
    assert rule.url(row).startswith("/")
    for key in KEYS:
        assert rule.rows(TODAY).filter(**{key: row[key]}).count() == 1


@pytest.mark.parametrize(
    ("kind", "rule", "reach"), [("ami_yearly", due.AMI_YEARLY, 60), ("plan", due.PLAN_FOLLOW_UP, 30)]
)
def test_follow_ups(enrolment, kind, rule, reach):
    FollowUpFactory(enrolment=enrolment, kind=kind, due_on=day(reach))
    assert dues(rule) == [day(reach)]
    FollowUp.objects.update(due_on=day(reach + 1))
    assert dues(rule) == []
    FollowUp.objects.update(due_on=day(-400))
    assert dues(rule) == [day(-400)]


def test_follow_ups_done_or_cancelled_or_of_closed_cases_are_not_due(enrolment):
    row = FollowUpFactory(enrolment=enrolment, due_on=TODAY)
    rows = FollowUp.objects.filter(pk=row.pk)
    rows.update(cancelled_at=at(TODAY), cancelled_reason="Dubbel")
    assert dues(due.PLAN_FOLLOW_UP) == []
    rows.update(cancelled_at=None, cancelled_reason="")
    assert dues(due.PLAN_FOLLOW_UP) == [TODAY]
    type(enrolment).objects.update(closed_on=TODAY)
    assert dues(due.PLAN_FOLLOW_UP) == []


def test_stages():
    """Annual follow-up: 60, 30, 7 days, due, 14 days overdue to the enhetschef (issue: Reminders)."""
    assert [(stage.offset, stage.to.value) for stage in due.AMI_YEARLY.stages] == [
        (-60, "responsible"),
        (-30, "responsible"),
        (-7, "responsible"),
        (0, "responsible"),
        (14, "manager"),
    ]
    assert [stage.offset for stage in due.PLAN_FOLLOW_UP.stages] == [-14, 0, 14]
    assert due.ACTIVITY.stages == ()


def test_old_plans(enrolment, people):
    """A plan without revision for more than 90 days; the number is the municipality's."""
    agreed(PlanVersionFactory(enrolment=enrolment), day(-91))
    assert dues(due.OLD_PLAN) == [day(-1)]
    Municipality.objects.update(plan_revision_days=180)
    assert dues(due.OLD_PLAN) == []
    Municipality.objects.update(plan_revision_days=105)
    assert dues(due.OLD_PLAN) == [day(14)]
    Municipality.objects.update(plan_revision_days=106)
    assert dues(due.OLD_PLAN) == []


@pytest.mark.parametrize(("age", "is_due"), [(0, False), (14, False), (15, True)])
def test_a_draft_under_way_keeps_an_old_plan_quiet_for_two_weeks(enrolment, people, age, is_due):
    version = agreed(PlanVersionFactory(enrolment=enrolment), day(-100))
    draft = revise_plan(plan=version.plan, by=people.anna)
    PlanVersion.objects.filter(pk=draft.pk).update(created_at=at(day(-age), 0))
    assert bool(dues(due.OLD_PLAN)) is is_due


def test_only_the_version_in_force_grows_old(enrolment, people):
    version = agreed(PlanVersionFactory(enrolment=enrolment), day(-100))
    agreed(revise_plan(plan=version.plan, by=people.anna), day(-1))
    assert dues(due.OLD_PLAN) == []


def test_missing_plans(people):
    late = EnrolmentFactory(participant__unit=people.unit, opened_on=day(-61))
    soon = EnrolmentFactory(participant__unit=people.unit, opened_on=day(-30))
    EnrolmentFactory(participant__unit=people.unit, opened_on=day(-29))
    EnrolmentFactory(participant__unit=people.unit, opened_on=day(-70), closed_on=day(-1))
    PlanVersionFactory(enrolment=late)
    assert sorted(dues(due.MISSING_PLAN)) == [day(-1), day(30)]
    agreed(late.plan.versions.get(), TODAY)
    assert [row["subject"] for row in due.MISSING_PLAN.rows(TODAY)] == [soon.uuid]


@pytest.mark.parametrize(
    ("state", "due_on", "in_force", "is_due"),
    [
        ("planned", day(7), True, True),
        ("planned", day(8), True, False),
        ("waiting", day(-3), True, True),
        ("done", day(-3), True, False),
        ("planned", None, True, False),
        ("planned", day(-3), False, False),
    ],
)
def test_activities(enrolment, state, due_on, in_force, is_due):
    version = PlanVersionFactory(enrolment=enrolment)
    row = ActivityFactory(version=version, due_on=due_on)
    Activity.objects.filter(pk=row.pk).update(state=state)
    if in_force:
        agreed(version, day(-1))
    assert dues(due.ACTIVITY) == ([due_on] if is_due else [])
