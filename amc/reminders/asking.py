"""Asking all due rules at once, for Min dag, a participant's page and the overview, in one statement.

To plan that statement costs PostgreSQL several times what it costs to run it, so it is prepared: planned once by each
connection and day, for whoever asks. What depends on the day stands in its text, where the planner sees it; only who
and which are parameters.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import psycopg
from django.db import connection
from django.db.models import CharField, F, Value
from psycopg.types.numeric import Int8

from amc.due import KEYS, NOBODY, DueRule
from amc.reminders.registry import BY_CODE, RULES
from amc.staff.models import User
from participants.models import Participant
from participants.querysets import hidden_from

# Nearly all rules reach the participant's key without reading the participant, so the uuid is read once, outside.
_OWN_KEYS = tuple(key for key in KEYS if key != "person")


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
        return place(self._keys())

    @property
    def form_url(self) -> str:
        """The small form that sees to it, to open in the row; empty where it takes a page."""
        return self.rule.form(self._keys()) if self.rule.form else ""

    def _keys(self) -> dict[str, Any]:
        return {key: getattr(self, key) for key in KEYS}


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
    # In the text, where the planner sees how few rows it leaves; the day changes no oftener than the rules' text.
    return Which(f"due_on <= DATE '{day.isoformat()}'", ())


def of_responsible(user: User) -> Which:
    """What `user` answers for."""
    return Which("(whose IS NULL OR whose = %s) AND responsible_id = %s", (Int8(user.pk), Int8(user.pk)))


def of_participants(keys: Iterable[int]) -> Which:
    """About the participants with these keys."""
    # An array of a list would be of another type, and another plan, when the list is empty.
    return Which("participant_id = ANY(%s::bigint[])", (f"{{{','.join(str(int(key)) for key in keys)}}}",))


def of_unit(unit_id: int) -> Which:
    """Of the unit."""
    return Which("unit_id = %s", (Int8(unit_id),))


def known_to(user: User) -> Which:
    """Without what is about protected persons hidden from `user`: for figures, which name nobody."""
    statement, parameters = hidden_from(user).values("pk").order_by().query.sql_with_params()
    typed = tuple(Int8(value) if isinstance(value, int) else value for value in parameters)
    return Which(f"participant_id IS NULL OR participant_id NOT IN ({statement})", typed)


def of_nobody() -> Which:
    """What nobody answers for."""
    return Which("responsible_id IS NULL", ())


def of_no_participant() -> Which:
    """Not about a participant: a referral that nobody has taken."""
    return Which("participant_id IS NULL", ())


class _Prepared(psycopg.Cursor[Any]):
    """A cursor whose statements PostgreSQL plans once for each connection."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> "_Prepared":
        return super().execute(query, params, **options | {"prepare": True})


@lru_cache(maxsize=16)
def _all_rules(today: dt.date, codes: tuple[str, ...]) -> str:
    """The rules' statements as one. A rule depends on the day alone, so it is written once a day, not once a page."""
    parts = [
        BY_CODE[code]
        .rows(today)
        .order_by()
        .annotate(rule=Value(code, CharField()), whose=F(whose) if (whose := BY_CODE[code].whose) else NOBODY)
        .values_list("rule", *_OWN_KEYS, "whose")
        for code in codes
    ]
    whole = parts[0].union(*parts[1:], all=True).order_by() if len(parts) > 1 else parts[0]
    written = psycopg.ClientCursor(connection.connection).mogrify(*whole.query.sql_with_params())
    return written.replace("%", "%%")


def _ask(today: dt.date, rules: Iterable[DueRule], which: Which, question: str) -> list[Any]:
    """The answer to `question`, which has places for the rules' rows and for the condition."""
    codes = tuple(rule.code for rule in rules)
    if not codes:
        return []
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    rows = f"({_all_rules(today, codes)}) AS q(rule, {', '.join(_OWN_KEYS)}, whose)"
    wrapped: Any = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrapped(_Prepared(connection.connection)) as cursor:
        cursor.execute(question.format(rows=rows, which=which.condition), which.parameters)
        return cursor.fetchall()


def due_rows(today: dt.date, which: Which, *, rules: Iterable[DueRule] = RULES, limit: int | None = None) -> list[Due]:
    """What is due of the rows asked for, earliest first; `limit` is how many at the most, None reads all."""
    person = f"(SELECT uuid FROM {Participant._meta.db_table} WHERE id = q.participant_id)"  # noqa: S608
    rows = _ask(
        today,
        rules,
        which,
        f"SELECT rule, subject, {person}, participant_id, due_on, responsible_id, unit_id"  # noqa: S608
        " FROM {rows} WHERE {which} ORDER BY due_on, rule, subject"
        f" LIMIT {'ALL' if limit is None else limit}",
    )
    return [Due(BY_CODE[row[0]], *row[1:]) for row in rows]


def due_counts(today: dt.date, which: Which, *, rules: Iterable[DueRule] = RULES) -> list[tuple[DueRule, int]]:
    """How much is due per rule of the rows asked for; rules with nothing due are left out."""
    counts = dict(_ask(today, rules, which, "SELECT rule, count(*) FROM {rows} WHERE {which} GROUP BY rule"))
    return [(rule, counts[rule.code]) for rule in RULES if rule.code in counts]
