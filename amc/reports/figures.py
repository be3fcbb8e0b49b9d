"""The figures of the overview. Each is counted from the same rows that its list shows (amc.reports.lists)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import TruncMonth

from amc.calendar import add_months, last_day
from amc.due import DueRule
from amc.reminders.asking import Which, due_by, due_counts, known_to, of_participants, of_unit
from amc.reminders.registry import COUNTED
from amc.reports import disposed
from amc.reports.selection import Selection
from amc.web.charts import Point
from placements.models import Employment

# Buckets of time in activity: code, label, from so many months (included) up to so many (excluded).
TIME_BUCKETS: tuple[tuple[str, str, int, int | None], ...] = (
    ("0-3", "under 3 mån", 0, 3),
    ("3-6", "3–6 mån", 3, 6),
    ("6-12", "6–12 mån", 6, 12),
    ("12-24", "1–2 år", 12, 24),
    ("24", "över 2 år", 24, None),
)
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


def month_word(month: dt.date, today: dt.date) -> str:
    """ "nov", or "nov 25" for another year than today's."""
    return _MONTHS[month.month - 1] + ("" if month.year == today.year else f" {month:%y}")


def opened_in_bucket(code: str, today: dt.date) -> Q:
    """The condition that an enrolment has lasted as long as the bucket says, as of `today`."""
    _, _, at_least, below = next(bucket for bucket in TIME_BUCKETS if bucket[0] == code)
    condition = Q(opened_on__lte=add_months(today, -at_least)) if at_least else Q()
    return condition & Q(opened_on__gt=add_months(today, -below)) if below else condition


def months_left(today: dt.date, last: dt.date) -> int:
    """Whole months left of an employment whose last day is `last`, today included; 0 when less than one is left."""
    months = 0
    while last_day(today, months + 1) <= last:
        months += 1
    return months


def ends_with_months_left(months: int, today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last of the last days that leave exactly so many whole months."""
    first = last_day(today, months) if months else today
    return first, last_day(today, months + 1) - dt.timedelta(days=1)


class OpenCases:
    """The open cases of a selection, counted in one statement: per consultant, and by how long they have lasted."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        buckets = {
            f"bucket_{index}": Count("pk", filter=opened_in_bucket(code, selection.today) & Q(pk__isnull=False))
            for index, (code, *_) in enumerate(TIME_BUCKETS)
        }
        rows: QuerySet[Any, Any] = (
            selection.enrolments()
            .filter(closed_on__isnull=True)
            .values("consultant__uuid", "consultant__first_name", "consultant__last_name", "consultant__is_active")
            .annotate(amount=Count("pk"), **buckets)
            .order_by("-amount", "consultant__sort_key")
        )
        self.rows: list[dict[str, Any]] = list(rows)

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(row["amount"] for row in self.rows)

    def by_consultant(self) -> list[Point]:
        """Per consultant, most first; cases without one are marked."""
        return [self._load(row) for row in self.rows]

    def _load(self, row: dict[str, Any]) -> Point:
        if row["consultant__uuid"] is None:
            link = self.selection.link("inskrivna", konsulent="utan")
            return Point("Utan konsulent", row["amount"], link, "overdue")
        gone = not row["consultant__is_active"]
        return Point(
            f"{row['consultant__first_name']} {row['consultant__last_name']}",
            row["amount"],
            self.selection.link("inskrivna", konsulent=row["consultant__uuid"]),
            "overdue" if gone else "series-1",
            "(har slutat)" if gone else "",
        )

    def by_time(self) -> list[Point]:
        """By how long they have lasted."""
        return [
            Point(label, sum(row[f"bucket_{index}"] for row in self.rows), self.selection.link("tid", tid=code))
            for index, (code, label, *_) in enumerate(TIME_BUCKETS)
        ]


@dataclass(frozen=True)
class Movement:
    """How many came in or went out: in the period, in the one before, and per month."""

    total: int
    before: int
    by_month: dict[dt.date, int]

    @property
    def change(self) -> int:
        """More (or fewer, negative) than in the period before."""
        return self.total - self.before


