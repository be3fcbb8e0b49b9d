"""The arithmetic of domain.md section 4, case by case and as properties."""

import datetime as dt

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from amc import calendar

D = dt.date.fromisoformat

days = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))
lengths = st.integers(1, 60)


# --- Months ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-15", 1, "2026-02-15"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-02-28", 1, "2026-03-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-05-05", 0, "2026-05-05"),
    ],
)
def test_the_last_of_the_month_stands_in_for_a_missing_day(day, months, expected):
    assert calendar.add_months(D(day), months) == D(expected)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2024-02-29", 24, "2026-02-27"),  # domain.md section 4
        ("2025-01-31", 12, "2026-01-30"),  # domain.md section 4
        ("2026-01-01", 12, "2026-12-31"),
        ("2026-01-01", 24, "2027-12-31"),
        ("2026-03-15", 6, "2026-09-14"),
        ("2025-08-31", 6, "2026-02-27"),
        ("2023-08-31", 6, "2024-02-28"),
        ("2024-02-28", 12, "2025-02-27"),
        ("2023-03-01", 12, "2024-02-29"),
        ("2026-10-31", 1, "2026-11-29"),
    ],
)
def test_a_period_ends_the_day_before_the_same_day_months_later(start, months, expected):
    assert calendar.last_day(D(start), months) == D(expected)


@pytest.mark.parametrize("months", [0, -1])
def test_a_period_without_months_has_no_last_day(months):
    with pytest.raises(ValueError, match="minst en månad"):
        calendar.last_day(D("2026-01-01"), months)


@given(days, lengths)
def test_a_longer_period_never_ends_earlier(start, months):
    assert start <= calendar.last_day(start, months) < calendar.last_day(start, months + 1)


@given(days.filter(lambda day: day.day <= 28), lengths)
def test_two_periods_on_end_are_one_of_both_lengths(start, months):
    middle = calendar.last_day(start, months) + dt.timedelta(days=1)
    assert calendar.last_day(middle, months) == calendar.last_day(start, 2 * months)


@given(days, st.integers(-600, 600))
def test_adding_months_lands_in_that_month(day, months):
    moved = calendar.add_months(day, months)
    assert 12 * moved.year + moved.month == 12 * day.year + day.month + months
    assert moved.day == min(day.day, calendar.month_end(moved).day)


# --- Follow-up days -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-01-01", "2026-12-31", ["2026-12-31"]),  # a 12-month AMI has one [S0]
        ("2026-01-01", "2027-12-31", ["2027-01-01", "2027-12-31"]),  # a 24-month AMI has two [S0]
        ("2026-01-01", "2026-12-30", []),
        ("2026-01-01", "2027-01-01", ["2027-01-01"]),
        ("2026-01-01", "2027-06-30", ["2027-01-01"]),
        ("2024-02-29", "2025-02-27", ["2025-02-27"]),
        ("2024-02-29", "2026-02-27", ["2025-02-28", "2026-02-27"]),
        ("2024-02-29", "2028-02-28", ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-28"]),
        ("2026-05-01", "2026-05-01", []),
        ("2026-05-01", "2026-04-30", []),
    ],
)
def test_a_follow_up_is_due_every_year_and_the_last_one_on_the_last_day(start, end, expected):
    assert calendar.anniversaries(D(start), D(end)) == [D(day) for day in expected]


@given(days, st.integers(1, 6))
def test_full_years_have_one_follow_up_each(start, years):
    end = calendar.last_day(start, 12 * years)
    due = calendar.anniversaries(start, end)
    assert len(due) == years
    assert due[-1] == end
    assert due[:-1] == [calendar.add_months(start, 12 * year) for year in range(1, years)]


@given(days, st.integers(0, 2000))
def test_follow_ups_are_in_order_and_inside_the_period(start, length):
    end = start + dt.timedelta(days=length)
    due = calendar.anniversaries(start, end)
    assert due == sorted(set(due))
    assert all(start < day <= end for day in due)


# --- Lengths --------------------------------------------------------------------------------------

# First day, last day, months and days as `age(last + 1, first)` gives them in PostgreSQL 15 and 18.
AGES = [
    ("2026-01-01", "2026-01-01", 0, 1),
    ("2026-01-01", "2026-01-31", 1, 0),
    ("2026-01-31", "2026-02-27", 0, 28),
    ("2026-01-31", "2026-02-28", 1, 1),
    ("2024-01-31", "2024-02-28", 0, 29),
    ("2024-01-31", "2024-02-29", 1, 1),
    ("2026-01-31", "2026-03-30", 2, 0),
    ("2025-01-31", "2026-01-30", 12, 0),
    ("2024-02-29", "2026-02-27", 23, 28),
    ("2024-02-29", "2026-02-28", 24, 1),
    ("2024-02-29", "2028-02-28", 48, 0),
    ("2024-02-28", "2025-02-27", 12, 0),
    ("2026-01-01", "2027-12-31", 24, 0),
    ("2026-01-01", "2028-01-01", 24, 1),
    ("2025-12-15", "2026-01-13", 0, 30),
    ("2025-12-15", "2026-01-14", 1, 0),
    ("2025-11-30", "2026-02-28", 3, 1),
    ("2025-04-30", "2025-05-28", 0, 29),
    ("2025-03-31", "2025-04-29", 0, 30),
    ("2025-03-31", "2025-05-30", 2, 0),
    ("2025-06-10", "2026-03-04", 8, 25),
]


