"""Somebody is away for a time: the last day follows only where the form of employment says so, within its limits."""

import pytest
from django.db import IntegrityError, transaction

from amc.obstacles import Refused
from handlingsplan.models import FollowUp
from placements import actions, due
from placements.models import Scheme, Suspension
from placements.rules.periods import Period
from placements.rules.suspension import days_moved, days_of, return_obstacles, suspension_obstacles
from tests.factories import EmploymentFactory, SupervisionMonthFactory, UserFactory, at, days
from tests.placements.pages import TODAY, as_, page, post
from tests.placements.room import D

pytestmark = pytest.mark.usefixtures("on_the_day")
YEAR = Period(D("2026-02-01"), D("2027-01-31"))


@pytest.mark.parametrize(
    ("moves", "latest", "moved"),
    [
        (False, None, 0),
        (True, None, 31),
        (True, "2027-12-31", 31),
        (True, "2027-02-10", 10),  # the limit is never passed
        (True, "2027-01-31", 0),
        (True, "2026-12-31", 0),
    ],
)
def test_how_far_the_last_day_moves(moves, latest, moved):
    away = Period(D("2026-12-01"), D("2026-12-31"))
    known = {"moves": moves, "latest": latest and D(latest)}
    assert days_moved(YEAR, away, ended=False, today=TODAY, **known) == moved
    # Whose end is decided is not lengthened, nor what is over; on its last day it runs.
    assert days_moved(YEAR, away, ended=True, today=TODAY, **known) == 0
    assert days_moved(YEAR, away, ended=False, today=D("2027-01-31"), **known) == moved
    assert days_moved(YEAR, away, ended=False, today=D("2027-02-01"), **known) == 0


def test_a_suspension_over_29_february():
    assert days_of(Period(D("2028-02-29"), D("2028-02-29"))) == 1
    assert days_of(Period(D("2028-02-01"), D("2028-03-01"))) == 30


@pytest.mark.parametrize(
    ("first", "last", "moved", "codes"),
    [
        ("2026-12-01", "2026-12-31", 0, []),
        ("2026-06-01", "2027-01-31", 0, []),
        ("2026-12-01", "2026-11-30", 0, ["last_before_first"]),
        ("2026-01-31", "2026-03-31", 0, ["suspension_outside"]),
        ("2027-02-01", "2027-03-31", 0, ["suspension_outside"]),
        ("2027-01-15", "2027-02-01", 0, ["suspension_outside"]),
        ("2027-01-15", "2027-02-01", 18, []),
        ("2026-05-31", "2026-06-30", 0, ["suspension_overlap"]),
        ("2026-06-01", "2026-06-30", 0, []),
    ],
)
def test_where_it_may_lie(first, last, moved, codes):
    beside = [Period(D("2026-05-01"), D("2026-05-31"))]
    found = suspension_obstacles(YEAR, Period(D(first), D(last)), beside, moved=moved, today=TODAY)
    assert [one.code for one in found] == codes


@pytest.mark.parametrize(
    ("back", "codes"),
    [
        ("2026-12-01", ["back_too_early"]),
        ("2026-12-02", []),
        ("2026-12-31", []),
        ("2027-01-01", ["back_too_late"]),
    ],
)
def test_when_somebody_may_be_back(back, codes):
    found = return_obstacles(Period(D("2026-12-01"), D("2026-12-31")), D(back))
    assert [one.code for one in found] == codes


@pytest.fixture
def year(enrolment, hans):
    return EmploymentFactory(enrolment=enrolment, supervisor=hans)


@pytest.fixture
def moving(year):
    Scheme.objects.filter(code="ami").update(suspension_moves=True)
    year.refresh_from_db()
    return year


def suspend(employment, by, first="2026-12-01", last="2026-12-31", **values):
    values = {"why": "parental", "seen": employment.revision, "now": at(TODAY), "today": TODAY} | values
    return actions.suspend_employment(employment, first_day=D(first), last_day=D(last), by=by, **values)


def refused(act, *args, **kwargs):
    with pytest.raises(Refused) as error, transaction.atomic():
        act(*args, **kwargs)
    return list(error.value.codes)


def last_days(employment):
    employment.refresh_from_db()
    return employment.last_day, employment.supervisions.get().last_day


def test_the_last_day_stands_where_the_form_moves_nothing(year, people):
    suspend(year, people.anna)
    assert last_days(year) == (D("2027-01-31"), D("2027-01-31"))


def test_the_last_day_moves_with_all_that_follows_it(moving, people):
    done = suspend(moving, people.anna)
    assert done.moves == 31
    assert last_days(moving) == (D("2027-03-03"), D("2027-03-03"))
    asked = FollowUp.objects.filter(enrolment=moving.enrolment, cancelled_at__isnull=True)
    assert [row.due_on for row in asked] == [D("2027-02-01")]
    (row,) = due.EMPLOYMENT_ENDING.rows(D("2027-01-31"))
    assert row["due_on"] == D("2027-03-03")


def test_no_suspension_passes_the_limit(moving, people):
    actions.extend_employment(moving, last_day=D("2028-01-21"), seen=0, by=people.eva, now=at(TODAY), today=TODAY)
    assert suspend(moving, people.anna).moves == 10
    assert last_days(moving)[0] == D("2028-01-31")


def test_nor_into_the_next_contract(moving, people, enrolment):
    EmploymentFactory(enrolment=enrolment, first_day=D("2027-02-06"), last_day=D("2027-03-31"))
    assert suspend(moving, people.anna).moves == 5
    assert last_days(moving)[0] == D("2027-02-05")


