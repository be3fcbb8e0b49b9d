"""The rows of a plan: what they say of an activity, and what they cost."""

import pytest
from django.utils.html import escape
from selectolax.lexbor import LexborHTMLParser

from handlingsplan.models import Activity, ActivityKind
from tests.factories import (
    ActivityFactory,
    FollowUpFactory,
    GoalFactory,
    PlanVersionFactory,
    agreed,
)
from tests.handlingsplan.room import SOON, TODAY, address

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("shown_as", ["lista", "kolumner", "veckor"])
def test_what_somebody_wrote_is_text_and_nothing_else(as_anna, draft, shown_as):
    wrong = '<b class="x">&'
    kind = ActivityKind.objects.create(code="fel", name=wrong)
    Activity.objects.update(
        what=wrong, party="annan", party_name=wrong, kind=kind, result=wrong, starts_on=TODAY, hours_per_week=5
    )
    page = as_anna.get(address("plan", draft), {"visa": shown_as}).content.decode()
    assert wrong not in page
    assert escape(wrong) in page


def test_a_row_says_all_that_the_activity_says(as_anna, draft):
    first = draft.activities.get()
    done = ActivityFactory(
        version=draft, goal=first.goal, order=5, state="done", done_on=TODAY, result="Bra", what="Ringa"
    )
    stopped = ActivityFactory(version=draft, goal=first.goal, order=6, state="stopped", done_on=TODAY, result="Flytt")
    page = LexborHTMLParser(as_anna.get(address("plan", draft)).content)

    def row(activity):
        found = page.css_first(f"#a-{activity.uuid}")
        return found, " ".join(found.text(separator=" ").split())

    top, text = row(first)
    assert "Senast: om 20 dagar" in text
    assert "Flytta upp" in text
    assert "disabled" in top.css('[name="steg"]')[0].attributes
    assert "disabled" not in top.css('[name="steg"]')[1].attributes
    assert {link.attributes["href"] for link in top.css("a")} == {
        address(f"activity_{name}", draft, first.uuid) for name in ("state", "edit", "remove")
    }
    assert {button.attributes["formaction"] for button in top.css("button")} == {
        address("activity_move", draft, first.uuid)
    }
    ended, text = row(done)
    assert "step--finished" in ended.attributes["class"]
    assert "Resultat: Bra" in text
    assert f"{TODAY}" in text
    last, text = row(stopped)
    assert "Avbruten: Flytt" in text
    assert "disabled" in last.css('[name="steg"]')[1].attributes


# --- What it costs --------------------------------------------------------------------------------


def _fill(version, goals, activities, versions):
    plan = version.plan
    for number in range(2, versions + 1):
        agreed(version, TODAY)
        version = PlanVersionFactory(plan=plan, enrolment=plan.enrolment, number=number)
    rows = [GoalFactory(version=version, order=order) for order in range(goals)]
    for number in range(activities):
        ActivityFactory(version=version, goal=rows[number % goals], due_on=SOON, responsible=version.created_by)
    return version


@pytest.mark.parametrize(("goals", "activities", "versions"), [(1, 1, 1), (5, 30, 10), (8, 200, 3)])
def test_the_plan_costs_the_same_whatever_its_size(
    as_anna, draft, goals, activities, versions, django_assert_max_num_queries
):
    _fill(draft, goals, activities, versions)
    FollowUpFactory(enrolment=draft.plan.enrolment, due_on=SOON)
    url = address("plan", draft)
    with django_assert_max_num_queries(10):
        page = as_anna.get(url).content
    # The small forms are read when they are opened: what is sent grows by the rows alone.
    assert len(page) < 60_000 + activities * 2_300
    assert page.count(b"csrfmiddlewaretoken") < 8
