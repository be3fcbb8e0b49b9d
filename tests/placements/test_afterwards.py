"""What is entered or decided after the fact: a suspension of what has ended, an end before a confirmed month, and a
contract or a praktik that somebody enters a month late."""

import datetime as dt

import pytest
import time_machine
from django.db import transaction

from amc.obstacles import Refused
from handlingsplan.models import FollowUp
from placements import actions, due
from placements.actions.lasting import set_last_day
from placements.models import AmiTotal, Scheme, SupervisorPayment, Suspension
from placements.rules.periods import Period
from placements.rules.suspension import suspension_obstacles
from tests.factories import (
    EmploymentFactory,
    InternshipFactory,
    SupervisionMonthFactory,
    WorkplaceFactory,
    at,
)
from tests.placements.pages import TODAY, page, post
from tests.placements.room import D

pytestmark = pytest.mark.usefixtures("on_the_day")
YEAR = Period(D("2026-02-01"), D("2027-01-31"))
AFTER = D("2027-02-10")


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as error, transaction.atomic():
        act(*args, **kwargs)
    return list(error.value.codes)


# --- A suspension of what has ended ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "today", "codes"),
    [
        pytest.param("2027-01-11", "2027-01-31", "2027-02-01", [], id="within it"),
        pytest.param("2027-01-11", "2027-02-01", "2027-02-01", ["suspension_outside"], id="a day beyond"),
        pytest.param("2027-02-01", "2027-02-05", "2027-02-10", ["suspension_outside"], id="all of it beyond"),
    ],
)
def test_what_may_be_noted_of_an_employment_that_is_over(first, last, today, codes):
    found = suspension_obstacles(YEAR, Period(D(first), D(last)), [], moved=0, today=D(today))
    assert [one.code for one in found] == codes


@pytest.fixture
def moving(enrolment, hans):
    Scheme.objects.filter(code="ami").update(suspension_moves=True)
    return EmploymentFactory(enrolment=enrolment, supervisor=hans)


def suspend(employment, by, day, first="2027-01-11", last="2027-01-20"):
    return actions.suspend_employment(
        employment,
        why="illness",
        first_day=D(first),
        last_day=D(last),
        seen=employment.revision,
        by=by,
        now=at(day),
        today=day,
    )


def test_noted_after_the_last_day_it_wakes_up_nothing(moving, people):
    away = suspend(moving, people.anna, AFTER)
    moving.refresh_from_db()
    assert (away.moves, moving.last_day, moving.supervisions.get().last_day) == (0, YEAR.last, YEAR.last)
    assert AmiTotal.objects.get().days == 360
    actions.withdraw_suspension(away, by=people.anna, now=at(AFTER), today=AFTER)
    moving.refresh_from_db()
    assert moving.last_day == YEAR.last


def test_nor_does_it_move_an_end_that_is_decided(moving, people):
    actions.end_employment(
        moving, last_day=D("2026-12-31"), end_reason="work", seen=moving.revision, by=people.anna, now=at(TODAY)
    )
    away = suspend(moving, people.anna, TODAY, "2026-12-01", "2026-12-10")
    moving.refresh_from_db()
    assert (away.moves, moving.last_day) == (0, D("2026-12-31"))


def test_on_the_last_day_it_still_moves_it(moving, people):
    assert suspend(moving, people.anna, YEAR.last).moves == 10
    moving.refresh_from_db()
    assert moving.last_day == D("2027-02-10")


def test_the_form_says_until_when(moving, people):
    with time_machine.travel(at(AFTER), tick=False):
        sent = {"why": "illness", "first_day": "2027-01-25", "last_day": "2027-02-05"}
        answer = post(people.anna, "employment_suspension", moving.uuid, **sent)
        assert answer.context["form"].errors["last_day"] == [
            "Anställningen slutade 2027-01-31. Uppehållet kan gälla dagar fram till dess."
        ]
    assert not Suspension.objects.exists()


# --- A confirmed month ----------------------------------------------------------------------------