def test_back_before_it_was_planned_moves_it_back(moving, people):
    away = suspend(moving, people.anna)
    done = actions.end_suspension(away, back_on=D("2026-12-11"), by=people.anna, now=at(TODAY))
    assert (done.last_day, done.planned_last, done.moves) == (D("2026-12-10"), D("2026-12-31"), 10)
    assert done.ended_early
    assert last_days(moving) == (D("2027-02-10"), D("2027-02-10"))


def test_taken_away_it_never_was(moving, people):
    away = suspend(moving, people.anna)
    for _ in range(2):
        actions.withdraw_suspension(away, by=people.anna, now=at(TODAY), today=TODAY)
    assert last_days(moving) == (D("2027-01-31"), D("2027-01-31"))
    assert refused(actions.end_suspension, away, back_on=D("2026-12-11"), by=people.anna, now=at(TODAY)) == [
        "suspension_withdrawn"
    ]
    suspend(moving, people.anna)


def test_a_decision_about_the_last_day_stands(moving, people):
    """After an extension no suspension moves the last day any more: it was decided knowing of it."""
    away = suspend(moving, people.anna)
    moving.refresh_from_db()
    actions.extend_employment(
        moving, last_day=D("2027-06-30"), seen=moving.revision, by=people.eva, now=at(TODAY), today=TODAY
    )
    actions.withdraw_suspension(away, by=people.anna, now=at(TODAY), today=TODAY)
    assert last_days(moving)[0] == D("2027-06-30")


def test_the_end_ends_it_too(year, people):
    first, later = suspend(year, people.anna), suspend(year, people.anna, "2027-01-11", "2027-01-15")
    actions.end_employment(
        year, last_day=D("2026-12-15"), end_reason="work", seen=year.revision, by=people.anna, now=at(TODAY)
    )
    first.refresh_from_db()
    later.refresh_from_db()
    assert first.last_day == D("2026-12-15")
    assert later.withdrawn_on == TODAY


def test_it_does_not_move_back_past_a_confirmed_month(moving, people):
    away = suspend(moving, people.anna)
    SupervisionMonthFactory(supervision=moving.supervisions.get(), month=D("2027-03-01"), confirmed_by=people.hans)
    assert refused(actions.withdraw_suspension, away, by=people.anna, now=at(TODAY), today=TODAY) == ["month_confirmed"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"first": "2027-02-01", "last": "2027-02-10"}, "suspension_outside"),
        ({"why": "other"}, "note_missing"),
        ({"seen": 7}, "changed_meanwhile"),
    ],
)
def test_what_is_refused(year, people, values, code):
    assert refused(suspend, year, people.anna, **values) == [code]
    assert not Suspension.objects.exists()


def test_two_at_once_are_refused_by_the_database(year, people):
    suspend(year, people.anna)
    with pytest.raises(IntegrityError, match="one_suspension_at_a_time"), transaction.atomic():
        Suspension.objects.create(
            employment=year,
            why="study",
            period=days(D("2026-12-31"), D("2027-01-05")),
            planned_last=D("2027-01-05"),
            created_by=people.anna,
        )


def test_through_the_pages_and_who_reads_it(moving, people):
    sent = {"why": "illness", "first_day": "2026-12-01", "last_day": "2026-12-31", "note": "Ring i mitten av december."}
    wrong = post(people.anna, "employment_suspension", moving.uuid, **sent | {"last_day": "2026-11-01"})
    assert "last_day" in wrong.context["form"].errors
    assert post(people.anna, "employment_suspension", moving.uuid, **sent).status_code == 302
    told = page(people.anna, "employment_detail", moving.uuid).text
    assert "Flyttar sista dagen 31 dagar." in told
    assert "Ring i mitten av december." in told
    # Who pays and who supervises see the days of the employment, and nothing of why.
    ekonom = UserFactory(roles=["ekonom"], unit=people.unit)
    for shown in (page(ekonom, "employment_detail", moving.uuid), page(people.hans, "supervision")):
        assert "2027-03-03" in shown.text or "3 mars 2027" in shown.text
        assert "Sjukdom" not in shown.text
        assert "mitten av december" not in shown.text
    away = Suspension.objects.get()
    assert post(people.anna, "suspension_return", away.uuid, back_on="2026-12-11").status_code == 302
    assert "planerat till 2026-12-31" in page(people.anna, "employment_detail", moving.uuid).text
    as_(people.anna).post(f"/uppehall/{away.uuid}/ta-bort/")
    assert last_days(moving)[0] == D("2027-01-31")
    assert "Uppehåll</h2>" not in page(people.anna, "employment_detail", moving.uuid).text


def test_a_month_away_is_nothing_to_confirm(year, people):
    """Neither the supervisor nor the consultant is asked for a month on all of whose days somebody was away."""
    supervision = year.supervisions.get()
    for month in range(2, 9):
        SupervisionMonthFactory(supervision=supervision, month=D(f"2026-{month:02}-01"), confirmed_by=people.hans)
    assert "September 2026: gick" in page(people.hans, "supervision").text
    suspend(year, people.anna, "2026-09-01", "2026-10-15")
    asked = [row["due_on"] for row in due.MONTH_SUPERVISOR.rows(TODAY)]
    assert asked == [D("2026-11-01")]  # October: somebody was at work from the 16th
    shown = page(people.hans, "supervision").text
    assert "Oktober 2026: gick" in shown
    assert "September 2026: gick" not in shown
    told = page(people.anna, "employment_detail", year.uuid)
    assert [month for _, month in told.context["view"].unconfirmed] == [D("2026-10-01")]
