"""Relative times of plan templates (domain.md section 4: months first; the last of the month stands in)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amc.calendar import is_working_day
from handlingsplan.relative import WEEKDAYS, Unreadable, days_of

TUESDAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "start", "first", "last"),
    [
        ("+2 veckor", TUESDAY, None, "2026-12-08"),
        ("om 3 dagar", TUESDAY, None, "2026-11-27"),
        ("+ 1 Månad", dt.date(2026, 1, 30), None, "2026-03-02"),  # 28 February is a Saturday
        ("+1 månad", dt.date(2027, 12, 31), None, "2028-01-31"),
        ("+1 månad", dt.date(2028, 1, 31), None, "2028-02-29"),
        ("+4 dagar", TUESDAY, None, "2026-11-30"),  # a Saturday
        ("+1 månad", TUESDAY, None, "2026-12-28"),  # julafton
        ("varje tisdag i 6 veckor", TUESDAY, "2026-11-24", "2026-12-29"),
        ("varje måndag i 1 vecka", TUESDAY, "2026-11-30", "2026-11-30"),
        ("31 februari", TUESDAY, None, "2027-03-01"),  # 28 February 2027 is a Sunday
        ("31 februari", dt.date(2028, 1, 3), None, "2028-02-29"),
        ("24 november", TUESDAY, None, "2026-11-24"),
        ("23 november", TUESDAY, None, "2027-11-23"),
    ],
)
def test_words_become_days(words, start, first, last):
    days = days_of(words, start)
    assert (days.starts_on and days.starts_on.isoformat(), days.due_on.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "snart",
        "+2",
        "veckor",
        "varje dag i 2 veckor",
        "varje tisdag i 0 veckor",
        "0 mars",
        "32 mars",
        "+999 månader",
    ],
)
def test_what_says_no_time_is_told(words):
    with pytest.raises(Unreadable):
        days_of(words, TUESDAY)


def test_a_moved_day_is_told():
    days = days_of("+4 dagar", TUESDAY)
    assert (days.was_moved, days.due_before) == (True, dt.date(2026, 11, 28))


@given(st.dates(dt.date(2020, 1, 1), dt.date(2060, 1, 1)), st.sampled_from(WEEKDAYS), st.integers(1, 52))
def test_every_week_ends_after_it_begins_on_open_days(start, weekday, weeks):
    days = days_of(f"varje {weekday} i {weeks} veckor", start)
    assert start <= days.starts_on <= days.due_on
    assert is_working_day(days.due_on)
    assert days.due_before.weekday() == WEEKDAYS.index(weekday)
    assert 7 * (weeks - 1) <= (days.due_before - start).days < 7 * weeks
