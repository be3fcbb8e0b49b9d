"""The line in the totals that cannot be opened: protected persons whom the reader is not named to see."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from amc.reports.selection import Selection
from handlingsplan.models import ProgressSet


@dataclass(frozen=True)
class Hidden:
    """What hidden persons have in the unit: enrolments open now, opened and closed in the period, and time-limited
    employments that run today."""

    open_now: int = 0
    came: int = 0
    went: int = 0
    running: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything to add."""
        return bool(self.open_now or self.came or self.went or self.running)


def is_counted(selection: Selection) -> bool:
    """Whether the line stands by the selection: not for a team, a source or a part of a year, for what differs
    between two such selections would tell of whom."""
    return not selection.is_narrowed and _whole_years(selection)


def hidden_counts(selection: Selection) -> Hidden:
    """How many cannot be opened."""
    if not is_counted(selection):
        return Hidden()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT counted.*, placements_hidden_running(%(user)s, %(unit)s)"
            " FROM participants_hidden_counts(%(user)s, %(unit)s, %(first)s, %(last)s) AS counted",
            {
                "user": selection.user.pk,
                "unit": selection.user.unit_id,
                "first": selection.first,
                "last": selection.last,
            },
        )
        return Hidden(*cursor.fetchone())


def hidden_moved(selection: Selection, asked: ProgressSet) -> int:
    """How many cases of hidden persons have answered the set `asked` twice or more in the period."""
    if not is_counted(selection):
        return 0
    with connection.cursor() as cursor:
        given = [selection.user.pk, selection.user.unit_id, selection.first, selection.last, asked.pk]
        cursor.execute("SELECT handlingsplan_hidden_moved(%s, %s, %s, %s, %s)", given)
        return int(cursor.fetchone()[0])


def hidden_behind(slug: str, selection: Selection) -> int:
    """How many the list behind a figure lacks, whole; 0 for a figure that has no such line."""
    counted = {
        "inskrivna": "open_now",
        "in": "came",
        "ut": "went",
        "avslut": "went",
        "anstallningar": "running",
        "forsenat": "open_now",
    }.get(slug)
    return getattr(hidden_counts(selection), counted) if counted else 0


def _whole_years(selection: Selection) -> bool:
    """From a first of January to today or to an end of a year."""
    first, last = selection.first, selection.last
    return (first.month, first.day) == (1, 1) and (last == selection.today or last == dt.date(last.year, 12, 31))