@pytest.mark.parametrize(("start", "end", "months", "rest"), AGES)
def test_length_is_that_of_postgresql(start, end, months, rest):
    assert calendar.months_and_days(D(start), D(end)) == (months, rest)


def test_a_period_that_ends_before_it_starts_has_no_length():
    with pytest.raises(ValueError, match="slutar innan"):
        calendar.months_and_days(D("2026-01-02"), D("2026-01-01"))
    with pytest.raises(ValueError, match="slutar innan"):
        calendar.period_total_days([(D("2026-01-02"), D("2026-01-01"))])


@given(days, lengths)
def test_a_period_of_n_months_is_never_longer_than_n_months(start, months):
    end = calendar.last_day(start, months)
    assert calendar.months_and_days(start, end) <= (months, 0)
    assert calendar.period_total_days([(start, end)]) <= months * calendar.DAYS_IN_A_MONTH
    if start.day <= 28:
        assert calendar.months_and_days(start, end) == (months, 0)


@given(days, lengths)
def test_one_day_more_than_n_months_is_more(start, months):
    end = calendar.last_day(start, months) + dt.timedelta(days=1)
    # From the 28th the day after may be the first of March, which PostgreSQL counts as days of January's.
    if start.day <= 27:
        assert calendar.months_and_days(start, end) == (months, 1)
    assert calendar.months_and_days(start, end) >= (months, 0)


def test_one_day_too_many_shows_at_the_end_of_february():
    """PostgreSQL and we agree on the day after as well: 24 months from a leap day and one day are more."""
    start = D("2024-02-29")
    end = calendar.last_day(start, 24) + dt.timedelta(days=1)
    assert calendar.months_and_days(start, end) > (24, 0)


@pytest.mark.parametrize(
    ("periods", "total"),
    [
        ([], 0),
        ([("2026-01-01", "2027-12-31")], 24 * 30),
        ([("2024-01-01", "2024-12-31"), ("2025-06-01", "2026-05-31")], 24 * 30),
        # 8 months 25 days, 15 months 5 days: 30 days make a month, so 24 months to the day.
        ([("2025-06-10", "2026-03-04"), ("2026-04-01", "2027-07-05")], 24 * 30),
        ([("2025-06-10", "2026-03-04"), ("2026-04-01", "2027-07-06")], 24 * 30 + 1),
        ([("2026-02-01", "2026-02-28")] * 2, 60),
    ],
)
def test_periods_together_count_thirty_days_a_month(periods, total):
    assert calendar.period_total_days((D(start), D(end)) for start, end in periods) == total


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2006-11-24", "2026-11-23", 19),
        ("2006-11-24", "2026-11-24", 20),  # KAA ends at the 20th birthday [SFS 2010:800 29:9]
        ("2004-02-29", "2024-02-28", 19),
        ("2004-02-29", "2024-02-29", 20),
        ("2004-02-29", "2025-02-27", 20),
        ("2004-02-29", "2025-02-28", 21),  # SFS 1930:173 section 1
        ("2026-11-24", "2026-11-24", 0),
    ],
)
def test_age(born, day, age):
    assert calendar.age_on(D(born), D(day)) == age


# --- Working days ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "count"),
    [
        ("2026-11-23", "2026-11-24", 1),
        ("2026-11-24", "2026-11-24", 0),
        ("2026-11-24", "2026-11-20", 0),
        ("2026-11-20", "2026-11-23", 1),  # Friday to Monday
        ("2026-11-20", "2026-11-22", 0),  # Friday to Sunday
        ("2026-11-21", "2026-11-23", 1),  # from a Saturday
        ("2026-11-16", "2026-11-23", 5),
        ("2026-04-02", "2026-04-07", 1),  # skärtorsdag, over Easter
        ("2026-04-30", "2026-05-04", 1),  # over first of May
        ("2026-05-13", "2026-05-15", 1),  # over Ascension Day
        ("2025-06-05", "2025-06-09", 1),  # over the national day, a Friday
        ("2026-06-18", "2026-06-22", 1),  # over midsommarafton
        ("2025-12-23", "2026-01-07", 5),  # 29, 30 December, 2, 5 and 7 January
        ("2024-12-20", "2025-01-07", 6),
        ("2026-10-30", "2026-11-02", 1),  # Alla helgons dag is a Saturday
    ],
)
def test_working_days(a, b, count):
    assert calendar.working_days_between(D(a), D(b)) == count


