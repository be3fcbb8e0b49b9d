"""Asking all due rules at once, for Min dag, a participant's page and the overview, in one statement."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import CharField, Value

from amc.due import KEYS, DueRule
from amc.reminders.registry import BY_CODE, RULES
from amc.staff.models import User


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


@dataclass(frozen=True, slots=True)
class Which:
    """Which of the rows are asked for: a condition in SQL on the keys of amc.due, with its parameters.

    PostgreSQL carries a plain condition into every rule, where the indexes are; one with a subselect it would not.
    """

    condition: str
    parameters: tuple[Any, ...]

    def __and__(self, other: "Which") -> "Which":
        return Which(f"({self.condition}) AND ({other.condition})", self.parameters + other.parameters)

    def __or__(self, other: "Which") -> "Which":
        return Which(f"({self.condition}) OR ({other.condition})", self.parameters + other.parameters)


def due_by(day: dt.date) -> Which:
    """Due on `day` or before."""
    return Which("due_on <= %s", (day,))


def of_responsible(user: User) -> Which:
    """What `user` answers for."""
    return Which("responsible_id = %s", (user.pk,))


def of_participants(keys: Iterable[int]) -> Which:
    """About the participants with these keys."""
    return Which("participant_id = ANY(%s)", (list(keys),))


def of_unit(unit_id: int) -> Which:
    """Of the unit."""
    return Which("unit_id = %s", (unit_id,))


def of_nobody() -> Which:
    """What nobody answers for."""
    return Which("responsible_id IS NULL", ())


def of_no_participant() -> Which:
    """Not about a participant: a referral that nobody has taken."""
    return Which("participant_id IS NULL", ())


@lru_cache(maxsize=16)
def _all_rules(today: dt.date, codes: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """The rules' statements as one. A rule depends on the day alone, so it is written once a day, not once a page."""
    parts = [
        BY_CODE[code].rows(today).order_by().annotate(rule=Value(code, CharField())).values_list("rule", *KEYS)
        for code in codes
    ]
    whole = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return whole.query.sql_with_params()


def _ask(today: dt.date, rules: Iterable[DueRule], select: str, which: Which, rest: str, *more: Any) -> list[Any]:
    codes = tuple(rule.code for rule in rules)
    if not codes:
        return []
    statement, parameters = _all_rules(today, codes)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {select} FROM ({statement}) AS q(rule, {', '.join(KEYS)}) WHERE {which.condition} {rest}",  # noqa: S608
            [*parameters, *which.parameters, *more],
        )
        return cursor.fetchall()


def due_rows(today: dt.date, which: Which, *, rules: Iterable[DueRule] = RULES, limit: int | None = None) -> list[Due]:
    """What is due of the rows asked for, earliest first; `limit` is how many at the most, None reads all."""
    rows = _ask(today, rules, "*", which, "ORDER BY due_on, rule, subject LIMIT %s", limit)
    return [Due(BY_CODE[row[0]], *row[1:]) for row in rows]


def due_counts(today: dt.date, which: Which, *, rules: Iterable[DueRule] = RULES) -> list[tuple[DueRule, int]]:
    """How much is due per rule of the rows asked for; rules with nothing due are left out."""
    counts = dict(_ask(today, rules, "rule, count(*)", which, "GROUP BY rule"))
    return [(rule, counts[rule.code]) for rule in RULES if rule.code in counts]
