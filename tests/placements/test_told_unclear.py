"""Who is told of what is not clear before an end, and when it is asked again."""

import datetime as dt

import pytest

from amc.due import KEYS
from amc.reminders.registry import COUNTED, OF_THE_CASE
from placements import actions, due_next_step
from placements.models import Employment, NextStep, Scheme
from placements.rules.next_step import asked_again
from placements.rules.periods import Period
from tests.factories import EmploymentFactory, at, days
from tests.placements.pages import TODAY, as_, form_values, page, told
from tests.placements.room import D

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


YEAR = Period(D("2026-02-01"), D("2027-01-31"))  # asked 2026-10-03


@pytest.mark.parametrize(
    ("answered", "number", "again"),
    [
        pytest.param("2026-11-24", 30, "2026-12-24", id="30 days later"),
        pytest.param("2026-11-24", 14, "2026-12-08", id="as the form of employment has it"),
        pytest.param("2026-06-01", 30, "2026-10-03", id="not before it is asked at all"),
        pytest.param("2027-01-15", 30, "2027-01-31", id="on the last day at the latest"),
    ],
)
def test_not_clear_is_asked_again(enrolment, hans, people, answered, number, again):
    assert asked_again(YEAR, D(answered), number) == D(again)
    Scheme.objects.update(unclear_again_days=number)
    employed = EmploymentFactory(enrolment=enrolment, supervisor=hans, first_day=YEAR.first, last_day=YEAR.last)
    answer(employed, people.anna, "unclear", D(answered))
    before, on = ([row["due_on"] for row in due_next_step.before_end(D(again) + dt.timedelta(days=n))] for n in (-1, 0))
    assert (before, on) == ([], [D(again)])


def answer(employment, by, leads_to, day=TODAY, moment="before_end"):
    return actions.answer_next_step(
        employment, moment=moment, leads_to=leads_to, text="Vi söker.", by=by, now=at(day, 23), today=day
    )


@pytest.fixture
def year(enrolment, hans):
    return EmploymentFactory(enrolment=enrolment, supervisor=hans, first_day=YEAR.first, last_day=YEAR.last)


def test_it_is_asked_until_the_latest_answer_is_clear(year, people):
    def asked(day):
        return [f"{row['due_on']}" for row in due_next_step.before_end(D(day))]

    answer(year, people.anna, "unclear")
    assert told("next_step_before_end", D("2026-12-24")) == [("due", "Anna")]
    # Two weeks after it was asked again the enhetschef hears that nobody has answered.
    assert told("next_step_before_end", D("2027-01-07")) == [("due", "Anna"), ("manager", "Eva")]
    answer(year, people.anna, "unclear", D("2026-12-30"))
    assert asked("2027-01-28") == []
    assert asked("2027-01-29") == ["2027-01-29"]
    answer(year, people.anna, "studies", D("2026-12-31"))
    assert asked("2027-01-31") == []
    assert told("next_step_before_end", D("2027-01-29")) == []
    # What was clear is so no more.
    answer(year, people.anna, "unclear", D("2027-01-02"))
    assert asked("2027-01-31") == ["2027-01-31"]


@pytest.mark.parametrize(
    ("answers", "day", "who"),
    [
        (["unclear"], "2026-12-31", []),
        (["unclear"], "2027-01-01", [("-30", "Eva")]),
        (["unclear", "studies"], "2027-01-01", []),
        (["studies", "unclear"], "2027-01-01", [("-30", "Eva")]),
        # Nobody has answered: the enhetschef was told of that two weeks after it was asked.
        ([], "2027-01-01", []),
    ],
)
def test_30_days_before_the_end_the_enhetschef_is_told_of_what_is_not_clear(year, people, answers, day, who):
    for number, leads_to in enumerate(answers):
        answer(year, people.anna, leads_to, TODAY + dt.timedelta(days=number))
    assert told("next_step_unclear", D(day)) == who
    if who:
        answer(year, people.anna, "other_work", D(day))
        assert told("next_step_unclear", D(day)) == []


def test_the_enhetschef_opens_the_employment_and_min_dag_asks_once(year, people):
    answer(year, people.anna, "unclear")
    [row] = due_next_step.unclear(D("2027-01-01"))
    assert set(row) == set(KEYS)
    assert due_next_step.UNCLEAR.url(row) == year.get_absolute_url()
    assert due_next_step.UNCLEAR not in OF_THE_CASE
    assert due_next_step.UNCLEAR not in COUNTED


def test_not_clear_before_an_earlier_end_is_of_that_end(year, people):
    answer(year, people.anna, "unclear")
    Employment.objects.filter(pk=year.pk).update(period=days(YEAR.first, D("2027-06-30")))
    assert [row["due_on"] for row in due_next_step.before_end(D("2027-03-02"))] == [D("2027-03-02")]
    assert list(due_next_step.unclear(D("2027-06-15"))) == []


@pytest.mark.parametrize(("scheme", "on"), [("ami", True), ("ami", False), ("vanlig", True), ("vanlig", False)])
def test_the_form_of_employment_says_whether_it_is_asked(people, enrolment, hans, scheme, on):
    made = EmploymentFactory(
        enrolment=enrolment, scheme_id=scheme, supervisor=hans, first_day=YEAR.first, last_day=YEAR.last
    )
    client = as_(people.admin)
    url = f"/administration/anstallningsformer/{scheme}/"
    shown = client.get(url)
    known = {name: value for name, value in shown.context["form"].initial.items() if value not in (None, False)}
    sent = form_values(shown, **known | {"asks_next_step": on})
    assert client.post(url, sent).status_code == 302
    assert Scheme.objects.get(code=scheme).asks_next_step is on
    asked = [bool(list(rows(D("2027-01-15")))) for rows in (due_next_step.half_time, due_next_step.before_end)]
    assert asked == [on, on]
    assert ("Vad händer sedan?" in page(people.anna, "employment_detail", made.uuid).content.decode()) is on
    Employment.objects.update(end_reason="time")
    assert bool(list(due_next_step.outcomes(D("2027-03-03")))) is on


def test_whoever_answers_not_clear_reads_when_it_is_asked_again(year, people):
    client, url = as_(people.anna), f"/anstallningar/{year.uuid}/sedan/fore-slutet/"
    sent = form_values(client.get(url), leads_to="unclear", text="Vi söker.")
    assert "Det frågas igen 2026-12-24." in client.post(url, sent, follow=True).content.decode()
    assert NextStep.objects.get().leads_to == "unclear"
