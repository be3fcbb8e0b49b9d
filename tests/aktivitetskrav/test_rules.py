"""What is asked, planned and done in a week, in plain values (domain.md section 4)."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amc.aktivitetskrav import rules
from amc.aktivitetskrav.rules import Day, week_sum
from handlingsplan.hours import Met, Span, planned_on, week_days

D = dt.date.fromisoformat
MONDAY = D("2026-11-16")
CASE = (D("2026-01-12"), None)
FULL = Span("", Decimal(40), D("2026-07-01"))
THREE_DAYS = tuple(Decimal(hours) for hours in (8, 0, 8, 0, 0, 6, 0))


@pytest.mark.parametrize(
    ("monday", "asked"),
    [
        pytest.param("2026-11-16", "40", id="an ordinary week"),
        pytest.param("2026-06-29", "24", id="in force from Wednesday 1 July: three days"),
        pytest.param("2026-12-21", "24", id="julafton and juldagen are free"),
        pytest.param("2026-06-22", "0", id="before the requirement"),
    ],
)
def test_what_is_asked_of_a_week(monday: str, asked: str) -> None:
    found = week_sum(D(monday), requirements=[FULL], spans=[], met=[], days={})
    assert found.asked == Decimal(asked)


@pytest.mark.parametrize(
    ("spans", "hours"),
    [
        pytest.param([Span("CV", Decimal("7.5"), MONDAY)], "7.5", id="an activity"),
        pytest.param([Span("CV", Decimal(5), D("2026-11-19"))], "2", id="from Thursday on"),
        pytest.param([Span("CV", Decimal(5), D("2026-11-02"), D("2026-11-16"))], "1", id="until Monday"),
        pytest.param(
            [
                Span("Praktik", Decimal(20), D("2026-11-02"), stands_for=True),
                Span("Köket", Decimal(30), D("2026-11-18"), placement=True),
            ],
            "26",
            id="a placement stands for the plan's praktik from its first day on",
        ),
        pytest.param(
            [Span("CV-kurs", Decimal(6), D("2026-11-02"), session_weeks=frozenset({MONDAY}))],
            "0",
            id="a group's sessions stand for its activity",
        ),
        pytest.param(
            [Span("Köket", Decimal(22), D("2026-11-18"), weekdays=THREE_DAYS)],
            "14",
            id="a praktik has its own days: Wednesday and Saturday of three",
        ),
        pytest.param(
            [Span("Köket", Decimal(40), D("2026-11-02"), away=((D("2026-11-17"), D("2026-11-19")),))],
            "16",
            id="nothing while it rests",
        ),
        pytest.param(
            [
                Span("Praktik", Decimal(20), D("2026-11-02"), stands_for=True),
                Span("Köket", Decimal(40), D("2026-11-02"), placement=True, away=((MONDAY, D("2026-11-17")),)),
            ],
            "32",
            id="what rests stands for nothing",
        ),
    ],
)
def test_what_is_planned_of_a_week(spans: list[Span], hours: str) -> None:
    assert sum(planned_on(day, spans) for day in week_days(MONDAY)) == Decimal(hours)


def test_a_holiday_takes_no_hours_of_a_praktik() -> None:
    praktik = Span("Köket", Decimal(56), D("2026-06-01"), weekdays=(Decimal(8),) * 7)
    told = [planned_on(day, [praktik]) for day in rules.week_days(D("2026-06-15"))]
    assert told == [8, 8, 8, 8, 0, 0, 8], "midsommarafton and midsommardagen"


def test_the_sum_of_a_week() -> None:
    spans = [Span("Praktik", Decimal(30), D("2026-11-02"))]
    met = [
        Met("CV-kurs", D("2026-11-17"), 180, "present"),
        Met("CV-kurs", D("2026-11-19"), 120, "excused"),
        Met("CV-kurs", D("2026-11-20"), 60, "absent"),
        Met("CV-kurs", D("2026-11-20"), 30),
        Met("CV-kurs", D("2026-11-24"), 180, "present"),
    ]
    days = {
        D("2026-11-16"): Day(Decimal(6), Decimal(6)),
        D("2026-11-17"): Day(Decimal(6), Decimal(2), excused=True),
        D("2026-11-18"): Day(Decimal(6), Decimal(0), excused=False),
        D("2026-11-19"): Day(Decimal(4), Decimal(5)),
    }
    found = week_sum(MONDAY, requirements=[FULL], spans=spans, met=met, days=days)
    assert (found.asked, found.planned) == (40, Decimal("34.5"))
    assert (found.attended, found.excused, found.unexcused) == (Decimal(16), Decimal(6), Decimal(7))
    assert found.unknown == Decimal("6.5")
    assert found.fulfilled == Decimal(22)
    assert found.lacks_plan == Decimal("5.5")
    part = (D("2026-11-19"), D("2026-11-20"))
    some = week_sum(MONDAY, requirements=[FULL], spans=spans, met=met, days=days, within=part)
    assert (some.asked, some.planned, some.attended) == (16, Decimal("13.5"), 5)
    assert (some.excused, some.unexcused, some.unknown) == (2, 1, Decimal("6.5"))


@given(
    st.dictionaries(
        st.sampled_from(week_days(MONDAY)),
        st.tuples(st.integers(0, 10), st.none() | st.integers(0, 10), st.booleans()),
    )
)
def test_what_is_planned_is_attended_absent_or_unknown(rows: dict[dt.date, tuple[int, int | None, bool]]) -> None:
    days = {
        day: Day(Decimal(planned), None if attended is None else Decimal(attended), excused)
        if attended is None or attended < planned
        else Day(Decimal(planned), Decimal(planned))
        for day, (planned, attended, excused) in rows.items()
    }
    found = week_sum(MONDAY, requirements=[], spans=[], met=[], days=days)
    assert found.planned == found.attended + found.excused + found.unexcused + found.unknown


@pytest.mark.parametrize(
    ("first", "last", "hours", "adapted", "reason", "others", "found"),
    [
        ("2026-07-01", None, 40, False, "", [], []),
        ("2026-01-12", "2026-01-12", 40, False, "", [], []),
        ("2026-01-11", None, 40, False, "", [], [("first_day", "before_enrolment")]),
        ("2026-07-01", "2026-06-30", 40, False, "", [], [("last_day", "ends_before")]),
        ("2026-07-01", None, 20, False, "", [], [("hours_per_week", "not_full_time")]),
        ("2026-07-01", None, 20, True, " ", [], [("reason", "no_reason")]),
        ("2026-07-01", None, 20, True, "Barn hemma till augusti", [], []),
        ("2026-07-01", None, 40, False, "", [("2026-08-01", None)], [("first_day", "overlaps")]),
        ("2026-07-01", "2026-07-31", 40, False, "", [("2026-08-01", None)], []),
        ("2026-07-01", None, 40, False, "", [("2026-02-01", "2026-06-30")], []),
        ("2026-07-01", None, 40, False, "", [("2026-02-01", "2026-07-01")], [("first_day", "overlaps")]),
    ],
)
def test_what_may_be_asked(first, last, hours, adapted, reason, others, found) -> None:
    told = rules.requirement_obstacles(
        first_day=D(first),
        last_day=last and D(last),
        hours_per_week=Decimal(hours),
        adapted=adapted,
        reason=reason,
        full_time=Decimal(40),
        enrolled=CASE,
        others=[(D(one), other and D(other)) for one, other in others],
    )
    assert [(one.field, one.code) for one in told] == found


def test_nothing_is_asked_after_the_case_is_closed() -> None:
    values = {"hours_per_week": Decimal(40), "adapted": False, "reason": "", "full_time": Decimal(40), "others": []}
    for last, codes in ((None, ["after_enrolment"]), (D("2026-10-02"), ["after_enrolment"]), (D("2026-10-01"), [])):
        told = rules.requirement_obstacles(
            first_day=D("2026-07-01"), last_day=last, enrolled=(CASE[0], D("2026-10-01")), **values
        )
        assert [one.code for one in told] == codes


@pytest.mark.parametrize(
    ("day", "planned", "attended", "absent", "found"),
    [
        ("2026-11-24", 6, None, False, []),
        ("2026-11-24", 6, 6, False, []),
        ("2026-11-24", 6, 7, False, []),
        ("2026-11-25", 6, 6, False, [("attended_1", "in_future")]),
        ("2026-11-25", 6, None, False, []),
        ("2026-11-24", 6, 4, False, [("absence_1", "no_kind")]),
        ("2026-11-24", 6, 4, True, []),
        ("2026-11-24", 6, 6, True, [("absence_1", "not_absent")]),
    ],
)
def test_how_a_day_may_be_filled_in(day, planned, attended, absent, found) -> None:
    told = rules.day_obstacles(
        1,
        day=D(day),
        planned=Decimal(planned),
        attended=None if attended is None else Decimal(attended),
        absence=object() if absent else None,
        today=D("2026-11-24"),
    )
    assert [(one.field, one.code) for one in told] == found
