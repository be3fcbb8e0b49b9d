"""An employer's history: who began there, by kind and year, and how it went. Every figure opens its list."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, DateField, F, Func, Q, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse

from amc.staff.models import User
from placements.models import Employer, Employment, Internship


@dataclass(frozen=True)
class Figure:
    """How many, of what, and the list that shows them."""

    words: str
    amount: int
    url: str


@dataclass(frozen=True)
class HistoryLine:
    """The placements of one kind that began in one year: all, those that run, and how the others ended."""

    year: int
    kind: str
    begun: Figure
    running: Figure | None
    results: list[Figure] = field(default_factory=list)


def history_of(employer: Employer, user: User, today: dt.date) -> list[HistoryLine]:
    """The placements at `employer` that `user` may see, latest year first; one query however many there are."""
    employments = Employment.objects.visible_to(user).filter(employer=employer)
    internships = Internship.objects.visible_to(user).filter(workplace__employer=employer)
    counted = _counted(internships, "internship", "kind__code", "kind__name", today).union(
        _counted(employments, "employment", "scheme", "scheme__name", today), all=True
    )
    found: dict[tuple[str, int, str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in counted.order_by():
        found[row["sort"], row["year"], row["code"], row["name"]].append(row)
    lines = [_line(employer, *key, parts) for key, parts in found.items()]
    return sorted(lines, key=lambda line: (-line.year, line.kind))


def _counted(rows: Any, sort: str, code: str, name: str, today: dt.date) -> Any:
    """How many of `rows` by year of the first day, kind and how they ended."""
    first = Func(F("period"), function="lower", output_field=DateField())
    return (
        rows.order_by()
        .annotate(begun_on=first)
        .values(
            sort=Value(sort),
            year=F("begun_on__year"),
            code=Cast(code, TextField()),
            name=Cast(name, TextField()),
            reason=Cast("end_reason", TextField()),
        )
        .annotate(amount=Count("pk"), running=Count("pk", filter=Q(period__contains=today)))
    )


# The list of each sort, and the name of its filter by kind.
_LISTS: dict[str, tuple[str, str, Any]] = {
    "internship": ("internship_list", "slag", Internship),
    "employment": ("placement_list", "anstallningsform", Employment),
}


def _line(employer: Employer, sort: str, year: int, code: str, name: str, parts: list[dict[str, Any]]) -> HistoryLine:
    route, parameter, model = _LISTS[sort]
    base = {"lage": "alla", "arbetsgivare": str(employer.uuid), "ar": str(year), parameter: code}

    def figure(words: str, amount: int, **more: str) -> Figure:
        return Figure(words, amount, f"{reverse(route)}?{urlencode(base | more)}")

    reasons: dict[str, str] = dict(model.EndReason.choices)
    ended = {part["reason"]: part["amount"] for part in parts if part["reason"]}
    running = sum(part["running"] for part in parts)
    return HistoryLine(
        year,
        name,
        figure("började", sum(part["amount"] for part in parts)),
        figure("pågår", running, lage="") if running else None,
        [figure(words, ended[reason], slutade=reason) for reason, words in reasons.items() if reason in ended],
    )
