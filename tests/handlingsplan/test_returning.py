"""A returning person sees the old plan as a start (domain.md section 3: completed instead of starting over [S2])."""

import datetime as dt

import pytest
from django.urls import reverse

from handlingsplan.actions.returning import begin_from_earlier, earlier_plan
from handlingsplan.models import Activity, PlanVersion
from tests.factories import ActivityFactory, EnrolmentFactory, GoalFactory, PlanVersionFactory, agreed
from tests.handlingsplan.held import GoalResultFactory
from tests.handlingsplan.room import SOON, TODAY
from tests.queries import at_most

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


def test_the_page_offers_it(as_anna, old, again, enrolment):
    person = again.participant.uuid
    assert "Börja från förra planen" in as_anna.get(reverse("plan", args=[person])).content.decode()
    assert "förra planen" not in as_anna.get(reverse("plan", args=[enrolment.participant.uuid])).content.decode()
    chosen = {"fran_forra": "1", "goals": [str(old.goals.get().origin)]}
    page = as_anna.post(reverse("plan_create", args=[person]), chosen, follow=True).content.decode()
    assert "Jag vill arbeta i kök" in page
    assert "Utkast" in page


def test_the_old_goals_are_shown_with_their_results(as_anna, old, again):
    GoalResultFactory(goal=old.goals.get(), result="partly", words="Praktik, men inget jobb.")
    form = as_anna.get(reverse("plan", args=[again.participant.uuid])).context["earlier_form"]
    goal = old.goals.get()
    words = "Jag vill arbeta i kök (delvis nått: Praktik, men inget jobb.)"
    assert form.fields["goals"].choices == [(str(goal.origin), words)]
    assert [words for _, words in form.fields["activities"].choices] == ["Pågår (pågår)", "Framåt (planerad)"]


@pytest.mark.parametrize(
    ("result", "chosen"), [("reached", False), ("moot", False), ("partly", True), ("missed", True), (None, True)]
)
def test_what_was_reached_is_not_chosen_from_the_start(as_anna, old, again, result, chosen):
    goal = old.goals.get()
    if result:
        GoalResultFactory(goal=goal, result=result)
    form = as_anna.get(reverse("plan", args=[again.participant.uuid])).context["earlier_form"]
    assert form.fields["goals"].initial == ([str(goal.origin)] if chosen else [])


def origins(version, *whats):
    return set(version.activities.filter(what__in=whats).values_list("origin", flat=True))


@pytest.mark.parametrize(
    ("goals", "whats", "left"),
    [
        (True, ("Pågår",), {("Pågår", True)}),
        (False, ("Pågår", "Framåt"), {("Pågår", False), ("Framåt", False)}),
        (True, (), set()),
        (False, (), set()),
        (True, ("Klar", "Pågår"), {("Pågår", True)}),  # what was done never follows
    ],
)
def test_only_what_is_chosen_follows(people, old, again, goals, whats, left):
    picked = {old.goals.get().origin} if goals else set()
    draft = begin_from_earlier(
        enrolment=again, by=people.anna, today=TODAY, goals=picked, activities=origins(old, *whats)
    )
    assert draft.goals.count() == goals
    assert {(row.what, row.goal_id is not None) for row in draft.activities.all()} == left


def test_a_strangers_goal_is_refused(as_anna, again):
    sent = {"fran_forra": "1", "goals": ["7e57d004-2b97-0e7a-b45f-5387367791cd"]}
    page = as_anna.post(reverse("plan_create", args=[again.participant.uuid]), sent).content.decode()
    assert "Förra planen har ändrats" in page
    assert not PlanVersion.objects.filter(plan__enrolment=again).exists()


@pytest.mark.parametrize("amount", [1, 40])
def test_queries_do_not_grow(as_anna, old, again, amount):
    PlanVersion.objects.filter(pk=old.pk).update(state="replaced")
    version = PlanVersionFactory(enrolment=old.plan.enrolment)
    for number in range(amount):
        goal = GoalFactory(version=version, text=f"Mål {number}")
        ActivityFactory(version=version, goal=goal, what=f"Sak {number}")
    agreed(version, PAST)
    address = reverse("plan", args=[again.participant.uuid])
    as_anna.get(address)
    with at_most(12):
        assert f"Mål {amount - 1}" in as_anna.get(address).content.decode()
