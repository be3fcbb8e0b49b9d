"""Asking all due rules at once, for Min dag, a participant's page and the overview, in one statement."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import CharField, QuerySet, Value

from amc.due import KEYS, DueRule
from amc.reminders.registry import BY_CODE, RULES
from amc.staff.models import User

Narrow = Callable[["QuerySet[Any, Any]"], "QuerySet[Any, Any]"]


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to be done: the rule, and the keys of amc.due."""

    rule: DueRule
    subject: uuid.UUID
    person: uuid.UUID | None
    participant_id: int | None
    due_on: dt.date
    responsible_id: int | None
    unit_id: int

    def url_for(self, user: User) -> str:
        """The page where `user` sees to it: the responsible person's own, or the case's."""
        place = self.rule.url
        if self.rule.case_url is not None and user.pk != self.responsible_id:
            place = self.rule.case_url
        return place({key: getattr(self, key) for key in KEYS})


def _asked(today: dt.date, rules: Iterable[DueRule], narrow: Narrow) -> "QuerySet[Any, Any] | None":
    parts = [
        narrow(rule.rows(today)).order_by().annotate(rule=Value(rule.code, CharField())).values_list("rule", *KEYS)
        for rule in rules
    ]
    if not parts:
        return None
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def due_rows(
    today: dt.date, narrow: Narrow, *, rules: Iterable[DueRule] = RULES, limit: int | None = None
) -> list[Due]:
    """What is due, earliest first, of the rows that `narrow` lets through (a filter on the keys of amc.due).

    `limit` is how many rows are read at the most; None reads all.
    """
    asked = _asked(today, rules, narrow)
    if asked is None:
        return []
    columns = len(KEYS) + 1
    with connection.cursor() as cursor:
        statement, parameters = asked.query.sql_with_params()
        cursor.execute(
            f"SELECT * FROM ({statement}) AS q(rule, {', '.join(KEYS)}) ORDER BY due_on, rule, subject LIMIT %s",  # noqa: S608
            [*parameters, limit],
        )
        return [Due(BY_CODE[row[0]], *row[1:columns]) for row in cursor.fetchall()]


def due_counts(today: dt.date, narrow: Narrow, *, rules: Iterable[DueRule] = RULES) -> list[tuple[DueRule, int]]:
    """How much is due per rule, of the rows that `narrow` lets through; rules with nothing due are left out."""
    asked = _asked(today, rules, narrow)
    if asked is None:
        return []
    with connection.cursor() as cursor:
        statement, parameters = asked.query.sql_with_params()
        cursor.execute(
            f"SELECT rule, count(*) FROM ({statement}) AS q(rule, {', '.join(KEYS)}) GROUP BY rule",  # noqa: S608
            parameters,
        )
        counts = dict(cursor.fetchall())
    return [(rule, counts[rule.code]) for rule in RULES if rule.code in counts]
