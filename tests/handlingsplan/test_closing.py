"""A result for each goal when the case is closed: asked on the form, kept on error, shown on plan and closing."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from amc.obstacles import Refused
from amc.web.models import Draft
from handlingsplan import rules
from handlingsplan.closing import result_field, words_field
from handlingsplan.models import Goal, GoalResult, PlanVersion
from participants.actions.closures import close_enrolment
from participants.models import Closure, Enrolment
from participants.rules.closures import ClosureFacts
from tests.factories import EnrolmentFactory, GoalFactory, People, PlanVersionFactory, agreed, at, make_people
from tests.handlingsplan.held import GoalResultFactory
from tests.participants.case_room import signed_in
from tests.queries import at_most

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)


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


def plan(case: Enrolment, *texts: str) -> list[Goal]:
    """The goals of a plan that is agreed."""
    version = PlanVersionFactory(enrolment=case)
    goals = [GoalFactory(version=version, text=text, order=number) for number, text in enumerate(texts)]
    agreed(version, dt.date(2026, 3, 2))
    return goals


def url(case: Enrolment) -> str:
    return reverse("closure_create", args=[case.participant.uuid])


def posted(goals: list[Goal], **more: Any) -> dict[str, Any]:
    """What the form sends: the first goal reached, the others not."""
    answers = {result_field(goal.uuid): "missed" for goal in goals}
    answers |= {result_field(goals[0].uuid): "reached", words_field(goals[0].uuid): "Fick jobbet."} if goals else {}
    return {
        "closed_on": f"{TODAY}",
        "reason": "flytt",
        "education_level": "gymnasial",
        "may_contact": "False",
        **answers,
        **more,
    }


RULES = [
    # results by field, the fields that are refused
    ({}, []),
    ({"goal_a": "reached"}, []),
    ({"goal_a": "partly", "goal_b": "moot"}, []),
    ({"goal_a": "missed", "goal_b": ""}, ["goal_b"]),
    ({"goal_a": "", "goal_b": ""}, ["goal_a", "goal_b"]),
    ({"goal_a": "won"}, ["goal_a"]),
]


@pytest.mark.parametrize(("results", "refused"), RULES)
def test_each_goal_has_a_result(results: dict[str, str], refused: list[str]) -> None:
    assert [obstacle.field for obstacle in rules.goal_result_obstacles(results)] == refused


def test_results_are_kept_with_the_closing(people: People, case: Enrolment) -> None:
    goals = plan(case, "Ett jobb i köket", "Bättre svenska")
    page = signed_in(people.anna).get(url(case)).content.decode()
    assert "Mål 1: Ett jobb i köket" in page
    assert "Mål 2: Bättre svenska" in page
    response = signed_in(people.anna).post(url(case), posted(goals))
    assert response.status_code == 302
    kept = {row.goal.text: (row.result, row.words) for row in GoalResult.objects.select_related("goal")}
    assert kept == {"Ett jobb i köket": ("reached", "Fick jobbet."), "Bättre svenska": ("missed", "")}
    assert set(GoalResult.objects.values_list("recorded_by", flat=True)) == {people.anna.pk}


def test_without_a_plan_nothing_is_asked(people: People, case: Enrolment) -> None:
    GoalFactory(version=PlanVersionFactory(enrolment=case), text="Bara ett utkast")
    page = signed_in(people.anna).get(url(case)).content.decode()
    assert "Så gick det med målen" not in page
    assert signed_in(people.anna).post(url(case), posted([])).status_code == 302
    assert Closure.objects.count() == 1


def test_an_answer_that_is_missing_keeps_the_others(people: People, case: Enrolment) -> None:
    first, second = plan(case, "Ett jobb i köket", "Bättre svenska")
    sent = posted([first, second], summary="Vi har kommit långt.")
    del sent[result_field(second.uuid)]
    response = signed_in(people.anna).post(url(case), sent)
    form = response.context["form"]
    assert set(form.errors) == {result_field(second.uuid)}
    assert form[result_field(first.uuid)].value() == "reached"
    assert form[words_field(first.uuid)].value() == "Fick jobbet."
    assert form["summary"].value() == "Vi har kommit långt."
    assert not Closure.objects.exists()
    assert not GoalResult.objects.exists()


def test_all_that_is_missing_is_told_at_once(people: People, case: Enrolment) -> None:
    (goal,) = plan(case, "Ett jobb i köket")
    sent = posted([], reason="arbete", to_work="on", to_studies="on", work_kind="regular", may_contact="")
    told = set(signed_in(people.anna).post(url(case), sent).context["form"].errors)
    assert told == {result_field(goal.uuid), "may_contact", "subsidised", "work_started_on", "csn"}
    told = set(signed_in(people.anna).post(url(case), sent | {"closed_on": ""}).context["form"].errors)
    assert told == {result_field(goal.uuid), "closed_on"}


def test_a_draft_keeps_the_answers(people: People, case: Enrolment) -> None:
    (goal,) = plan(case, "Ett jobb i köket")
    typed = {result_field(goal.uuid): ["partly"], words_field(goal.uuid): ["På väg."]}
    Draft.objects.create(user=people.anna, key=f"closure:{case.participant.uuid}", data=typed)
    form = signed_in(people.anna).get(url(case)).context["form"]
    assert form[result_field(goal.uuid)].value() == "partly"
    assert form[words_field(goal.uuid)].value() == "På väg."


def test_a_plan_agreed_meanwhile_is_asked_about(people: People, case: Enrolment) -> None:
    """The form was opened on the first version; the second has another goal, which has to be answered."""
    old = plan(case, "Ett jobb i köket")
    new = plan(case, "Ett jobb i skolköket")
    response = signed_in(people.anna).post(url(case), posted(old))
    assert set(response.context["form"].errors) == {result_field(new[0].uuid)}
    assert signed_in(people.anna).post(url(case), posted(new)).status_code == 302
    assert [row.goal for row in GoalResult.objects.all()] == new


def test_the_action_refuses_what_the_form_did_not_ask(people: People, case: Enrolment) -> None:
    (goal,) = plan(case, "Ett jobb")
    facts = ClosureFacts(reason="flytt", closed_on=TODAY, may_contact=False)
    told = {"enrolment": case, "facts": facts, "education_level": "gymnasial", "by": people.anna, "now": at(TODAY)}
    with pytest.raises(Refused) as refused:
        close_enrolment(**told, answers={})
    assert [obstacle.field for obstacle in refused.value.obstacles] == [result_field(goal.uuid)]
    assert not Closure.objects.exists()
    close_enrolment(**told)  # where nobody is asked, as when KAA passes on
    assert not GoalResult.objects.exists()


def test_sent_twice_there_is_one(people: People, case: Enrolment) -> None:
    goals = plan(case, "Ett jobb")
    client = signed_in(people.anna)
    mark = client.get(url(case)).context["form"]["once"].value()
    for _ in range(2):
        assert client.post(url(case), posted(goals, once=str(mark))).status_code == 302
    assert GoalResult.objects.count() == 1


@pytest.mark.parametrize("values", [{"result": "won"}, {"goal": None}])
def test_postgresql_keeps_it_too(people: People, case: Enrolment, values: dict[str, Any]) -> None:
    (goal,) = plan(case, "Ett jobb")
    GoalResultFactory(goal=goal)
    with pytest.raises(IntegrityError), transaction.atomic():
        GoalResultFactory(**({"goal": goal, "recorded_by": people.anna} | values))
    with pytest.raises(IntegrityError), transaction.atomic():
        GoalResultFactory(goal=goal)


def closed(people: People, case: Enrolment, *texts: str) -> Closure:
    goals = plan(case, *texts)
    assert signed_in(people.anna).post(url(case), posted(goals)).status_code == 302
    return Closure.objects.get()


def test_shown_on_the_plan_and_on_the_closing(people: People, case: Enrolment) -> None:
    closure = closed(people, case, "Ett jobb i köket", "Bättre svenska")
    client = signed_in(people.eva)
    for address in (
        reverse("plan", args=[case.participant.uuid]),
        reverse("closure_detail", args=[closure.uuid]),
    ):
        page = client.get(address).content.decode()
        assert "Fick jobbet." in page
        assert page.count("Inte nått") == 1
    history = client.get(reverse("participant_history", args=[case.participant.uuid])).content.decode()
    assert reverse("closure_detail", args=[closure.uuid]) in history


def test_an_earlier_version_has_no_result(people: People, case: Enrolment) -> None:
    plan(case, "Det första")
    closed(people, case, "Det andra")
    first = PlanVersion.objects.get(number=1)
    page = signed_in(people.anna).get(reverse("plan_version", args=[case.participant.uuid, first.number]))
    assert "Så gick det" not in page.content.decode()


@pytest.mark.parametrize("amount", [1, 25])
def test_queries_do_not_grow(people: People, case: Enrolment, amount: int) -> None:
    closure = closed(people, case, *(f"Mål {number}" for number in range(amount)))
    client = signed_in(people.anna)
    for address in (reverse("closure_detail", args=[closure.uuid]), reverse("plan", args=[case.participant.uuid])):
        client.get(address)
        with at_most(12):
            client.get(address)
