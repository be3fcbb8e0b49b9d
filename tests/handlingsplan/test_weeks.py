"""Which weeks an activity stands in, and the hours of a week (ISO 8601)."""

import datetime as dt
from decimal import Decimal

import pytest

from handlingsplan.models import Activity
from handlingsplan.weeks import WEEKS_SHOWN, by_week, hours_in_week, monday_of, period
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


def test_the_hours_of_this_week_are_those_of_the_view():
    rows = [
        _activity("2026-12-01", "2027-01-04", "10"),
        _activity("2026-12-21", "2027-01-04", "15"),
        _activity("2026-12-01", "2026-12-13", "3"),
        _activity("2026-12-01", "2027-01-04", "7", state="proposed"),
    ]
    assert hours_in_week(rows, TODAY) == 10
    assert by_week(rows, lambda row: row, monday=MONDAY, today=TODAY).weeks[0].hours == 10


def test_no_day_to_stand_on():
    rows = [_activity(hours="4"), _activity(state="done")]
    shown = by_week(rows, lambda row: row, monday=MONDAY, today=TODAY)
    assert shown.undated == rows[:1]
    assert not any(week.rows for week in shown.weeks)


def test_weeks_go_over_the_new_year_and_count_hours():
    rows = [
        _activity("2026-12-14", "2027-01-04", "10"),
        _activity("2027-01-03", "2027-01-03", "2.5"),
        _activity("2026-12-14", "2027-01-30", "40", state="waiting"),
        _activity("2026-12-14", "2027-01-30", "40", state="proposed"),
    ]
    shown = by_week(rows, lambda row: row, monday=MONDAY, today=TODAY)
    assert [week.number for week in shown.weeks] == [51, 52, 53, 1, 2, 3, 4, 5]
    assert [week.hours for week in shown.weeks[:5]] == [10, 10, Decimal("12.5"), 10, 0]
    assert [len(week.rows) for week in shown.weeks] == [3, 3, 4, 3, 2, 2, 2, 0]
    assert len(shown.weeks) == WEEKS_SHOWN


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
