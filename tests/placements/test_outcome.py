"""What a time-limited employment became: asked once when nothing tells, and compared with what was planned."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from amc.obstacles import Refused
from amc.staff.models import Municipality
from participants.models import Closure
from placements import actions, due_next_step
from placements.models import Employment, NextStep
from placements.rules.next_step import outcome_obstacles
from placements.rules.periods import Period
from tests.factories import EmployerFactory, EmploymentFactory
from tests.placements.pages import TODAY, page, post
from tests.placements.room import D

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
LAST = D("2026-10-24")
WORK = {"to_work": True, "reason": "arbete", "work_started_on": D("2026-11-09"), "subsidised": False}


@pytest.fixture
def ended(enrolment, hans):
    """Its last day was 31 days ago, when the time ran out."""
    return EmploymentFactory(
        enrolment=enrolment, supervisor=hans, first_day=D("2026-02-01"), last_day=LAST, end_reason="time"
    )


def asked(day=TODAY):
    return [row["due_on"] for row in due_next_step.OUTCOME.rows(day)]


def became(employment):
    found = Employment.objects.with_outcome().get(pk=employment.pk)
    return found.outcome, found.planned


def answer(employment, by, leads_to, moment="after", text=""):
    return actions.answer_next_step(
        employment, moment=moment, leads_to=leads_to, text=text, by=by, now=dt.datetime.now(dt.UTC), today=TODAY
    )


def test_it_is_asked_31_days_after_the_end_until_it_is_answered(people, ended):
    assert asked(D("2026-11-23")) == []
    assert asked() == [TODAY]
    assert asked(D("2026-12-24")) == [TODAY]
    answer(ended, people.anna, "af")
    assert asked(D("2026-12-24")) == []
    assert became(ended) == ("af", "")
    Municipality.objects.update(outcome_after_days=10)
    assert asked() == []


def test_the_day_is_the_municipalitys(ended):
    Municipality.objects.update(outcome_after_days=10)
    assert asked(D("2026-11-02")) == []
    assert asked(D("2026-11-03")) == [D("2026-11-03")]


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({"end_reason": "work"}, "other_work"),
        ({"end_reason": "studies"}, "studies"),
    ],
)
def test_how_it_ended_may_say_it(ended, values, outcome):
    Employment.objects.filter(pk=ended.pk).update(**values)
    assert became(ended) == (outcome, "")
    assert asked() == []


def test_an_end_that_is_not_noted_is_asked_of_first(ended):
    Employment.objects.filter(pk=ended.pk).update(end_reason="")
    assert asked() == []


@pytest.mark.parametrize(
    ("first", "scheme", "same", "outcome"),
    [
        ("2026-10-25", "vanlig", True, "same_employer"),
        ("2026-11-24", "vanlig", False, "other_work"),
        ("2026-10-25", "ami", True, "measure"),
        # Too long after to be what came after it.
        ("2026-11-25", "vanlig", True, ""),
    ],
)
def test_the_next_employment_says_it(enrolment, hans, ended, first, scheme, same, outcome):
    EmploymentFactory(
        enrolment=enrolment,
        scheme_id=scheme,
        employer=ended.employer if same else EmployerFactory(),
        workplace=None,
        first_day=D(first),
        last_day=D("2027-05-31"),
        supervisor=hans,
    )
    assert became(ended)[0] == outcome
    assert asked() == ([] if outcome else [TODAY])


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        (WORK | {"regular": True, "municipal": False}, "other_work"),
        (WORK | {"regular": False, "municipal": True}, "measure"),
        ({"to_studies": True, "csn": True}, "studies"),
        ({"reason": "annan_insats"}, "measure"),
        ({"reason": "flytt"}, "other"),
    ],
)
def test_closing_the_case_says_it_and_nobody_is_asked_twice(people, enrolment, ended, values, outcome):
    enrolment.closed_on = D("2026-11-10")
    enrolment.save()
    Closure.objects.create(
        **{"enrolment": enrolment, "reason": "annat", "closed_by": people.anna, "gender": "kvinna", "age": 40}
        | {"education_level": "okand"}
        | values
    )
    assert became(ended)[0] == outcome
    assert asked() == []


def test_an_answer_goes_before_what_is_derived_and_the_latest_stands(people, ended):
    Employment.objects.filter(pk=ended.pk).update(end_reason="work")
    answer(ended, people.anna, "studies")
    answer(ended, people.anna, "same_employer", text="Timmar från december.")
    assert became(ended)[0] == "same_employer"


def test_plan_and_outcome_stand_beside_each_other(people, ended):
    for moment, leads_to in (("half", "studies"), ("before_end", "same_employer")):
        NextStep.objects.create(
            employment=ended,
            moment=moment,
            last_day=LAST,
            leads_to=leads_to,
            text="Frågar chefen.",
            answered_by=people.anna,
            answered_at=dt.datetime.now(dt.UTC),
        )
    assert became(ended) == ("", "same_employer")
    form = page(people.anna, "next_step_create", ended.uuid, "efter-slutet").context["form"]
    assert form.initial["leads_to"] == "same_employer"
    post(people.anna, "next_step_create", ended.uuid, "efter-slutet", leads_to="other_work", text="")
    assert became(ended) == ("other_work", "same_employer")
    text = page(people.anna, "employment_detail", ended.uuid).content.decode()
    for words in ("<dt>Planerat</dt><dd>Anställning hos arbetsgivaren</dd>", "<dt>Blev</dt><dd>Annat arbete</dd>"):
        assert words in text


def test_it_is_not_answered_before_the_end_or_of_what_has_no_limit(people, ended):
    period = Period(D("2026-02-01"), LAST)
    assert outcome_obstacles(period, asked=True, today=TODAY) == []
    assert [one.code for one in outcome_obstacles(period, asked=False, today=TODAY)] == ["next_step_not_asked"]
    assert [one.code for one in outcome_obstacles(period, asked=True, today=LAST)] == ["outcome_too_early"]
    Employment.objects.filter(pk=ended.pk).update(scheme_id="vanlig")
    ended.refresh_from_db()
    with pytest.raises(Refused) as caught:
        answer(ended, people.anna, "af")
    assert caught.value.codes == ("next_step_not_asked",)


@pytest.mark.parametrize(("moment", "leads_to"), [("after", "unclear"), ("half", "af"), ("before_end", "unknown")])
def test_postgresql_keeps_the_words_of_each_moment(people, ended, moment, leads_to):
    with pytest.raises(DatabaseError), transaction.atomic():
        NextStep.objects.create(
            employment=ended,
            moment=moment,
            last_day=LAST,
            leads_to=leads_to,
            text="Text.",
            answered_by=people.anna,
            answered_at=dt.datetime.now(dt.UTC),
        )
