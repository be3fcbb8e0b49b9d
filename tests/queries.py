"""Counting what a page asks. Budgets count the page's own statements: the two that every page has are apart."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

# Who asks (amc.wall), and whom the page showed (amc.audit).
APART = ("wall.enter(", 'INSERT INTO "audit_readlog"')


def own(queries: Iterable[dict[str, str]]) -> list[str]:
    """The statements of the page itself."""
    return [query["sql"] for query in queries if not any(part in query["sql"] for part in APART)]


@contextmanager
def at_most(amount: int) -> Iterator[list[str]]:
    """Fail when the block asks more than `amount` statements of its own; yields them, once the block has ended."""
    asked: list[str] = []
    with CaptureQueriesContext(connection) as queries:
        yield asked
    asked += own(queries)
    assert len(asked) <= amount, f"{len(asked)} > {amount}:\n" + "\n".join(sql[:200] for sql in asked)
