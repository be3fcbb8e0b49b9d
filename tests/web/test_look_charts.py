"""The geometry of the charts: what is shown adds up, and nothing is drawn outside its room."""

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from amc.web import charts
from amc.web.charts import Point

values = st.lists(st.integers(min_value=0, max_value=10_000), max_size=30)


def points(numbers: list[int]) -> list[Point]:
    return [Point(str(index), number, f"/{index}/") for index, number in enumerate(numbers)]


def test_the_longest_bar_fills_the_room():
    assert [mark.length for mark in charts.bars(points([10, 5, 0]))] == [100, 50, 0]


def test_a_common_scale_can_be_given():
    assert [mark.length for mark in charts.bars(points([10, 40]), maximum=20)] == [50, 100]


@given(values)
def test_bars_stay_within_their_room(numbers):
    marks = charts.bars(points(numbers))
    assert len(marks) == len(numbers)
    assert all(0 <= mark.length <= 100 for mark in marks)


@given(st.lists(values, max_size=12))
def test_the_parts_of_a_stacked_bar_follow_one_another(rows):
    made = charts.stacked([(str(index), "", points(numbers)) for index, numbers in enumerate(rows)])
    for row, numbers in zip(made, rows, strict=True):
        assert row.total == sum(numbers)
        end = 0.0
        for mark in row.marks:
            assert mark.start == pytest.approx(end, abs=0.2)
            end = mark.start + mark.length
        assert end <= 100.5


def test_groups_share_one_scale_and_thin_their_labels():
    rows = charts.grouped([(str(month), points([month, 36])) for month in range(36)])
    assert rows[35].marks[1].length == 100
    assert [row.label for row in rows if row.labelled] == [str(month) for month in range(0, 36, 3)]


def test_a_funnel_tells_the_share_of_the_step_before():
    marks = charts.funnel(points([120, 60, 0, 0]))
    assert [mark.share for mark in marks] == [None, 0.5, 0.0, 0.0]
    assert [mark.length for mark in marks] == [100, 50, 0, 0]
    assert charts.funnel([]) == ()


@pytest.mark.parametrize("numbers", [[], [4]])
def test_fewer_than_two_values_are_no_trend(numbers):
    assert charts.sparkline(numbers) is None


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=60))
def test_a_trend_line_stays_on_its_surface(numbers):
    spark = charts.sparkline(numbers)
    for pair in spark.points.split():
        x, y = map(float, pair.split(","))
        assert 0 <= x <= spark.width
        assert 0 <= y <= spark.height


@pytest.mark.parametrize(
    ("used", "limit", "expected"),
    [
        (0, 24, (0, "series-1")),
        (14, 24, (58.33, "series-1")),
        (19, 24, (79.17, "series-1")),
        (20, 24, (83.33, "soon")),
        (24, 24, (100, "soon")),
        (25, 24, (100, "overdue")),
        (10, 12, (83.33, "soon")),
        (1, 0, (0, "series-1")),
    ],
)
def test_a_time_limit_warns_when_a_sixth_is_left(used, limit, expected):
    assert charts.limit(used, limit) == expected


def test_the_words_of_a_time_limit():
    render = lambda used: Template("{% limit_bar used 24 %}").render(Context({"used": used}))  # noqa: E731
    assert "14 av 24 månader använda, 10 kvar" in render(14)
    assert "24 av 24 månader använda, 0 kvar" in render(24)
    assert "25 av 24 månader använda, 1 för mycket" in render(25)


def test_a_flow_adds_up_on_both_sides():
    links = [("AF", "Arbete", 31, "", ""), ("AF", "Studier", 6, "", ""), ("KAA", "Arbete", 4, "", "")]
    flow = charts.flow(links)
    assert [(node.label, node.total) for node in flow.sources] == [("AF", 37), ("KAA", 4)]
    assert [(node.label, node.total) for node in flow.targets] == [("Arbete", 35), ("Studier", 6)]
    assert sum(node.height for node in flow.sources) == pytest.approx(sum(node.height for node in flow.targets), abs=1)
    assert [ribbon.value for ribbon in flow.ribbons] == [31, 6, 4]
    last = flow.targets[-1]
    assert last.y + last.height <= flow.height


def test_a_flow_of_nothing_is_empty():
    flow = charts.flow([])
    assert flow.sources == flow.targets == flow.ribbons == ()


def test_marks_are_links_with_words_and_the_table_beside_has_the_same():
    html = Template('{% histogram points "Månader kvar" "" "Månader" "Anställningar" %}').render(
        Context({"points": points([2, 5])})
    )
    assert 'aria-label="0: 2"' in html
    assert html.count('href="/1/"') == 2
    assert "Anställningar" in html
    # Lengths are attributes of the drawing, with a decimal point whatever the language.
    assert 'height="40.0"' in html