@pytest.mark.parametrize("eve", ["2026-06-19", "2026-12-24", "2026-12-31"])
def test_the_three_eves_are_free_unless_the_agreement_says_otherwise(eve):
    assert not calendar.is_working_day(D(eve))
    assert calendar.is_working_day(D(eve), eves_free=False)
    before = D(eve) - dt.timedelta(days=1)
    assert calendar.working_days_between(before, D(eve)) == 0
    assert calendar.working_days_between(before, D(eve), eves_free=False) == 1


@pytest.mark.parametrize("day", ["2026-01-05", "2026-04-02", "2026-04-30", "2026-05-15", "2026-10-30"])
def test_other_eves_and_squeezed_days_are_working_days(day):
    assert calendar.is_working_day(D(day))


@given(days, st.integers(0, 400), st.integers(0, 400))
def test_working_days_add_up(a, first, second):
    b = a + dt.timedelta(days=first)
    c = b + dt.timedelta(days=second)
    between = calendar.working_days_between
    assert between(a, c) == between(a, b) + between(b, c)
    assert between(a, c) <= 5 * ((c - a).days // 7 + 1)


@given(days)
def test_weekends_are_never_working_days(day):
    assert not (calendar.is_working_day(day) and day.isoweekday() in (6, 7))


# --- Today ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-23T22:59:59Z", "2026-11-23"),
        ("2026-11-23T23:00:00Z", "2026-11-24"),  # midnight in winter time
        ("2026-07-01T21:59:59Z", "2026-07-01"),
        ("2026-07-01T22:00:00Z", "2026-07-02"),  # midnight in summer time
        ("2026-03-28T23:30:00Z", "2026-03-29"),  # the night when summer time begins
        ("2026-03-29T21:59:59Z", "2026-03-29"),
        ("2026-03-29T22:00:00Z", "2026-03-30"),
        ("2026-10-24T22:00:00Z", "2026-10-25"),  # the day of 25 hours
        ("2026-10-25T22:59:59Z", "2026-10-25"),
        ("2026-12-31T23:00:00Z", "2027-01-01"),
    ],
)
def test_today_is_the_municipalitys_at_midnight_and_across_summer_time(moment, day):
    with time_machine.travel(moment, tick=False):
        assert calendar.today() == D(day)


def test_months_around_a_day():
    assert calendar.month_start(D("2024-02-29")) == D("2024-02-01")
    assert calendar.month_end(D("2024-02-01")) == D("2024-02-29")
    assert calendar.month_end(D("2026-12-01")) == D("2026-12-31")
    assert calendar.previous_month(D("2026-03-31")) == D("2026-02-01")
    assert calendar.previous_month(D("2026-01-15")) == D("2025-12-01")


@pytest.mark.parametrize(
    ("day", "week"),
    [("2026-11-24", (2026, 48)), ("2027-01-01", (2026, 53)), ("2025-12-29", (2026, 1))],
)
def test_iso_week(day, week):
    assert calendar.iso_week(D(day)) == week


# --- Words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("2026-11-24", "i dag"),
        ("2026-11-25", "i morgon"),
        ("2026-11-26", "om 2 dagar"),
        ("2026-11-27", "om 3 dagar"),
        ("2026-11-23", "i går"),
        ("2026-11-22", "2 dagar sent"),
        ("2026-11-20", "4 dagar sent"),
    ],
)
def test_due_in_words(due, words):
    assert calendar.due_in_words(D(due), D("2026-11-24")) == words


@given(days, st.integers(-2000, 2000))
def test_nothing_is_due_in_one_day(today, offset):
    words = calendar.due_in_words(today + dt.timedelta(days=offset), today)
    assert "1 dag " not in f"{words} "


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-24", "tisdag 24 november"),
        ("2026-01-01", "torsdag 1 januari"),
        ("2027-02-06", "lördag 6 februari 2027"),
        ("2025-11-23", "söndag 23 november 2025"),
    ],
)
def test_a_day_in_words_tells_the_year_only_when_it_is_another(day, words):
    assert calendar.day_in_words(D(day), D("2026-11-24")) == words


@time_machine.travel("2026-12-31T23:30:00Z", tick=False)
def test_a_day_in_words_is_seen_from_the_municipalitys_year():
    assert calendar.day_in_words(D("2027-01-01")) == "fredag 1 januari"
    assert calendar.day_in_words(D("2026-12-31")) == "torsdag 31 december 2026"


@pytest.mark.parametrize(
    ("n", "words"),
    [(0, "0 dagar"), (1, "1 dag"), (2, "2 dagar"), (1200, "1\N{NO-BREAK SPACE}200 dagar")],
)
def test_plural(n, words):
    assert calendar.swedish_plural(n, "dag", "dagar") == words


@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), st.integers(1, 40))
def test_a_number_of_working_days_after_is_the_first_such_day(day, count):
    after = calendar.working_day_after(day, count)
    assert calendar.working_days_between(day, after) == count
    assert calendar.working_days_between(day, after - dt.timedelta(days=1)) == count - 1
