"""The week of a plan: where activities stand in it, and its hours (ISO 8601; domain.md section 4)."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest

from handlingsplan.hooks import Booked, Weekly
from handlingsplan.hours import WEEK, Span
from handlingsplan.models import Activity, ActivityKind
from handlingsplan.weeks import WEEKS_SHOWN, calendar_of, hours_in_week, monday_of, period
from tests.handlingsplan.room import SOON, address

TODAY = dt.date(2026, 12, 16)
MONDAY = dt.date(2026, 12, 14)


def _day(text):
    return dt.date.fromisoformat(text) if text else None


def _activity(starts="", due="", hours=None, state="planned", done=""):
    return Activity(
        starts_on=_day(starts),
        due_on=_day(due),
        done_on=_day(done),
        hours_per_week=hours and Decimal(hours),
        kind=ActivityKind(code="kurs"),
        state=state,
    )


@pytest.mark.parametrize(
    ("given", "first", "last"),
    [
        ({"starts": "2026-12-01", "due": "2026-12-20"}, "2026-12-01", "2026-12-20"),
        ({"due": "2026-12-20"}, "2026-12-20", "2026-12-20"),
        ({"due": "2026-12-20", "hours": "4"}, "2026-12-16", "2026-12-20"),
        ({"due": "2026-12-10", "hours": "4"}, "2026-12-10", "2026-12-10"),
        ({"starts": "2026-12-01"}, "2026-12-01", "9999-12-31"),
        (
            {"starts": "2026-12-01", "due": "2027-02-01", "state": "done", "done": "2026-12-05"},
            "2026-12-01",
            "2026-12-05",
        ),
        ({"starts": "2027-01-01", "state": "stopped", "done": "2026-12-05"}, "2026-12-05", "2026-12-05"),
    ],
)
def test_the_period_of_an_activity(given, first, last):
    assert period(_activity(**given), TODAY) == (_day(first), _day(last))


NOTHING = Weekly([], [], [])


def _week(rows, weekly=NOTHING, monday=MONDAY, **about):
    for number, row in enumerate(rows, start=1):
        row.pk = number
    about = {"today": TODAY, "agreed_first": {}} | about
    return calendar_of(rows, lambda row: row, weekly, monday=monday, **about)


def _booked(day, starts, ends, origin=None):
    hours = Decimal(ends - starts)
    return Booked(_day(day), dt.time(starts), dt.time(ends), "CV-kurs", hours=hours, origin=origin)


def test_the_hours_of_this_week_are_those_of_the_view():
    rows = [
        _activity("2026-12-01", "2027-01-04", "10"),
        _activity("2026-12-21", "2027-01-04", "15"),
        _activity("2026-12-01", "2026-12-13", "3"),
        _activity("2026-12-01", "2027-01-04", "7", state="proposed"),
    ]
    assert hours_in_week(rows, TODAY) == 10
    assert _week(rows).week.hours == 10


def test_no_day_to_stand_on():
    rows = [_activity(hours="4"), _activity(state="done")]
    shown = _week(rows)
    assert shown.undated == rows[:1]
    assert not shown.bars


def test_what_was_due_before_this_week_is_late_in_it_alone():
    rows = [_activity(due="2026-12-10"), _activity(due="2026-12-10", state="done", done="2026-12-11")]
    assert _week(rows).late == rows[:1]
    assert not _week(rows, monday=MONDAY + WEEK).late


@pytest.mark.parametrize(
    ("given", "first", "last", "began", "goes_on", "days"),
    [
        ({"starts": "2026-12-14", "due": "2026-12-20"}, 1, 7, False, False, "mån–sön"),
        ({"starts": "2026-12-01", "due": "2027-02-01"}, 1, 7, True, True, "mån–sön"),
        ({"due": "2026-12-18"}, 5, 5, False, False, "fre"),
        ({"starts": "2026-12-16"}, 3, 7, False, True, "ons–sön"),
        ({"starts": "2026-12-01", "due": "2026-12-15"}, 1, 2, True, False, "mån–tis"),
    ],
)
def test_where_a_bar_stands(given, first, last, began, goes_on, days):
    bar = _week([_activity(**given)]).bars[0]
    assert (bar.first, bar.last, bar.began, bar.goes_on, bar.days) == (first, last, began, goes_on, days)


def test_the_bars_that_began_first_come_first():
    rows = [_activity("2026-12-16", "2026-12-18"), _activity("2026-11-01", "2026-12-18"), _activity("2026-12-21")]
    assert [bar.row for bar in _week(rows).bars] == [rows[1], rows[0]]


def test_hours_fall_on_working_days_and_over_the_new_year():
    """24–26 and 31 December 2026, 1 and 6 January 2027 are free (SFS 1989:253 and free eves)."""
    rows = [
        _activity("2026-12-14", "2027-01-31", "10"),
        _activity("2026-12-14", "2027-01-30", "40", state="waiting"),
        _activity("2026-12-14", "2027-01-30", "40", state="proposed"),
    ]
    shown = _week(rows)
    assert [day.hours for day in shown.days] == [2, 2, 2, 2, 2, 0, 0]
    assert [week.number for week in shown.ahead] == [51, 52, 53, 1, 2, 3, 4, 5]
    assert [week.hours for week in shown.ahead] == [10, 6, 6, 8, 10, 10, 10, 0]
    assert len(shown.ahead) == WEEKS_SHOWN


def test_what_has_no_first_day_takes_hours_from_when_it_was_agreed():
    row = _activity(due="2026-12-31", hours="5")
    row.origin = uuid.uuid4()
    agreed = {row.origin: _day("2026-12-15")}
    assert [day.hours for day in _week([row], agreed_first=agreed).days[:3]] == [0, 1, 1]
    assert [day.hours for day in _week([row]).days[:3]] == [0, 0, 1]


def test_nothing_goes_on_after_the_case_is_closed():
    shown = _week([_activity("2026-12-01", "2027-01-31", "5")], closed_on=_day("2026-12-15"))
    assert [day.hours for day in shown.days] == [1, 1, 0, 0, 0, 0, 0]


def test_sessions_count_instead_of_the_groups_activity_in_their_week():
    row = _activity("2026-12-01", "2027-01-31", "5")
    row.origin = uuid.uuid4()
    weekly = Weekly([_booked("2026-12-15", 9, 12, row.origin)], [], [])
    shown = _week([row], weekly)
    assert [day.hours for day in shown.days] == [0, 3, 0, 0, 0, 0, 0]
    assert [one.words for one in shown.days[1].booked] == ["CV-kurs"]
    assert shown.ahead[3].hours == 4


def test_a_placement_takes_its_weekdays_and_stands_for_the_plans_praktik():
    praktik = _activity("2026-12-01", "2027-01-31", "30")
    praktik.kind = ActivityKind(code="praktik")
    days = tuple(Decimal(hours) for hours in (0, 6, 6, 0, 0, 4, 0))
    place = Span("Köket", Decimal(16), _day("2026-12-15"), placement=True, weekdays=days)
    shown = _week([praktik], Weekly([], [place], []))
    assert [day.hours for day in shown.days] == [6, 6, 6, 0, 0, 4, 0]
    assert [[one.hours for one in day.placed] for day in shown.days] == [[], [6], [6], [], [], [4], []]


def test_what_is_asked_and_lacks():
    asked = Span("", Decimal(40), _day("2026-12-16"))
    shown = _week([_activity("2026-12-01", "2027-01-31", "10")], Weekly([], [], [asked]))
    assert [day.asked for day in shown.days] == [0, 0, 8, 8, 8, 0, 0]
    assert (shown.week.hours, shown.week.asked, shown.week.lacks) == (10, 24, 14)


@pytest.mark.parametrize("asked", ["", "nonsens", "2026-02-31", "0001-01-01", "9999-12-31", "2026-12-20"])
def test_the_monday_asked_for(asked):
    assert monday_of(asked, TODAY) == MONDAY


@pytest.mark.django_db
@pytest.mark.parametrize(("visa", "words"), [("kolumner", "data-board"), ("veckor", "Utan datum"), ("x", "Mål 1")])
def test_the_choice_is_in_the_address(as_anna, draft, visa, words):
    draft.activities.update(due_on=None)
    page = as_anna.get(address("plan", draft), {"visa": visa}).content.decode()
    assert words in page
    draft.activities.update(due_on=SOON)
    assert "Utan datum" not in as_anna.get(address("plan", draft), {"visa": visa}).content.decode()
