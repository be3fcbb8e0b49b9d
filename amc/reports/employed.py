"""What the time-limited employments that ended in the period became, beside what was planned (domain.md section 11).

Every figure is counted from the rows that its list shows.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from amc.reports import rules
from amc.reports.selection import Selection
from placements.models import Employer, Employment, NextStep, Scheme
from placements.outcomes import FORWARD

LeadsTo = NextStep.LeadsTo
NOT_KNOWN, ONWARD = "saknas", "framat"
# What it became and what was planned, in the order of the page; the last is that nobody knows or has said.
BECAME = [*((one.value, one.label) for one in NextStep.BECAME), (NOT_KNOWN, "Inte känt än")]
PLANNED = [*((one.value, one.label) for one in NextStep.PLANNED), (NOT_KNOWN, "Inget svar")]
_ONWARD = {one.value for one in FORWARD}


@dataclass(frozen=True)
class Cell:
    """One figure: how many employments, how many persons, the list, and which way it is of where it is of one."""

    amount: int
    persons: int
    url: str
    way: str = ""


@dataclass(frozen=True)
class Line:
    """The employments of one scheme, kind of employer or plan: all, those that led to work or studies, and each way."""

    label: str
    whole: Cell
    onward: Cell
    cells: list[Cell]

    @property
    def share(self) -> float | None:
        """Those that led to work or studies, of all, 0–1."""
        return rules.share(self.onward.amount, self.whole.amount)


def ended(selection: Selection) -> "QuerySet[Any, Any]":
    """The time-limited employments whose last day lies in the period, with `outcome` and `planned`."""
    rows = Employment.objects.visible_to(selection.user).filter(scheme_id__in=Employment.EXCLUSIVE)
    yesterday = selection.today - dt.timedelta(days=1)
    rows = rows.ending_between(selection.first, min(selection.last, yesterday))
    if selection.is_narrowed:
        rows = rows.filter(enrolment__in=selection.enrolments())
    return rows.with_outcome()


def part_of(rows: "QuerySet[Any, Any]", part: dict[str, Any]) -> "QuerySet[Any, Any]":
    """Those behind one figure: `form` a scheme, `agslag` a kind of employer, `blev` and `planerat` as above."""
    if "form" in part:
        rows = rows.filter(scheme=part["form"])
    if "agslag" in part:
        rows = rows.filter(employer__kind=part["agslag"])
    if "blev" in part:
        rows = rows.filter(outcome__in=_ONWARD if part["blev"] == ONWARD else [_stored(part["blev"])])
    if "planerat" in part:
        rows = rows.filter(planned=_stored(part["planerat"]))
    return rows


def _stored(code: str) -> str:
    return "" if code == NOT_KNOWN else code


def title_of(part: dict[str, Any]) -> str:
    """What the list is called."""
    words = [str(part["form"])] if "form" in part else []
    words += [str(Employer.Kind(part["agslag"]).label)] if "agslag" in part else []
    words += [f"planerat: {dict(PLANNED)[part['planerat']].lower()}"] if "planerat" in part else []
    if "blev" in part:
        words.append(
            "ledde till arbete eller studier" if part["blev"] == ONWARD else dict(BECAME)[part["blev"]].lower()
        )
    return "Avslutade anställningar" + (f": {', '.join(words)}" if words else "")


class Outcomes:
    """The figures of the page, of one read of the rows."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        values = ended(selection).values_list("scheme_id", "employer__kind", "planned", "outcome", "participant_id")
        self.rows: list[tuple[str, str, str, str, int]] = list(values)

    def whole(self) -> Line:
        """All of them."""
        return self._line("Alla", {}, self.rows)

    def by_scheme(self) -> list[Line]:
        """By form of employment."""
        names = dict(Scheme.objects.values_list("code", "name"))
        return self._lines("form", sorted(names.items(), key=lambda pair: pair[1]), lambda row: row[0])

    def by_employer(self) -> list[Line]:
        """By kind of employer."""
        return self._lines("agslag", Employer.Kind.choices, lambda row: row[1])

    def by_plan(self) -> list[Line]:
        """By what was last planned: the plan beside the outcome."""
        return self._lines("planerat", PLANNED, lambda row: row[2] or NOT_KNOWN)

    def _address(self, **part: str) -> str:
        return f"{reverse('ended_list')}?{self.selection.query(**part)}"

    def _lines(
        self, parameter: str, choices: Iterable[tuple[str, str]], key: Callable[[tuple[str, ...]], str]
    ) -> list[Line]:
        found = []
        for code, label in choices:
            rows = [row for row in self.rows if key(row) == code]  # type: ignore[arg-type] # the last is a number
            if rows:
                found.append(self._line(label, {parameter: code}, rows))
        return found

    def _line(self, title: str, part: dict[str, str], rows: list[tuple[str, str, str, str, int]]) -> Line:
        amounts = Counter(row[3] or NOT_KNOWN for row in rows)
        onward = [row for row in rows if row[3] in _ONWARD]

        def cell(those: list[tuple[str, str, str, str, int]], amount: int, way: str = "", **more: str) -> Cell:
            return Cell(amount, len({row[4] for row in those}), self._address(**part, **more), way)

        cells = [
            cell([row for row in rows if (row[3] or NOT_KNOWN) == code], amounts[code], label, blev=code)
            for code, label in BECAME
        ]
        return Line(title, cell(rows, len(rows)), cell(onward, len(onward), blev=ONWARD), cells)
