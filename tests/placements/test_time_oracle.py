"""Every start day 2024-01-01 – 2032-12-31 × every form of employment and kind of internship, against a calendar written
here by hand.

Nothing of amc.calendar or placements.rules is used to work out what is right (domain.md section 4, period arithmetic).
"""

import datetime as dt

import pytest
from django.db import connection

from placements.facts import limits_of, terms_of
from placements.models import InternshipKind, Scheme
from placements.rules.employment import Other, Proposal, Terms, judge_length, latest_day, total_used
from placements.rules.internship import KindLimits, judge_internship_length
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


def test_the_last_day_of_every_start_and_every_form(record_property):
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
    record_property("antal: startdagar × anställningsformer, 0 skillnader", len(STARTS) * len(schemes))


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


# What a person has had of a form before: odd days over the end of February, two periods, and all that there is.
EARLIER = {
    "over a leap day": (("2019-12-31", "2020-03-01"),),
    "two, the second over new year": (("2021-01-31", "2021-02-28"), ("2022-08-30", "2023-02-27")),
    "all of it": (("2021-01-01", "2022-12-31"),),
}


def last_that_fits(first, each, left):
    """The latest last day of a period that is at most `each` months and takes at most `left` days of a total, day by
    day backwards; None when not even one day does."""
    day = end_of(first, each) if each else dt.date.fromordinal(later(first, left // 30 + 1).toordinal() + 31)
    if left < 1:
        return None
    roof = dt.date.fromordinal(later(first, left // 30).toordinal() + left % 30 + 3)
    day = min(day, roof)
    while day >= first and taken(first, day) > left:
        day = dt.date.fromordinal(day.toordinal() - 1)
    return day if day >= first else None


@pytest.mark.parametrize("name", EARLIER)
def test_the_total_of_every_start_and_every_form_that_has_one(name, record_property):
    """Also of the forms whose breach only warns, and of those that count one employer's alone."""
    before = [Period(*map(dt.date.fromisoformat, days)) for days in EARLIER[name]]
    used = sum(taken(one.first, one.last) for one in before)
    with_total = [terms_of(row) for row in Scheme.objects.filter(total_max_months__isnull=False)]
    assert {"ami", "introduktionsjobb"} <= {terms.code for terms in with_total}
    differences, tried = [], 0
    for terms in with_total:
        # At the same employer, so that a form counted by employer counts them too; and one elsewhere, that it does not.
        here = tuple(Other(terms.code, terms.name, one, same_employer=True) for one in before)
        counted = {"person": used, "employer": used, "contract": 0}[terms.counted]
        left = terms.total_max_months * 30 - counted
        for first in STARTS:
            tried += 1
            expected = last_that_fits(first, terms.max_months, left)
            if latest_day(terms, first, here) != expected:
                differences.append((terms.code, first, expected, latest_day(terms, first, here)))
                continue
            if expected is None:
                expected = dt.date.fromordinal(first.toordinal() - 1)
            elif codes_of(terms, first, expected, here) & {"too_long", "total_too_long"}:
                differences.append((terms.code, first, expected, "told"))
            over = dt.date.fromordinal(expected.toordinal() + 1)
            if not codes_of(terms, first, over, here) & {"too_long", "total_too_long"}:
                differences.append((terms.code, first, over, "not told"))
    assert differences == []
    assert tried == len(with_total) * len(STARTS)
    record_property("antal: startdagar × former med en sammanlagd tid, 0 skillnader", tried)


def codes_of(terms, first, last, others):
    found = judge_length(Proposal(terms, Period(first, last), others=others))
    told = found.refusals if terms.breach_refuses else found.warnings
    return {one.code for one in told}


def test_what_of_a_total_another_employer_takes():
    """By person all of it, by employer none, and by contract nothing takes of another's."""
    elsewhere = (Other("x", "X", Period(dt.date(2022, 1, 1), dt.date(2022, 11, 30))),)
    terms = {name: Terms("x", "X", total_max_months=24, counted=name) for name in ("person", "employer", "contract")}
    assert {name: total_used(one, elsewhere) for name, one in terms.items()} == {
        "person": 330,
        "employer": 0,
        "contract": 0,
    }
    found = [latest_day(terms["employer"], first, elsewhere) for first in STARTS]
    assert found == [last_that_fits(first, None, 720) for first in STARTS]


def test_the_limits_of_every_start_and_every_kind_of_internship(record_property):
    """The shortest and the longest, in months and in calendar days: the day at the limit says nothing, the one beyond
    does."""
    kinds = [limits_of(row) for row in InternshipKind.objects.all()]
    assert len(kinds) >= 6
    assert {True} == {any(getattr(kind, name) for kind in kinds) for name in ("max_months", "max_days")}
    # One with all of them, as the settings allow.
    kinds.append(KindLimits("Prov", min_months=1, max_months=3, max_days=89))
    differences, tried = [], 0
    for kind in kinds:
        for first in STARTS:
            tried += 1
            ends = [end_of(first, kind.max_months)] if kind.max_months else []
            if kind.max_days:
                ends.append(dt.date.fromordinal(first.toordinal() + kind.max_days - 1))
            expected = {}
            if ends:
                expected[min(ends)] = set()
                expected[dt.date.fromordinal(min(ends).toordinal() + 1)] = {"internship_too_long"}
            if kind.min_months:
                shortest = end_of(first, kind.min_months)
                expected[shortest] = set()
                expected[dt.date.fromordinal(shortest.toordinal() - 1)] = {"internship_too_short"}
            for last, codes in expected.items():
                told = judge_internship_length(kind, Period(first, last))
                if {one.code for one in told.warnings} != codes or told.refusals:
                    differences.append((kind.name, first, last, codes))
    assert differences == []
    assert tried == len(kinds) * len(STARTS)
    record_property("antal: startdagar × praktikslag, 0 skillnader", tried)


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
