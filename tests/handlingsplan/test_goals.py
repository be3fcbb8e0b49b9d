"""What became of a goal, said while the plan runs and when the goal leaves it, and its way through the versions."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine

from amc.obstacles import Refused
from amc.revisions import Stale
from amc.workspace.closed import goals_of
from handlingsplan import rules
from handlingsplan.actions.drafts import change_goal, remove_goal
from handlingsplan.actions.goals import Ending, set_goal_result
from handlingsplan.actions.plans import revise_plan
from handlingsplan.closing import GOALS_AT_CLOSING, result_field, words_field
from handlingsplan.models import Goal, GoalResult, PlanVersion
from participants.models import Enrolment
from tests.factories import (
    ActivityFactory,
    EnrolmentFactory,
    GoalFactory,
    People,
    PlanVersionFactory,
    agreed,
    at,
    make_people,
)
from tests.handlingsplan.room import address, once
from tests.participants.case_room import signed_in
from tests.queries import at_most

TODAY = dt.date(2026, 11, 24)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def case(people: People) -> Enrolment:
    return EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)


@pytest.fixture
def goal(case: Enrolment) -> Goal:
    """In a plan that is in force."""
    version = PlanVersionFactory(enrolment=case)
    found = GoalFactory(version=version, text="Ett jobb i köket", sign="Provanställning")
    ActivityFactory(version=version, goal=found, what="Skriva CV", state="done", done_on=dt.date(2026, 11, 2))
    agreed(version, dt.date(2026, 10, 1))
    return Goal.objects.get(pk=found.pk)


@pytest.fixture
def ending(people: People) -> Ending:
    return Ending("reached", " Fick provanställning. ", people.anna, at(TODAY))


ANSWERS = [
    # state of the version, open case, answer, refused for
    ("agreed", True, "reached", []),
    ("agreed", True, "moot", []),
    ("agreed", True, "", ["goal_result"]),
    ("agreed", True, "won", ["goal_result"]),
    ("draft", True, "reached", ["goal_not_in_force"]),
    ("replaced", True, "reached", ["goal_not_in_force"]),
    ("agreed", False, "reached", [rules.CLOSED.code]),
]


@pytest.mark.parametrize(("state", "is_open", "result", "codes"), ANSWERS)
def test_of_which_goals_it_is_said(state: str, is_open: bool, result: str, codes: list[str]) -> None:
    found = rules.goal_answer_obstacles(PlanVersion(state=state), result, enrolment_open=is_open)
    assert [obstacle.code for obstacle in found] == codes


def test_it_is_said_while_the_plan_runs_and_can_be_changed(goal: Goal, ending: Ending) -> None:
    said = set_goal_result(goal=goal, known=None, ending=ending)
    assert (said.result, said.words, said.recorded_at) == ("reached", "Fick provanställning.", at(TODAY))
    with pytest.raises(Refused) as refused:
        set_goal_result(goal=goal, known=None, ending=ending)
    assert refused.value.codes == ("already",)
    set_goal_result(goal=goal, known=said, revision=0, ending=replace(ending, result="partly", words="Bara prov."))
    with pytest.raises(Stale):
        set_goal_result(goal=goal, known=said, revision=0, ending=ending)
    assert GoalResult.objects.values_list("result", "words").get() == ("partly", "Bara prov.")
    assert GoalResult.pgh_event_model.objects.count() == 2
    assert PlanVersion.objects.get().state == "agreed"


def test_an_agreed_goal_does_not_leave_the_plan_in_silence(goal: Goal, ending: Ending, people: People) -> None:
    draft = revise_plan(plan=goal.version.plan, by=people.anna)
    new = GoalFactory(version=draft, text="Ta körkort", order=2)
    remove_goal(goal=new)  # nobody has agreed on it
    copy = draft.goals.get()
    with pytest.raises(Refused) as refused:
        remove_goal(goal=copy)
    assert [obstacle.field for obstacle in refused.value.obstacles] == ["result"]
    assert draft.goals.count() == 1
    remove_goal(goal=copy, ending=ending)
    assert not draft.goals.exists()
    assert Goal.objects.get().outcome.result == "reached"


def test_the_page_asks_when_a_goal_is_removed(goal: Goal, people: People) -> None:
    client = signed_in(people.anna)
    draft = revise_plan(plan=goal.version.plan, by=people.anna)
    url = address("goal_remove", draft, draft.goals.get().uuid)
    assert "Hur gick det med målet?" in client.get(url).content.decode()
    response = client.post(url, {"words": "Sparas"} | once())
    assert rules.NO_RESULT in response.content.decode()
    assert 'value="Sparas"' in response.content.decode()
    assert client.post(url, {"result": "moot", "words": "Flyttade"} | once()).status_code == 302
    assert GoalResult.objects.values_list("goal", "result", "words").get() == (goal.pk, "moot", "Flyttade")


def test_it_is_said_on_the_plan_s_page(goal: Goal, people: People) -> None:
    client, url = signed_in(people.anna), address("goal_result", goal.version, goal.uuid)
    page = client.get(address("plan", goal.version)).content.decode()
    assert url in page
    assert "Historik" not in page
    assert rules.NO_RESULT in client.post(url, {"words": ""} | once()).content.decode()
    answer = {"result": "partly", "words": "Halvvägs"}
    assert client.post(url, answer | once()).status_code == 302
    page = client.get(address("plan", goal.version)).content.decode()
    assert "Delvis nått" in page
    assert "Halvvägs" in page
    assert "Ändra resultatet" in page
    stale = {"result": "reached", "words": "Klart", "revision": 0, "revision_seen": "{}"}
    GoalResult.objects.update(result="missed", revision=1)
    form = client.post(url, stale | once()).context["form"]
    assert [conflict.label for conflict in form.stale.conflicts] == ["Hur gick det med målet?", "Med några ord"]
    assert GoalResult.objects.get().result == "missed"


def test_it_is_not_asked_of_a_draft(goal: Goal, people: People) -> None:
    client = signed_in(people.anna)
    draft = revise_plan(plan=goal.version.plan, by=people.anna)
    url = address("goal_result", draft, draft.goals.get().uuid)
    assert client.get(url).status_code == 404
    page = client.post(url, {"result": "reached"} | once()).content.decode()
    assert "Målet står inte i planen som gäller nu" in page
    assert not GoalResult.objects.exists()


def test_the_closing_begins_with_what_has_been_said(goal: Goal, ending: Ending, case: Enrolment) -> None:
    set_goal_result(goal=goal, known=None, ending=ending)
    fields = GOALS_AT_CLOSING.fields(case)
    assert fields[result_field(goal.uuid)].initial == "reached"
    assert fields[words_field(goal.uuid)].initial == "Fick provanställning."


def test_the_closing_tells_of_goals_that_left_the_plan(goal: Goal, ending: Ending, people: People) -> None:
    draft = revise_plan(plan=goal.version.plan, by=people.anna)
    GoalFactory(version=draft, text="Bättre svenska", order=2)
    remove_goal(goal=draft.goals.get(origin=goal.origin), ending=ending)
    told = goals_of(people.anna, case_of(goal))
    assert [row.text for row in told] == ["Ett jobb i köket"]
    agreed(draft, TODAY)
    told = goals_of(people.anna, case_of(goal))
    assert [(row.text, row.outcome and row.outcome.result) for row in told] == [
        ("Bättre svenska", None),
        ("Ett jobb i köket", "reached"),
    ]


def case_of(goal: Goal) -> Enrolment:
    return goal.version.plan.enrolment


def test_a_goal_that_goes_on_is_told_once(goal: Goal, ending: Ending, people: People) -> None:
    set_goal_result(goal=goal, known=None, ending=ending)
    for _ in range(2):
        agreed(revise_plan(plan=goal.version.plan, by=people.anna), TODAY)
    assert [row.version.number for row in goals_of(people.anna, case_of(goal))] == [3]


def test_the_history_says_what_the_goal_has_said(goal: Goal, ending: Ending, people: People) -> None:
    set_goal_result(goal=goal, known=None, ending=ending)
    draft = revise_plan(plan=goal.version.plan, by=people.anna)
    new = draft.goals.get()
    change_goal(goal=new, revision=0, text="Ett jobb i skolköket", sign=new.sign)
    client = signed_in(people.anna)
    assert address("goal_history", draft, new.uuid) in client.get(address("plan", draft)).content.decode()
    page = client.get(address("goal_history", draft, new.uuid)).content.decode()
    assert page.index("Utkast, inte överenskommet än") < page.index("2026-10-01")
    assert "[tillagt: </span>skolköket" in page
    assert "[borttaget: </span>köket" in page
    assert "Skriva CV" in page
    assert "Fick provanställning." in page
    assert f"Antecknat av {people.anna.full_name}" in page
    assert client.get(address("goal_history", goal.version, goal.uuid)).status_code == 200


def test_the_history_costs_the_same_for_many_versions(goal: Goal, people: People) -> None:
    client, url = signed_in(people.anna), address("goal_history", goal.version, goal.uuid)
    client.get(url)
    with at_most(12) as few:
        client.get(url)
    for _ in range(4):
        agreed(revise_plan(plan=goal.version.plan, by=people.anna), TODAY)
    with at_most(len(few)):
        client.get(url)
