"""Questions that Django writes once and then only asks.

To build and write a statement with the wall's conditions in it costs a page more than to read the answer: half of the
processor time of Min dag and of a person's page went to the same text, page after page. A question that a page always
asks is written once for each reader and day, with slots for what differs from time to time.
"""

import copy
import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import BooleanField, Field, Func, QuerySet, Value

from amc.calendar import today
from amc.planned import planned_once

# A reader has some ten questions; each process keeps those of some fifty readers.
_KEPT = 512


class Slot(Value):
    """Where a value goes that is not known before the question is asked."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(None, output_field=output_field)
        self.name, self._field = name, output_field

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The slot itself is the parameter, until the value is put there."""
        return "%s", (self,)

    def put(self, value: Any, connection: Any) -> Any:
        """`value` as the field sends it to the database."""
        return self._field.get_db_prep_value(value, connection)


class AnyOf(Func):
    """Whether a field is one of a slot's list: `filter(AnyOf("pk", keys))`."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    arity = 2
    output_field = BooleanField()


class Question:
    """A queryset's question, asked for a list of its rows (`written_once`)."""

    def __init__(self, build: Callable[..., "QuerySet[Any, Any]"], slots: "dict[str, Field[Any, Any]]") -> None:
        self._build = build
        self._slots = {name: Slot(name, field) for name, field in slots.items()}
        self._kept = lru_cache(maxsize=_KEPT)(self._written)

    def __call__(self, *readers: Any, **values: Any) -> list[Any]:
        """The rows that the queryset has now, for these readers and with these values in the slots."""
        return self.kept(*readers).rows(values)

    def first(self, *readers: Any, **values: Any) -> Any:
        """The first of the rows; None where there is none."""
        return next(iter(self(*readers, **values)), None)

    def kept(self, *readers: Any) -> "Written":
        """The statement for these readers today, written where it has not been."""
        key = [_Sight(one) if isinstance(one, AbstractBaseUser) else one for one in readers]
        found = self._kept(today(), *key)
        for one in key:
            if isinstance(one, _Sight):
                one.reader = None
        return found

    def anew(self, *readers: Any) -> "Written":
        """The statement, written for this time only: the same as the one kept, or what builds it minds the clock."""
        return Written(self._build(*readers, **self._slots))

    def _written(self, _day: dt.date, *readers: Any) -> "Written":
        # A copy of the account itself: a query holds on to what it was built with, and request.user to the request.
        return self.anew(*(copy.copy(one.reader) if isinstance(one, _Sight) else one for one in readers))


def written_once(**slots: "Field[Any, Any]") -> Callable[[Callable[..., "QuerySet[Any, Any]"]], Question]:
    """Make a function that builds a queryset into a question.

    What the function takes by position is written into the statement, which is kept for these: a user as far as
    anything is shown to them (key, unit, roles), and what is hashable. What it takes by name is a slot, with the field
    that sends it. The function may depend on these and on the day alone, never on the clock or the database.
    """
    return lambda build: Question(build, slots)


class _Sight:
    """A user as a key: two of the same sight are shown the same, and one whose roles have changed is another.

    `reader` is there until the statement is written; the key is kept.
    """

    def __init__(self, reader: Any) -> None:
        self.reader: Any = reader
        self._all = (reader.pk, reader.is_active, reader.unit_id, *reader.roles)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sight) and self._all == other._all

    def __hash__(self) -> int:
        return hash(self._all)


class Written:
    """A statement in writing (`text`, with `parameters` and slots), and how its rows are read."""

    def __init__(self, rows: "QuerySet[Any, Any]") -> None:
        self._queryset = rows
        self._compiler: Any = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            self.text, self.parameters = self._compiler.as_sql()
        except EmptyResultSet:
            self.text, self.parameters = "", ()
        # Each thread has its own.
        self._compiler.connection = None

    def rows(self, values: dict[str, Any]) -> list[Any]:
        """The answer with `values` in the slots."""
        if not self.text:
            return []
        connection = connections[DEFAULT_DB_ALIAS]
        parameters = tuple(
            one.put(values[one.name], connection) if isinstance(one, Slot) else one for one in self.parameters
        )
        compiler = copy.copy(self._compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_, **__: (self.text, parameters)
        found: Any = self._queryset.all()
        found.query.get_compiler = lambda *_, **__: compiler
        with planned_once():
            return list(found)
