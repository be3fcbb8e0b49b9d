""" "Vad händer sedan?" has an answer at half time and 120 days before the end (issue 5, point 11)."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from amc.calendar import last_day
from amc.due import KEYS
from placements import actions, due_next_step
from placements.models import NextStep
from placements.rules.next_step import answer_obstacles, before_end, half_time
from placements.rules.periods import Period
from tests.factories import EmploymentFactory, UserFactory
from tests.placements.pages import TODAY, as_, form_values, page, post
from tests.placements.room import D

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.mark.parametrize(
    ("first", "last", "half", "end"),
    [
        pytest.param("2026-02-01", "2027-01-31", "2026-08-02", "2026-10-03", id="a year"),
        pytest.param("2026-02-01", "2026-05-31", "2026-04-02", "2026-02-01", id="120 days"),
        pytest.param("2024-02-29", "2026-02-27", "2025-02-28", "2025-10-30", id="two years from 29 February"),
        pytest.param("2026-03-01", "2026-03-01", "2026-03-01", "2026-03-01", id="a day"),
    ],
)
def test_when_it_is_asked(first, last, half, end):
    period = Period(D(first), D(last))
    assert (half_time(period), before_end(period)) == (D(half), D(end))


@given(st.dates(D("2024-01-01"), D("2032-12-31")), st.integers(1, 24))
def test_both_days_lie_within_and_the_half_is_the_middle(first, months):
    period = Period(first, last_day(first, months))
    half = half_time(period)
    assert half in period
    assert before_end(period) in period
    assert 0 <= (period.last + dt.timedelta(days=1) - half).days - (half - period.first).days <= 1


@pytest.mark.parametrize(
    ("text", "first", "on", "codes"),
    [
        ("Ringer chefen.", "2026-11-24", True, []),
        ("  ", "2026-11-24", True, ["next_step_empty"]),
        ("Ringer chefen.", "2026-11-25", True, ["next_step_too_early"]),
        # Of some forms of employment nothing is asked.
        ("Ringer chefen.", "2026-11-24", False, ["next_step_not_asked"]),
    ],
)
def test_what_an_answer_needs(text, first, on, codes):
    found = answer_obstacles(text, Period(D(first), D("2027-11-23")), asked=on, today=TODAY)
    assert [one.code for one in found] == codes


@pytest.fixture
def year(enrolment, hans):
    return EmploymentFactory(enrolment=enrolment, supervisor=hans, first_day=D("2026-02-01"), last_day=D("2027-01-31"))


def asked(rule, day):
    rows = list(rule.rows(D(day)))
    assert all(set(row) == set(KEYS) for row in rows)
    return [f"{row['due_on']}" for row in rows]


def answer(employment, by, moment):
    return actions.answer_next_step(
        employment,
        moment=moment,
        leads_to="studies",
        text="Söker till Komvux.",
        by=by,
        now=dt.datetime.now(dt.UTC),
        today=TODAY,
    )


@pytest.mark.parametrize(
    ("rule", "moment", "early", "day", "due"),
    [
        (due_next_step.HALF_TIME, "half", "2026-07-18", "2026-07-19", "2026-08-02"),
        (due_next_step.BEFORE_END, "before_end", "2026-09-18", "2026-09-19", "2026-10-03"),
    ],
    ids=["half", "before the end"],
)
def test_postgresql_asks_on_the_days_of_the_rule_until_it_is_answered(rule, moment, early, day, due, year, people):
    period = Period(year.first_day, year.last_day)
    assert D(due) == (half_time(period) if moment == "half" else before_end(period))
    assert asked(rule, early) == []
    assert asked(rule, day) == [due]
    assert asked(rule, "2027-01-31") == [due]
    assert asked(rule, "2027-02-01") == []
    answer(year, people.anna, moment)
    assert asked(rule, "2027-01-31") == []


def test_an_extension_asks_anew_before_the_new_end(year, people):
    for moment in ("half", "before_end"):
        answer(year, people.anna, moment)
    actions.extend_employment(
        year, last_day=D("2027-12-31"), seen=year.revision, by=people.eva, now=dt.datetime.now(dt.UTC), today=TODAY
    )
    assert asked(due_next_step.BEFORE_END, "2027-09-02") == ["2027-09-02"]
    assert asked(due_next_step.HALF_TIME, "2027-09-02") == []


def test_other_employments_are_not_asked(enrolment, hans):
    EmploymentFactory(
        enrolment=enrolment, scheme_id="vanlig", supervisor=hans, first_day=D("2026-02-01"), last_day=D("2027-01-31")
    )
    assert asked(due_next_step.HALF_TIME, "2026-11-24") == asked(due_next_step.BEFORE_END, "2026-11-24") == []


def test_an_answer_is_of_its_own_employment(year, people, enrolment, hans):
    """Another employment of the same case, of which nobody has said anything, does not ask for this one again."""
    EmploymentFactory(
        enrolment=enrolment, scheme_id="vanlig", supervisor=hans, first_day=D("2025-01-01"), last_day=D("2025-12-31")
    )
    answer(year, people.anna, "half")
    assert asked(due_next_step.HALF_TIME, "2026-11-24") == []


def test_an_answer_stands_as_it_was_given(year, people):
    step = answer(year, people.anna, "half")
    with pytest.raises(DatabaseError), transaction.atomic():
        NextStep.objects.filter(pk=step.pk).update(text="Annat")


def test_it_is_answered_in_the_row_and_shown_with_the_employment(year, people):
    client = as_(people.anna)
    url = f"/anstallningar/{year.uuid}/sedan/fore-slutet/"
    shown = client.get(url, headers={"X-In-Row": "true"})
    missing = client.post(url, form_values(shown, leads_to="studies", text=""), headers={"X-In-Row": "true"})
    assert "text" in missing.context["form"].errors
    client.post(url, form_values(missing, leads_to="studies", text="Söker Komvux."), headers={"X-In-Row": "true"})
    step = year.next_steps.get()
    assert (step.moment, step.last_day, step.answered_by) == ("before_end", year.last_day, people.anna)
    told = page(people.anna, "employment_detail", year.uuid).content.decode()
    assert "Söker Komvux." in told
    assert "Vad händer sedan?" in told


def test_there_are_no_other_moments(year, people):
    assert as_(people.anna).get(f"/anstallningar/{year.uuid}/sedan/nagon-gang/").status_code == 404


def test_a_double_click_answers_once(year, people):
    client = as_(people.anna)
    url = f"/anstallningar/{year.uuid}/sedan/halva-tiden/"
    sent = form_values(client.get(url), leads_to="unclear", text="Vi ses igen om en månad.")
    client.post(url, sent)
    client.post(url, sent)
    assert year.next_steps.count() == 1


def test_those_who_pay_do_not_read_it(year, people):
    post(people.anna, "next_step_create", year.uuid, "halva-tiden", leads_to="studies", text="Komvux.")
    ekonom = UserFactory(roles=["ekonom"], unit=people.unit)
    assert "Komvux" not in page(ekonom, "employment_detail", year.uuid).content.decode()
