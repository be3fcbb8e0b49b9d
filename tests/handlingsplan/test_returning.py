"""A returning person sees the old plan as a start (domain.md section 3: completed instead of starting over [S2])."""

import datetime as dt

import pytest
from django.urls import reverse

from handlingsplan.actions.returning import begin_from_earlier, earlier_plan
from handlingsplan.models import Activity, PlanVersion
from tests.factories import ActivityFactory, EnrolmentFactory, GoalFactory, PlanVersionFactory, agreed
from tests.handlingsplan.room import SOON, TODAY

pytestmark = pytest.mark.django_db
PAST = TODAY - dt.timedelta(days=100)


@pytest.fixture
def old(people):
    """Bo had the case; it closed with one activity done, one under way and one ahead."""
    row = EnrolmentFactory(participant__unit=people.unit, consultant=people.bo, opened_on=PAST - dt.timedelta(days=300))
    version = PlanVersionFactory(enrolment=row, summary="Jag vill försörja mig själv.")
    goal = GoalFactory(version=version, text="Jag vill arbeta i kök", due_on=PAST)
    ActivityFactory(version=version, goal=goal, what="Klar", due_on=PAST, state="done", done_on=PAST)
    ActivityFactory(
        version=version, goal=goal, what="Pågår", due_on=PAST, state="ongoing", party="konsulent", responsible=people.bo
    )
    ActivityFactory(version=version, what="Framåt", due_on=SOON)
    agreed(version, PAST)
    type(row).objects.filter(pk=row.pk).update(closed_on=TODAY - dt.timedelta(days=30))
    return version


@pytest.fixture
def again(people, old):
    person = old.plan.enrolment.participant
    return EnrolmentFactory(participant=person, consultant=people.anna, opened_on=TODAY - dt.timedelta(days=2))


def test_goals_and_what_was_left_become_a_draft(people, old, again):
    draft = begin_from_earlier(enrolment=again, by=people.anna, today=TODAY)
    assert (draft.is_draft, draft.number, draft.summary) == (True, 1, "Jag vill försörja mig själv.")
    goal = draft.goals.get()
    assert (goal.text, goal.due_on, goal.origin) == ("Jag vill arbeta i kök", None, old.goals.get().origin)
    rows = {row.what: row for row in draft.activities.all()}
    assert set(rows) == {"Pågår", "Framåt"}
    under_way = rows["Pågår"]
    assert (under_way.state, under_way.due_on, under_way.goal) == (Activity.State.PLANNED, None, goal)
    assert (under_way.responsible, rows["Framåt"].due_on) == (people.anna, SOON)


def test_the_old_plan_stands(people, old, again):
    begin_from_earlier(enrolment=again, by=people.anna, today=TODAY)
    old.refresh_from_db()
    assert (old.state, old.activities.count(), old.goals.get().due_on) == (PlanVersion.State.AGREED, 3, PAST)


def test_pressed_twice_is_once_and_what_somebody_has_begun_stands(people, again):
    first = begin_from_earlier(enrolment=again, by=people.anna, today=TODAY)
    assert begin_from_earlier(enrolment=again, by=people.anna, today=TODAY) == first
    assert first.activities.count() == 2


@pytest.mark.parametrize(("who", "offered"), [("anna", True), ("eva", True), ("cilla", False)])
def test_it_is_offered_to_those_who_may_see_it(people, again, who, offered):
    assert (earlier_plan(getattr(people, who), again) is not None) == offered


def test_the_page_offers_it(as_anna, again, enrolment):
    person = again.participant.uuid
    assert "Börja från förra planen" in as_anna.get(reverse("plan", args=[person])).content.decode()
    assert "förra planen" not in as_anna.get(reverse("plan", args=[enrolment.participant.uuid])).content.decode()
    page = as_anna.post(reverse("plan_create", args=[person]), {"fran_forra": "1"}, follow=True).content.decode()
    assert "Jag vill arbeta i kök" in page
    assert "Utkast" in page
