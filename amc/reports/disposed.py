"""Disposed cases in the figures: they are counted as they were, by month, and their lists cannot be opened."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from amc.disposal.models import ClosedCase
from amc.reports.selection import Selection

# What the conditions on a case's closure are called in the row that remains of it.
_OF_CLOSURE = "closure__"


def rows(selection: Selection) -> "QuerySet[ClosedCase]":
    """What remains of the disposed cases of the selection's unit, team and source."""
    found = ClosedCase.objects.visible_to(selection.user)
    if selection.team:
        found = found.filter(team=selection.team)
    if selection.source:
        found = found.filter(source=selection.source)
    return found


def in_months(field: str, first: dt.date, last: dt.date) -> Q:
    """Cases whose month begins within the days; exact for whole months, which is what years are made of."""
    return Q(**{f"{field}__range": (first, last)})


def of_remains(condition: Q) -> Q:
    """A condition on an enrolment's closure as one on what remains of it."""
    asked = Q(_connector=condition.connector, _negated=condition.negated)
    for child in condition.children:
        asked.children.append(of_remains(child) if isinstance(child, Q) else _renamed(*child))  # type: ignore[misc]
    return asked


def _renamed(lookup: str, value: Any) -> Any:
    return lookup.removeprefix(_OF_CLOSURE), value