def movements(selection: Selection) -> tuple[Movement, Movement]:
    """In (`opened_on`) and out (`closed_on`) per month, disposed cases included, with the period before beside."""
    parts = [part for field in ("opened_on", "closed_on") for part in _moved(selection, field)]
    found: dict[str, list[tuple[dt.date, int, int]]] = {"opened_on": [], "closed_on": []}
    for field, *row in parts[0].union(*parts[1:], all=True).order_by():
        found[field].append(tuple(row))
    return _movement(found["opened_on"]), _movement(found["closed_on"])


def _moved(selection: Selection, field: str) -> list[QuerySet[Any, Any]]:
    now = Q(**{f"{field}__range": (selection.first, selection.last)})
    before = Q(**{f"{field}__range": (selection.before_first, selection.before_last)})
    month = field.replace("_on", "_month")
    remains_now = disposed.in_months(month, selection.first, selection.last)
    remains_before = disposed.in_months(month, selection.before_first, selection.before_last)
    rows: list[tuple[QuerySet[Any, Any], Any, Q, Q]] = [
        (selection.enrolments(), TruncMonth(field), now, before),
        (disposed.rows(selection), F(month), remains_now, remains_before),
    ]
    return [
        whole.filter(in_period | earlier)
        .values(month_of=moment)
        .annotate(now=Count("pk", filter=in_period), before=Count("pk", filter=earlier), field=Value(field))
        .order_by()
        .values_list("field", "month_of", "now", "before")
        for whole, moment, in_period, earlier in rows
    ]


def _movement(rows: Iterable[tuple[dt.date, int, int]]) -> Movement:
    by_month: Counter[dt.date] = Counter()
    total = earlier = 0
    for month, now, before in rows:
        total += now
        earlier += before
        if now:
            by_month[month] += now
    return Movement(total, earlier, dict(by_month))


def in_and_out(selection: Selection, came: Movement, went: Movement) -> list[tuple[str, list[Point]]]:
    """Rows of (month, [in, out]) for the chart."""
    return [
        (
            month_word(month, selection.today),
            [
                Point("In", came.by_month.get(month, 0), selection.link("in", manad=f"{month:%Y-%m}"), "series-1"),
                Point("Ut", went.by_month.get(month, 0), selection.link("ut", manad=f"{month:%Y-%m}"), "series-2"),
            ],
        )
        for month in selection.months()
    ]


def running_employments(selection: Selection):
    """Time-limited employments (AMI and arbetsmarknadsanställning) that run today, of the selection."""
    rows = (
        Employment.objects.visible_to(selection.user)
        .running_on(selection.today)
        .filter(scheme_id__in=Employment.EXCLUSIVE)
    )
    if selection.is_narrowed:
        rows = rows.filter(enrolment__in=selection.enrolments())
    return rows


def employments_by_months_left(selection: Selection) -> list[Point]:
    """Running time-limited employments by whole months left; the soonest are marked."""
    ends = running_employments(selection).values_list("period", flat=True)
    counts = Counter(months_left(selection.today, period.upper - dt.timedelta(days=1)) for period in ends)
    if not counts:
        return []
    return [
        Point(
            str(months),
            counts[months],
            selection.link("anstallningar", kvar=months) if counts[months] else "",
            "overdue" if months == 0 else "soon" if months <= 3 else "series-1",
        )
        for months in range(max(counts) + 1)
    ]


def overdue_rows(selection: Selection) -> Which:
    """The overdue rows of the unit, or of the chosen team's and source's participants."""
    which = of_unit(selection.user.unit_id) & due_by(selection.today - dt.timedelta(days=1))  # type: ignore[arg-type]
    which &= known_to(selection.user)
    if selection.is_narrowed:
        open_ones = selection.enrolments().filter(closed_on__isnull=True)
        which &= of_participants(open_ones.values_list("participant_id", flat=True))
    return which


def overdue(selection: Selection) -> list[tuple[DueRule, int]]:
    """How much is overdue, by kind, most first."""
    return sorted(due_counts(selection.today, overdue_rows(selection), rules=COUNTED), key=lambda pair: -pair[1])


def overdue_points(selection: Selection, counts: list[tuple[DueRule, int]]) -> list[Point]:
    """The same as bars."""
    return [Point(rule.label, count, selection.link("forsenat", slag=rule.code), "overdue") for rule, count in counts]
