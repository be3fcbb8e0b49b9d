"""Statements that PostgreSQL plans once and then only runs.

A page about one person asks the same of every person. With the wall's conditions in each of its statements, planning
them cost PostgreSQL three quarters of its time; what a plan depends on (one person, one case) is the same whoever it is.
Lists, searches and figures are left to be planned for what is asked, since how many rows they find differs.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor


class _PlannedOnce(ServerBindingCursor):
    """A cursor that sends its parameters apart from the statement, which the connection keeps planned."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, **options | {"prepare": True})


@contextmanager
def planned_once() -> Iterator[None]:
    """What is read in here is planned once for each connection; what is written goes as always.

    For reading that is narrowed to few rows by its keys. The plan follows a change of the tables, the wall and who asks
    by itself; PostgreSQL keeps it for as long as the connection lasts.
    """
    with connection.execute_wrapper(_planned):
        yield


def _planned(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    wrapper = context["cursor"]
    # A written statement may carry the history's context before it, and two statements cannot be planned as one.
    if params and not many and sql.lstrip("(").startswith("SELECT ") and not sql.startswith("SELECT set_config("):
        wrapper.cursor = _PlannedOnce(wrapper.db.connection)
    return execute(sql, params, many, context)
