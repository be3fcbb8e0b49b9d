"""The geometry of the charts, as pure functions over plain values.

Lengths are per cent of the space at hand, so that charts follow the width of the page; only `sparkline` and `flow`
have a drawing surface of their own. Templates: templates/components/charts/.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from amc.web.display import number


@dataclass(frozen=True)
class Point:
    """One value to show: `url` leads to the list behind it, `tone` is overdue, soon, done or one of series-1…5."""

    label: str
    value: float
    url: str = ""
    tone: str = "series-1"
    note: str = ""


@dataclass(frozen=True)
class Mark:
    """A point with its length, in per cent of the longest possible mark."""

    point: Point
    length: float
    start: float = 0
    share: float | None = None

    @property
    def words(self) -> str:
        """The value as it is read: Swedish decimals, and the note when there is one."""
        value = self.point.value
        text = number(value, 0 if float(value).is_integer() else 1)
        return f"{text} {self.point.note}".strip()


@dataclass(frozen=True)
class Row:
    """One row of a stacked or grouped chart."""

    label: str
    marks: tuple[Mark, ...]
    total: float
    url: str = ""
    labelled: bool = True


@dataclass(frozen=True)
class Spark:
    """A trend line: `points` for a polyline in a surface of `width` × `height`, and where it ends."""

    points: str
    end_x: float
    end_y: float
    width: int
    height: int
    words: str


@dataclass(frozen=True)
class Node:
    """One end of a flow: a source or an outcome, with its place on the surface."""

    label: str
    total: float
    x: float
    y: float
    height: float
    url: str = ""


@dataclass(frozen=True)
class Ribbon:
    """What goes from one source to one outcome, as the path of an SVG."""

    path: str
    source: str
    target: str
    value: float
    url: str
    tone: str


@dataclass(frozen=True)
class Flow:
    """A drawing of sources at the left, outcomes at the right and ribbons between."""

    width: int
    height: float
    sources: tuple[Node, ...]
    targets: tuple[Node, ...]
    ribbons: tuple[Ribbon, ...] = field(default_factory=tuple)


def _length(value: float, maximum: float) -> float:
    return round(100 * max(value, 0) / maximum, 2) if maximum > 0 else 0.0


def bars(points: Sequence[Point], maximum: float | None = None) -> tuple[Mark, ...]:
    """Bars or columns: the longest fills the space, unless `maximum` says what does."""
    top = maximum if maximum is not None else max((point.value for point in points), default=0)
    return tuple(Mark(point, min(_length(point.value, top), 100)) for point in points)


def grouped(rows: Sequence[tuple[str, Sequence[Point]]], labels: int = 12) -> tuple[Row, ...]:
    """Several values beside each other per label (in and out per month), on one common scale.

    With more rows than `labels`, only every second, third, … label is written out.
    """
    top = max((point.value for _, points in rows for point in points), default=0)
    step = max(1, -(-len(rows) // labels))
    return tuple(
        Row(label, bars(points, top), sum(point.value for point in points), labelled=index % step == 0)
        for index, (label, points) in enumerate(rows)
    )


def stacked(rows: Sequence[tuple[str, str, Sequence[Point]]], maximum: float | None = None) -> tuple[Row, ...]:
    """One bar per (label, url, points), its parts after one another; the longest row fills the space."""
    totals = [sum(point.value for point in points) for _, _, points in rows]
    top = maximum if maximum is not None else max(totals, default=0)
    made = []
    for (label, url, points), total in zip(rows, totals, strict=True):
        start = 0.0
        marks = []
        for point in points:
            length = _length(point.value, top)
            marks.append(Mark(point, length, start=round(start, 2)))
            start += length
        made.append(Row(label, tuple(marks), total, url))
    return tuple(made)


def funnel(points: Sequence[Point]) -> tuple[Mark, ...]:
    """Steps that narrow: lengths by the first step, `share` of the step before (None for the first)."""
    first = points[0].value if points else 0
    shares: list[float | None] = [None]
    shares += [after.value / before.value if before.value else 0.0 for before, after in pairwise(points)]
    return tuple(
        Mark(point, min(_length(point.value, first), 100), share=share)
        for point, share in zip(points, shares, strict=False)
    )


def sparkline(values: Sequence[float], width: int = 96, height: int = 28) -> Spark | None:
    """A trend line without axes; None for fewer than two values, which show no trend."""
    if len(values) < 2:
        return None
    low, high = min(values), max(values)
    pad = 3
    step = (width - 2 * pad) / (len(values) - 1)
    spread = (high - low) or 1
    places = [
        (round(pad + index * step, 1), round(height - pad - (value - low) / spread * (height - 2 * pad), 1))
        for index, value in enumerate(values)
    ]
    if high == low:
        places = [(x, height / 2) for x, _ in places]
    words = f"Från {number(values[0])} till {number(values[-1])}, lägst {number(low)}, högst {number(high)}"
    return Spark(" ".join(f"{x},{y}" for x, y in places), *places[-1], width, height, words)


def limit(used: float, limit: float) -> tuple[float, str]:
    """How much of a time limit is used: length in per cent (at most 100) and tone by what is left.

    Overdue beyond the limit, soon when less than a sixth is left (four of 24 months).
    """
    if limit <= 0:
        return 0.0, "series-1"
    if used > limit:
        return 100.0, "overdue"
    return _length(used, limit), "soon" if (limit - used) * 6 <= limit else "series-1"


def _nodes(totals: dict[str, float], urls: dict[str, str], x: float, scale: float, gap: float) -> tuple[Node, ...]:
    y = 0.0
    made = []
    for label, total in totals.items():
        made.append(Node(label, total, x, round(y, 1), round(total * scale, 1), urls.get(label, "")))
        y += total * scale + gap
    return tuple(made)


def flow(
    links: Sequence[tuple[str, str, float, str, str]],
    *,
    urls: dict[str, str] | None = None,
    width: int = 720,
    height: int = 320,
    margin: int = 210,
) -> Flow:
    """From source to outcome; `links` are (source, outcome, value, url, tone) in the order to draw them.

    `urls` leads from the name of a source or an outcome to its list. The ribbons' thickness is the value, so that both
    sides add up; labels get `margin` at each side.
    """
    sources: dict[str, float] = {}
    targets: dict[str, float] = {}
    for source, target, value, _, _ in links:
        sources[source] = sources.get(source, 0) + value
        targets[target] = targets.get(target, 0) + value
    total = sum(sources.values())
    # Labels need 24 units each, however small their share.
    gap = 16.0
    fullest = max(len(sources), len(targets), 1)
    scale = (height - gap * (fullest - 1)) / total if total else 0
    left = _nodes(sources, urls or {}, margin, scale, gap)
    right = _nodes(targets, urls or {}, width - margin, scale, gap)
    from_y = {node.label: node.y for node in left}
    to_y = {node.label: node.y for node in right}
    middle = width / 2
    ribbons = []
    for source, target, value, url, tone in links:
        thick = value * scale
        y0, y1 = from_y[source], to_y[target]
        from_y[source] += thick
        to_y[target] += thick
        path = (
            f"M{margin + 6} {y0:.1f} C{middle} {y0:.1f} {middle} {y1:.1f} {width - margin - 6} {y1:.1f} "
            f"V{y1 + thick:.1f} C{middle} {y1 + thick:.1f} {middle} {y0 + thick:.1f} {margin + 6} {y0 + thick:.1f} Z"
        )
        ribbons.append(Ribbon(path, source, target, value, url, tone))
    bottom = max((node.y + max(node.height, 24) for node in (*left, *right)), default=0)
    return Flow(width, round(bottom + 4, 1), left, right, tuple(ribbons))


@dataclass(frozen=True)
class CurvePoint:
    """A point of a curve: its place on the surface, and what it says."""

    x: float
    y: float
    words: str


@dataclass(frozen=True)
class CurveLine:
    """One voice: `points` for a polyline, and each of its marks."""

    label: str
    tone: str
    points: str
    marks: tuple[CurvePoint, ...]


@dataclass(frozen=True)
class Curve:
    """Several lines over time on one scale from 0 to 1; the table stands beside the drawing."""

    width: int
    height: int
    lines: tuple[CurveLine, ...]
    first: dt.date
    last: dt.date


def curves(
    lines: Sequence[tuple[str, str, Sequence[tuple[dt.date, float, str]]]], *, width: int = 320, height: int = 140
) -> Curve | None:
    """`lines` are (name, tone, [(day, share 0–1, words)]), days in order; None where nothing has been measured.

    The first and the last day span the width; one day alone stands in the middle.
    """
    days = [day for _, _, line in lines for day, _, _ in line]
    if not days:
        return None
    first, last = min(days), max(days)
    length, pad = (last - first).days, 8

    def place(day: dt.date, share: float, words: str) -> CurvePoint:
        along = (day - first).days / length if length else 0.5
        up = min(max(share, 0), 1)
        x, y = pad + along * (width - 2 * pad), height - pad - up * (height - 2 * pad)
        return CurvePoint(round(x, 1), round(y, 1), words)

    made = []
    for label, tone, line in lines:
        marks = tuple(place(*point) for point in line)
        made.append(CurveLine(label, tone, " ".join(f"{mark.x},{mark.y}" for mark in marks), marks))
    return Curve(width, height, tuple(made), first, last)
