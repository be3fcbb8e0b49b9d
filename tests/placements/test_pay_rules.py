"""What a part of a month is worth, and what is entered so that it adds up (domain.md section 4)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placements.rules.pay import (
    DAYS,
    FULL,
    SHARED,
    Counted,
    cut_off,
    differences,
    led_days,
    owed_by_participant,
    owed_to_supervisor,
    rate_on,
    split,
    worths,
)
from placements.rules.periods import Period

D = dt.date.fromisoformat
OCTOBER = D("2026-10-01")


def period(first: str, last: str) -> Period:
    return Period(D(first), D(last))


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (500, [31], [500]),
        (500, [10, 21], [161, 339]),
        (500, [10, 10, 10], [167, 167, 166]),
        (1, [1, 1], [1, 0]),
        (500, [0, 0], [0, 0]),
        (500, [], []),
    ],
)
def test_a_sum_is_split_by_days_to_the_krona(amount, weights, parts):
    assert split(amount, weights) == parts


@given(st.integers(0, 100_000), st.lists(st.integers(0, 31), min_size=1, max_size=6))
def test_no_krona_is_lost_or_made(amount, weights):
    parts = split(amount, weights)
    assert sum(parts) == (amount if sum(weights) else 0)
    for part, weight in zip(parts, weights, strict=True):
        exact = amount * weight / sum(weights) if sum(weights) else 0
        assert exact - 1 < part < exact + 1
        assert weight or not part


def test_a_stand_in_leads_the_days_stood_in_for():
    days = led_days(OCTOBER, [period("2026-02-01", "2027-01-31"), period("2026-10-12", "2026-10-16")])
    assert [len(led) for led in days] == [26, 5]
    assert worths(500, SHARED, days, OCTOBER) == [419, 81]


@pytest.mark.parametrize(
    ("part", "kronor"), [(SHARED, [182, 318]), (FULL, [500, 500]), (DAYS, [129, 226])], ids=["shared", "full", "days"]
)
def test_what_a_part_of_a_month_is_worth_is_a_setting(part, kronor):
    """A placement that began on the 10th, and changed supervisor on the 18th: 8 and 14 days of 31."""
    days = led_days(OCTOBER, [period("2026-10-10", "2026-10-17"), period("2026-10-18", "2026-10-31")])
    assert [len(led) for led in days] == [8, 14]
    assert worths(500, part, days, OCTOBER) == kronor


PERIODS = st.lists(
    st.tuples(st.integers(-40, 60), st.integers(0, 70)).map(
        lambda pair: Period(OCTOBER + dt.timedelta(pair[0]), OCTOBER + dt.timedelta(pair[0] + pair[1]))
    ),
    min_size=1,
    max_size=5,
)


@given(PERIODS, st.integers(1, 5000))
def test_a_day_is_one_supervisors_and_a_placements_month_is_paid_once(periods, amount):
    days = led_days(OCTOBER, periods)
    assert sum(map(len, days)) == len(frozenset().union(*days))
    assert sum(worths(amount, SHARED, days, OCTOBER)) == (amount if any(days) else 0)
    assert sum(worths(amount, DAYS, days, OCTOBER)) <= amount


def counted(supervision: int, placement: int, worth: int, days: int = 31) -> Counted:
    return Counted(supervision, placement, frozenset(OCTOBER + dt.timedelta(n) for n in range(days)), worth)


def test_per_supervisor_is_once_and_per_participant_is_each():
    rows = [counted(1, 1, 500), counted(2, 2, 161)]
    assert owed_to_supervisor(rows, 500, SHARED, OCTOBER) == 500
    assert owed_by_participant(rows, 500) == {1: 500, 2: 161}
    # Led the same placement twice in the month, before and after somebody else.
    again = [counted(1, 1, 200), counted(3, 1, 161)]
    assert owed_to_supervisor(again, 500, SHARED, OCTOBER) == 361
    assert owed_by_participant([counted(1, 1, 500), counted(3, 1, 500)], 500) == {1: 500, 3: 0}
    assert owed_to_supervisor([counted(1, 1, 161, days=10), counted(2, 2, 80, days=5)], 500, DAYS, OCTOBER) == 161
    assert owed_to_supervisor([], 500, SHARED, OCTOBER) == 0


@pytest.mark.parametrize(
    ("owed", "at_once", "entered", "per_participant", "found"),
    [
        ({1: 500}, 500, {}, False, {None: 500}),
        ({1: 500}, 500, {None: 500}, False, {}),
        ({}, 0, {None: 500}, False, {None: -500}),
        ({1: 500, 2: 500}, 500, {1: 500}, True, {2: 500}),
        ({1: 500}, 500, {1: 500, 2: 500}, True, {2: -500}),
        # The basis was changed in between: nothing is paid in both ways, and nothing that was right is taken back.
        ({1: 500, 2: 500}, 500, {None: 500}, True, {}),
        ({1: 500, 2: 500}, 500, {1: 500, 2: 500}, False, {}),
        ({1: 500}, 500, {1: 500, 2: 500}, False, {None: -500}),
        ({}, 0, {1: 500, 2: 500}, False, {None: -1000}),
    ],
)
def test_what_is_entered_makes_up_the_difference(owed, at_once, entered, per_participant, found):
    assert differences(owed, at_once, entered, per_participant=per_participant) == found


OWED = st.dictionaries(st.integers(1, 4), st.integers(0, 500), max_size=4)


@given(st.lists(OWED, max_size=8), st.booleans())
def test_what_was_entered_bit_by_bit_is_what_is_owed_in_the_end(steps, per_participant):
    entered: dict[int | None, int] = {}
    for owed in steps:
        at_once = max(owed.values(), default=0)
        for key, kronor in differences(owed, at_once, entered, per_participant=per_participant).items():
            entered[key] = entered.get(key, 0) + kronor
        assert sum(entered.values()) == (sum(owed.values()) if per_participant else at_once)


@pytest.mark.parametrize(
    ("today", "day", "through"),
    [
        ("2026-11-11", 10, "2026-11-10"),
        ("2026-11-10", 10, "2026-10-10"),
        ("2026-01-05", 10, "2025-12-10"),
        ("2026-03-01", 28, "2026-02-28"),
        ("2026-02-02", 1, "2026-02-01"),
    ],
)
def test_the_cut_off_is_the_latest_that_has_passed(today, day, through):
    assert cut_off(D(today), day) == D(through)


def test_a_rate_holds_from_its_day():
    rates = [(D("2026-10-01"), SHARED), (D("2000-01-01"), FULL)]
    assert [rate_on(D(day), rates) for day in ("1999-12-31", "2026-09-01", "2026-10-01")] == [None, FULL, SHARED]
