"""Lönestöd: whether a decision fits, what it covers and what is asked for (domain.md section 4; SFS 2018:43)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placements.rules.periods import Period
from placements.rules.wage_support import (
    Stretch,
    SupportTerms,
    coverage,
    judge_support,
    months_to_ask,
    requested_until_obstacles,
    requisition_due,
    requisition_months,
    requisition_obstacles,
)
from tests.placements.room import D

ONE_DAY = dt.timedelta(days=1)
BONUS = SupportTerms("Lönebidrag för anställning", 12, 48, D("2018-02-01"))
FREE = SupportTerms("Lönebidrag för trygghet", None, None, D("2018-02-01"))
GONE = SupportTerms("Extratjänst", None, 24, D("2015-11-01"), D("2021-12-31"))
EMPLOYED = Period(D("2026-01-01"), D("2027-12-31"))


def P(first: str, last: str) -> Period:
    return Period(D(first), D(last))


@pytest.mark.parametrize(
    ("terms", "proposal", "beside", "same_kind", "refusals", "warnings"),
    [
        pytest.param(BONUS, P("2026-01-01", "2026-12-31"), [], [], [], [], id="a year from the first day"),
        pytest.param(BONUS, P("2026-12-31", "2026-01-01"), [], [], ["last_before_first"], [], id="backwards"),
        pytest.param(
            BONUS, P("2028-01-01", "2028-03-31"), [], [], ["support_outside_employment"], [
                "support_beyond_employment",
            ], id="after the employment",
        ),
        pytest.param(
            BONUS, P("2025-12-31", "2026-06-30"), [], [], [], ["support_beyond_employment"], id="a day too early"
        ),
        pytest.param(
            BONUS, P("2027-06-01", "2028-01-01"), [P("2026-01-01", "2026-12-31")], [P("2026-01-01", "2026-12-31")],
            [], ["support_beyond_employment"], id="a day too late",
        ),
        pytest.param(
            BONUS, P("2026-01-01", "2027-01-01"), [], [], [], ["support_first_too_long"], id="first decision over 12"
        ),
        pytest.param(
            BONUS, P("2026-12-31", "2027-06-30"), [P("2026-01-01", "2026-12-31")], [P("2026-01-01", "2026-12-31")],
            ["support_at_once"], [], id="a day in two decisions",
        ),
        pytest.param(
            BONUS, P("2027-01-01", "2027-12-31"), [], [P("2023-01-01", "2025-12-31")], [], [], id="48 months in all"
        ),
        pytest.param(
            BONUS, P("2027-01-01", "2027-12-31"), [], [P("2022-12-31", "2025-12-31")], [], ["support_too_long"],
            id="48 months and a day",
        ),
        pytest.param(FREE, P("2026-01-01", "2027-12-31"), [], [], [], [], id="without a limit"),
        pytest.param(
            GONE, P("2026-02-01", "2026-03-31"), [], [], [], ["support_kind_not_valid"], id="no longer given"
        ),
    ],
)  # fmt: skip
def test_a_decision_is_judged(terms, proposal, beside, same_kind, refusals, warnings):
    verdict = judge_support(terms, proposal, EMPLOYED, beside=beside, same_kind=same_kind)
    assert [one.code for one in verdict.refusals] == refusals
    assert [one.code for one in verdict.warnings] == warnings


def test_the_words_say_what_to_do():
    verdict = judge_support(FREE, P("2026-03-01", "2026-05-31"), EMPLOYED, beside=[P("2026-01-01", "2026-04-30")])
    assert "tidigast 2026-05-01" in verdict.refusals[0].message


@pytest.mark.parametrize(
    ("decisions", "stretches"),
    [
        pytest.param([], [Stretch(EMPLOYED)], id="none"),
        pytest.param(
            [P("2026-01-01", "2026-12-31")],
            [Stretch(P("2026-01-01", "2026-12-31"), 0), Stretch(P("2027-01-01", "2027-12-31"))],
            id="the first year",
        ),
        pytest.param(
            [P("2026-07-01", "2028-06-30"), P("2025-07-01", "2026-02-28")],
            [
                Stretch(P("2026-01-01", "2026-02-28"), 1),
                Stretch(P("2026-03-01", "2026-06-30")),
                Stretch(P("2026-07-01", "2027-12-31"), 0),
            ],
            id="beyond both ends, with a gap",
        ),
        pytest.param([P("2028-01-01", "2028-12-31")], [Stretch(EMPLOYED)], id="outside"),
    ],
)
def test_what_is_covered(decisions, stretches):
    assert coverage(EMPLOYED, decisions) == stretches


days = st.dates(D("2025-06-01"), D("2028-06-01"))


@given(st.lists(days, min_size=2, max_size=10, unique=True))
def test_each_day_of_the_employment_stands_once_in_its_coverage(bounds):
    bounds.sort()
    decisions = [Period(first, last - ONE_DAY) for first, last in zip(bounds[::2], bounds[1::2], strict=False)]
    stretches = coverage(EMPLOYED, decisions)
    told = {}
    for stretch in stretches:
        day = stretch.period.first
        while day <= stretch.period.last:
            assert day not in told
            told[day] = stretch.decision
            day += ONE_DAY
    assert min(told) == EMPLOYED.first
    assert max(told) == EMPLOYED.last
    assert len(told) == (EMPLOYED.last - EMPLOYED.first).days + 1
    for day, decision in told.items():
        expected = next((place for place, period in enumerate(decisions) if day in period), None)
        assert decision == expected


@pytest.mark.parametrize(
    ("decision", "employment", "months"),
    [
        ("2026-01-31 2026-03-01", "2026-01-01 2026-12-31", ["2026-01-01", "2026-02-01", "2026-03-01"]),
        ("2026-01-01 2026-12-31", "2026-11-15 2027-11-14", ["2026-11-01", "2026-12-01"]),
        ("2026-01-01 2026-12-31", "2027-01-01 2027-11-14", []),
    ],
)
def test_months_are_those_in_common(decision, employment, months):
    assert requisition_months(P(*decision.split()), P(*employment.split())) == [D(month) for month in months]


@pytest.mark.parametrize(
    ("until", "first"),
    [
        (None, "2026-01-01"),
        ("2026-01-30", "2026-01-01"),
        ("2026-01-31", "2026-02-01"),
        ("2026-02-27", "2026-02-01"),
        ("2026-02-28", "2026-03-01"),
        # The last month in common is whole by the decision's last day.
        ("2026-03-15", None),
    ],
)
def test_months_that_were_asked_for_before_are_not_to_be_asked_for(until, first):
    decision = P("2026-01-10", "2026-03-15")
    found = months_to_ask(decision, P("2026-01-01", "2026-12-31"), D(until) if until else None)
    assert found[:1] == ([D(first)] if first else [])


@pytest.mark.parametrize(
    ("until", "codes"),
    [
        (None, []),
        ("2026-01-09", ["requested_until_before"]),
        ("2026-01-10", []),
        ("2026-11-24", []),
        ("2026-11-25", ["requested_until_later"]),
    ],
)
def test_the_day_lies_within_what_has_been(until, codes):
    found = requested_until_obstacles(D(until) if until else None, P("2026-01-10", "2027-03-15"), today=D("2026-11-24"))
    assert [one.code for one in found] == codes


@pytest.mark.parametrize(("month", "days", "due"), [("2026-01-01", 60, "2026-04-01"), ("2028-02-01", 0, "2028-02-29")])
def test_a_month_is_due_so_many_days_after_its_end(month, days, due):
    assert requisition_due(D(month), days) == D(due)


@pytest.mark.parametrize(
    ("month", "requested_on", "codes"),
    [
        ("2026-10-01", "2026-11-02", []),
        ("2026-10-01", "2026-11-26", []),
        ("2026-10-01", "2026-11-27", ["requested_later"]),
        ("2026-10-01", "2026-09-30", ["requested_before_month"]),
        ("2027-01-01", "2026-11-02", ["month_outside_support"]),
    ],
)
def test_what_can_be_noted_as_asked_for(month, requested_on, codes):
    decision = P("2026-01-01", "2026-12-31")
    found = requisition_obstacles(D(month), decision, EMPLOYED, D(requested_on), today=D("2026-11-26"))
    assert [one.code for one in found] == codes
