"""Every start day 2024-01-01 – 2032-12-31 × every form of employment, against a calendar written here by hand.

Nothing of amc.calendar or placements.rules is used to work out what is right (domain.md section 4, period arithmetic).
"""

import datetime as dt

import pytest
from django.db import connection

from placements.facts import terms_of
from placements.models import Scheme
from placements.rules.employment import Other, Proposal, judge_length, latest_day
from placements.rules.periods import Period, follow_up_days

pytestmark = pytest.mark.django_db

FIRST, LAST = dt.date(2024, 1, 1), dt.date(2032, 12, 31)
STARTS = [dt.date.fromordinal(number) for number in range(FIRST.toordinal(), LAST.toordinal() + 1)]
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def days_in(year, month):
    leap = month == 2 and (year % 400 == 0 or (year % 4 == 0 and year % 100 != 0))
    return _LENGTHS[month - 1] + leap


def later(day, months):
    """The same day so many months later; the last of the month stands in where it does not exist."""
    place = day.month - 1 + months
    year, month = day.year + place // 12, place % 12 + 1
    return dt.date(year, month, min(day.day, days_in(year, month)))


def end_of(first, months):
    return dt.date.fromordinal(later(first, months).toordinal() - 1)


def taken(first, last):
    """Months and days as `age(last day + 1, first day)` counts them (domain.md section 4), 30 days to the month: where
    days are borrowed, the month of the first day lends them."""
    after = dt.date.fromordinal(last.toordinal() + 1)
    months = 12 * (after.year - first.year) + after.month - first.month
    rest = after.day - first.day
    if rest < 0:
        months, rest = months - 1, rest + days_in(first.year, first.month)
    return months * 30 + rest


def test_the_hand_made_calendar_is_that_of_the_examples():
    assert end_of(dt.date(2024, 2, 29), 24) == dt.date(2026, 2, 27)
    assert end_of(dt.date(2025, 1, 31), 12) == dt.date(2026, 1, 30)
    assert end_of(dt.date(2028, 2, 29), 12) == dt.date(2029, 2, 27)
    assert later(dt.date(2024, 1, 31), 1) == dt.date(2024, 2, 29)


def test_the_last_day_of_every_start_and_every_form():
    differences = []
    schemes = [terms_of(row) for row in Scheme.objects.all()]
    assert len(schemes) >= 10
    for terms in schemes:
        for first in STARTS:
            expected = end_of(first, terms.max_months) if terms.max_months else None
            if latest_day(terms, first, ()) != expected:
                differences.append((terms.code, first, expected))
                continue
            if expected is None:
                continue
            over = dt.date.fromordinal(expected.toordinal() + 1)
            fits = judge_length(Proposal(terms, Period(first, expected)))
            breaks = judge_length(Proposal(terms, Period(first, over)))
            told = breaks.refusals if terms.breach_refuses else breaks.warnings
            if any(one.code == "too_long" for one in (*fits.refusals, *fits.warnings)) or not any(
                one.code == "too_long" for one in told
            ):
                differences.append((terms.code, first, expected, "judged"))
    assert differences == []


def test_postgresql_has_the_same_last_day_of_every_start_and_every_form():
    lengths = set(Scheme.objects.filter(max_months__isnull=False).values_list("max_months", flat=True))
    rows = [(first, end_of(first, months), months) for months in lengths for first in STARTS]
    firsts, lasts, months = (list(column) for column in zip(*rows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT f, l, m FROM unnest(%s::date[], %s::date[], %s::int[]) AS t(f, l, m)"
            " WHERE NOT amc_within_months(daterange(f, l, '[]'), m)"
            " OR amc_within_months(daterange(f, l + 1, '[]'), m)",
            [firsts, lasts, months],
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT f, l, amc_period_days(daterange(f, l, '[]')) FROM unnest(%s::date[], %s::date[]) AS t(f, l)",
            [firsts, lasts],
        )
        assert [row for row in cursor.fetchall() if row[2] != taken(*row[:2])] == []
    assert len(rows) > 9000


@pytest.mark.parametrize("before", [("2022-01-01", "2022-11-11"), ("2022-03-31", "2023-02-28")])
def test_what_is_left_of_24_months_after_an_earlier_contract(before):
    ami = terms_of(Scheme.objects.get(code="ami"))
    earlier = Period(*map(dt.date.fromisoformat, before))
    left = 24 * 30 - taken(earlier.first, earlier.last)
    others = (Other("ami", "AMI-anställning", earlier, exclusive=True),)
    differences = []
    for first in STARTS:
        # The latest day that still fits; the calendar's months differ by at most three days.
        day = dt.date.fromordinal(later(first, left // 30).toordinal() + left % 30 + 3)
        while taken(first, day) > left:
            day = dt.date.fromordinal(day.toordinal() - 1)
        if latest_day(ami, first, others) != day:
            differences.append((first, day, latest_day(ami, first, others)))
    assert differences == []


def test_the_follow_ups_of_every_start():
    """A 12-month AMI has one, a 24-month AMI two; the one of the day after the end is due on the last day [S0]."""
    wrong = []
    for first in STARTS:
        for months, expected in (
            (12, [end_of(first, 12)]),
            (24, [later(first, 12), end_of(first, 24)]),
            (11, []),
        ):
            found = [day for _, _, day in follow_up_days([Period(first, end_of(first, months))], 12)]
            if found != expected:
                wrong.append((first, months, found))
    assert wrong == []
