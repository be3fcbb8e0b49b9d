"""Statements that PostgreSQL plans once and then only runs.

A page about one person asks the same of every person. With the wall's conditions in each statement, planning cost
PostgreSQL three quarters of its time, and the plan for one person's few rows is the same whoever it is. Lists, searches
and figures are left to be planned for what is asked, since how many rows they find differs.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from psycopg.types.numeric import Int4

# A number is sent as the smallest type that holds it, and another type is another plan.
_LARGE = 2**31
_WITH_CONTEXT = re.compile(r"SELECT set_config\('pghistory\.context_id', %s, true\), [^;]*; (?=\(SELECT )")
_CONTEXT_PARAMETERS = 2


class _PlannedOnce(psycopg.Cursor[Any]):
    """A cursor that sends its parameters apart from the statement, which the connection keeps planned."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> "_PlannedOnce":
        typed = [Int4(value) if type(value) is int and abs(value) < _LARGE else value for value in params or ()]
        return super().execute(query, typed, **options | {"prepare": True})


@contextmanager
def planned_once() -> Iterator[None]:
    """What is read in here is planned once for each connection; what is written goes as always.

    For reading that is narrowed to few rows by its keys. The plan follows a change of the tables, the wall and who asks
    by itself; PostgreSQL keeps it for as long as the connection lasts.
    """
    with connection.execute_wrapper(_planned):
        yield


def _planned(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if many or not params:
        return execute(sql, params, many, context)
    # pghistory takes what begins with a parenthesis for writing, and sends its context ahead as a statement of its own.
    if (union := _WITH_CONTEXT.match(sql)) and isinstance(params, tuple):
        sql, params = sql[union.end() :], params[_CONTEXT_PARAMETERS:]
    # What writes may carry that context, and two statements cannot be planned as one.
    if sql.lstrip("(").startswith("SELECT ") and not sql.startswith("SELECT set_config("):
        wrapper = context["cursor"]
        if not isinstance(wrapper.cursor, _PlannedOnce):
            wrapper.cursor = _PlannedOnce(wrapper.db.connection)
    return execute(sql, params, many, context)
