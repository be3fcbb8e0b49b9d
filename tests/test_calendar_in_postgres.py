"""The calendar and PostgreSQL give one answer, so that a rule and its constraint never differ."""

import datetime as dt
import random

import pytest
from django.db import connection

from amc import calendar
from tests.test_calendar import AGES, D

pytestmark = pytest.mark.django_db


def answers(query: str, rows: list[tuple]) -> list[tuple]:
    """What `query` says of each row (two dates and a number, as `a`, `b` and `n`)."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {query} FROM unnest(%s::date[], %s::date[], %s::int[]) WITH ORDINALITY AS t(a, b, n, place)"
            " ORDER BY place",
            columns,
        )
        return cursor.fetchall()


@pytest.fixture(scope="module")
def periods() -> list[tuple[dt.date, dt.date, int]]:
    """Every start of eight years, leap years among them, with ends and months at random."""
    chance = random.Random(1)
    starts = (dt.date(2023, 1, 1) + dt.timedelta(days=n) for n in range(8 * 365))
    return [(start, start + dt.timedelta(days=chance.randint(0, 1500)), chance.randint(1, 60)) for start in starts]


def test_the_table_of_lengths():
    rows = [(D(start), D(end), 0) for start, end, _, _ in AGES]
    query = "extract(year FROM age(b + 1, a))::int * 12 + extract(month FROM age(b + 1, a))::int"
    assert answers(f"{query}, extract(day FROM age(b + 1, a))::int", rows) == [case[2:] for case in AGES]


def test_lengths(periods):
    expected = [(calendar.period_total_days([(start, end)]),) for start, end, _ in periods]
    assert answers("amc_period_days(daterange(a, b, '[]'))", periods) == expected


def test_last_days(periods):
    assert answers("amc_last_day(a, n)", periods) == [(calendar.last_day(a, n),) for a, _, n in periods]


def test_within_months(periods):
    expected = [(b <= calendar.last_day(a, n),) for a, b, n in periods]
    assert answers("amc_within_months(daterange(a, b, '[]'), n)", periods) == expected


def test_months_added(periods):
    expected = [(calendar.add_months(a, n), calendar.add_months(a, -n)) for a, _, n in periods]
    query = "(a + make_interval(months => n))::date, (a - make_interval(months => n))::date"
    assert answers(query, periods) == expected


def test_iso_weeks(periods):
    expected = [calendar.iso_week(a) for a, _, _ in periods]
    assert answers("extract(isoyear FROM a)::int, extract(week FROM a)::int", periods) == expected