def test_a_praktik_does_not_end_before_a_confirmed_month(enrolment, hans, people):
    praktik = InternshipFactory(enrolment=enrolment, supervisor=hans)
    SupervisionMonthFactory(supervision=praktik.supervisions.get(), month=D("2026-10-01"), confirmed_by=people.hans)
    end = {"end_reason": "completed", "by": people.anna}
    seen = praktik.revision
    assert refused(actions.end_internship, praktik, last_day=D("2026-09-30"), seen=seen, **end) == ["month_confirmed"]
    praktik.refresh_from_db()
    assert (praktik.last_day, praktik.end_reason, praktik.supervisions.get().last_day) == (
        D("2026-11-30"),
        "",
        D("2026-11-30"),
    )
    actions.end_internship(praktik, last_day=D("2026-10-01"), seen=praktik.revision, **end)
    assert praktik.supervisions.get().last_day == D("2026-10-01")


def test_a_month_that_is_put_right_to_none_holds_nothing_back(moving, people):
    """Corrected to no supervision at all, it may fall outside; the correction and the answer stay."""
    supervision = moving.supervisions.get()
    proof = actions.confirm_supervision(
        supervision, month=D("2026-10-01"), as_planned=True, by=people.hans, now=at(TODAY), today=TODAY
    )
    assert refused(set_last_day, moving, D("2026-09-30")) == ["month_confirmed"]
    actions.correct_month(
        proof, as_planned=False, took_place=False, text="Slutade i september.", seen=0, by=people.anna, now=at(TODAY)
    )
    moving.refresh_from_db()
    set_last_day(moving, D("2026-09-30"))
    assert supervision.months.get() == proof
    assert sorted(SupervisorPayment.objects.values_list("amount", flat=True)) == [-500, 500]


# --- Entered late ---------------------------------------------------------------------------------


def test_a_contract_that_is_entered_a_month_late_is_asked_about_from_its_first_day(enrolment, hans, people):
    """From 20 October, entered on 24 November: October is asked for at once, and the time counts from the first day."""
    actions.start_employment(
        enrolment=enrolment,
        scheme=Scheme.objects.get(code="ami"),
        employer=hans.employer,
        workplace=WorkplaceFactory(employer=hans.employer),
        first_day=D("2026-10-20"),
        last_day=D("2027-10-19"),
        supervisor=hans,
        by=people.anna,
        now=at(TODAY),
        today=TODAY,
        acknowledged=["agreement_missing", "supervisor_untrained"],
    )
    assert AmiTotal.objects.get().days == 360
    assert [row["due_on"] for row in due.MONTH_SUPERVISOR.rows(TODAY)] == [D("2026-11-01")]
    assert list(due.EMPLOYMENT_GAP.rows(TODAY)) == []
    # The year is counted from the first day, and the day after the end is due on the last [S0].
    assert FollowUp.objects.get().due_on == D("2027-10-19")
    assert "Oktober 2026: gick" in page(people.hans, "supervision").text
    supervision = hans.supervisions.get()
    actions.confirm_supervision(
        supervision, month=D("2026-10-01"), as_planned=True, by=people.hans, now=at(TODAY), today=TODAY
    )
    assert SupervisorPayment.objects.get().amount == 500
    assert list(due.MONTH_SUPERVISOR.rows(TODAY)) == []


@pytest.mark.parametrize(
    ("first", "last", "due_on"),
    [
        pytest.param("2026-01-21", "2027-12-31", ["2027-01-21"], id="almost two years"),
        pytest.param("2028-02-29", "2030-02-27", ["2029-02-28", "2030-02-27"], id="from 29 February"),
    ],
)
def test_the_follow_ups_of_what_is_entered_a_month_late(enrolment, hans, people, first, last, due_on):
    entered = D(first) + dt.timedelta(days=31)
    actions.start_employment(
        enrolment=enrolment,
        scheme=Scheme.objects.get(code="ami"),
        employer=hans.employer,
        first_day=D(first),
        last_day=D(last),
        supervisor=hans,
        by=people.anna,
        now=at(entered),
        today=entered,
        acknowledged=["agreement_missing", "supervisor_untrained"],
    )
    found = FollowUp.objects.order_by("due_on").values_list("due_on", flat=True)
    assert [str(day) for day in found] == due_on
