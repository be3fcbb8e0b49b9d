"""The life line: one strip with what has happened to a person on a time axis. Pure geometry; drawn as SVG."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from amc.calendar import add_months

WIDTH = 1000.0
LANE = 26.0
AXIS = 22.0
# Room in the drawing for the names of the lanes on the left, and for the last label on the right.
NAMES, END = 130.0, 10.0
MARGIN_MONTHS = 1
# Further from today than this is a slip of the year: it stands at the edge, and squeezes nothing.
BACK_MONTHS, AHEAD_MONTHS = 50 * 12, 10 * 12
QUARTERS = {4: "apr", 7: "juli", 10: "okt"}


@dataclass(frozen=True)
class Bar:
    """Something that lasts. Inclusive dates; `last` None goes on until further notice."""

    lane: str
    label: str
    first: dt.date
    last: dt.date | None
    url: str = ""
    tone: str = "series-1"


@dataclass(frozen=True)
class Dot:
    """Something that happens on a day."""

    lane: str
    label: str
    day: dt.date
    url: str = ""
    tone: str = "series-1"


@dataclass(frozen=True)
class Shape:
    """A bar or a dot with its place in the drawing, and its words for a screen reader and the table."""

    lane: str
    words: str
    when: str
    x: float
    y: float
    width: float
    url: str
    tone: str


@dataclass(frozen=True)
class Tick:
    """A mark on the axis."""

    x: float
    label: str


@dataclass(frozen=True)
class Lifeline:
    """The whole drawing."""

    width: float
    height: float
    lanes: tuple[tuple[str, float], ...]
    bars: tuple[Shape, ...]
    dots: tuple[Shape, ...]
    ticks: tuple[Tick, ...]
    today_x: float | None
    rows: tuple[Shape, ...] = field(default_factory=tuple)

    @property
    def today_share(self) -> float | None:
        """How far into the drawing, names of lanes included, today is: 0 at its left edge, 1 at its right."""
        return None if self.today_x is None else round((self.today_x + NAMES) / (NAMES + self.width + END), 3)


def draw(bars: Sequence[Bar], dots: Sequence[Dot], today: dt.date) -> Lifeline | None:
    """Place bars and dots on one axis from the first event to the last, today included; None where there is nothing."""
    if not bars and not dots:
        return None
    earliest, latest = add_months(today, -BACK_MONTHS), add_months(today, AHEAD_MONTHS)

    def within(day: dt.date) -> dt.date:
        return min(max(day, earliest), latest)

    days = [bar.first for bar in bars] + [bar.last for bar in bars if bar.last] + [dot.day for dot in dots] + [today]
    start = add_months(within(min(days)), -MARGIN_MONTHS)
    end = add_months(within(max(days)), MARGIN_MONTHS)
    span = max((end - start).days, 1)

    def x(day: dt.date) -> float:
        return round((within(day) - start).days / span * WIDTH, 1)

    names = list(dict.fromkeys([bar.lane for bar in bars] + [dot.lane for dot in dots]))
    tops = {name: index * LANE for index, name in enumerate(names)}
    placed_bars = tuple(
        Shape(
            bar.lane,
            bar.label,
            f"{bar.first} – {bar.last or 'tills vidare'}",
            x(bar.first),
            tops[bar.lane],
            max(round(x(within(bar.last or today) + dt.timedelta(days=1)) - x(bar.first), 1), 4.0),
            bar.url,
            bar.tone,
        )
        for bar in bars
    )
    placed_dots = tuple(
        Shape(dot.lane, dot.label, f"{dot.day}", x(dot.day), tops[dot.lane], 0, dot.url, dot.tone) for dot in dots
    )
    rows = sorted([*placed_bars, *placed_dots], key=lambda shape: (shape.x, shape.lane))
    return Lifeline(
        WIDTH,
        len(names) * LANE + AXIS,
        tuple(tops.items()),
        placed_bars,
        placed_dots,
        _ticks(start, end, x),
        x(today),
        tuple(rows),
    )


def _ticks(start: dt.date, end: dt.date, x) -> tuple[Tick, ...]:
    """A tick each first of January; for a span under two years each quarter as well."""
    months = (1,) if (end - start).days > 730 else (1, 4, 7, 10)
    found = []
    for year in range(start.year, end.year + 1):
        for month in months:
            day = dt.date(year, month, 1)
            if start <= day <= end:
                found.append(Tick(x(day), str(year) if month == 1 else QUARTERS[month]))
    return tuple(found)
