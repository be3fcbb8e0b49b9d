"""The life line's geometry."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amc.workspace.lifeline import WIDTH, Bar, Dot, draw

TODAY = dt.date(2026, 11, 24)
DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2032, 1, 1))


def test_nothing_is_nothing() -> None:
    assert draw([], [], TODAY) is None


def test_lanes_in_order_of_first_use() -> None:
    line = draw(
        [Bar("Inskrivning", "A", TODAY, None), Bar("Anställning", "B", TODAY, TODAY)], [Dot("Plan", "C", TODAY)], TODAY
    )
    assert [name for name, _ in line.lanes] == ["Inskrivning", "Anställning", "Plan"]


@given(st.lists(st.tuples(DAYS, st.integers(0, 900)), min_size=1, max_size=12), st.lists(DAYS, max_size=12))
def test_everything_is_inside_the_drawing_and_in_order(spans: list[tuple[dt.date, int]], points: list[dt.date]) -> None:
    bars = [Bar("a", str(day), day, day + dt.timedelta(days=length)) for day, length in spans]
    dots = [Dot("b", str(day), day) for day in points]
    line = draw(bars, dots, TODAY)
    for shape in (*line.bars, *line.dots):
        assert 0 <= shape.x <= WIDTH
        assert shape.x + shape.width <= WIDTH + 5
    assert 0 <= line.today_x <= WIDTH
    by_day = sorted(zip(dots, line.dots, strict=True), key=lambda pair: pair[0].day)
    assert [shape.x for _, shape in by_day] == sorted(shape.x for _, shape in by_day)
    assert len(line.rows) == len(bars) + len(dots)


@pytest.mark.parametrize("day", [dt.date.min, dt.date(202, 1, 1), dt.date(2926, 1, 1), dt.date.max])
def test_a_slip_of_the_year_stands_at_the_edge(day: dt.date) -> None:
    line = draw([Bar("a", "A", TODAY, dt.date.max)], [Dot("b", "B", day)], TODAY)
    assert 0 <= line.dots[0].x <= WIDTH
    assert len(line.ticks) < 70


def test_where_the_drawing_opens() -> None:
    line = draw([Bar("a", "A", TODAY - dt.timedelta(days=900), TODAY)], [], TODAY)
    assert 0.9 < line.today_share < 1
