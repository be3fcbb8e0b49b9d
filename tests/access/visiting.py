"""Somebody who asks for pages, and what is held of every answer on the way.

Whatever is asked: the headers are those of `tests.web.surface`, and a GET writes to no table but those of the session
and the read log. What a request writes is undone.
"""

import uuid
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from amc.staff.models import User
from tests.web.surface import wrong_headers

READING = {"get", "head", "options"}
# What a reader leaves behind: that the session was used, and the read log.
WRITTEN_BY_READING = {
    "django_session",
    "usersessions_usersession",
    "audit_readlog",
    "audit_link",
    "web_cache",
}


def named_routes(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[str]:
    """The names of the URLconf."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from named_routes(pattern.url_patterns)
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            yield pattern.name


def address(name: str, arguments: dict[str, Any]) -> str:
    """The address of a route."""
    return reverse(name, kwargs=arguments)


def unknown(arguments: dict[str, Any]) -> dict[str, Any]:
    """The same arguments for something that does not exist."""
    found = {name: uuid.uuid4() if isinstance(value, uuid.UUID) else value for name, value in arguments.items()}
    return found | {name: "finns-inte" for name in ("slug", "code") if name in found}


def same(one: HttpResponse, other: HttpResponse) -> bool:
    """Whether two answers are the same bytes, with the same headers."""
    return (one.status_code, one.content, one.headers) == (other.status_code, other.content, other.headers)


@cache
def _tables() -> dict[int, str]:
    """The tables by PostgreSQL's number for them, looked up once: to go through its catalogue again and again took
    five times as long as to read the counters."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oid::int8, relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        return dict(cursor.fetchall())


def rows_written() -> dict[str, int]:
    """How many rows this transaction has written so far, by table, those taken back again included."""
    numbers = ",".join(map(str, _tables()))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT oid::int8, count FROM (
                SELECT oid, pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
                    + pg_stat_get_xact_tuples_deleted(oid) AS count
                FROM unnest('{{{numbers}}}'::oid[]) AS oid
            ) AS written WHERE count > 0
            """
        )
        return {_tables()[number]: count for number, count in cursor.fetchall()}


class Visitor:
    """One user (None: nobody signed in) with a browser.

    `strict` is off outside a transaction, where PostgreSQL's counters of it say nothing.
    """

    def __init__(self, user: User | None, *, strict: bool = True) -> None:
        self.strict = strict
        self.client = Client(raise_request_exception=False)
        if user:
            self.client.force_login(user)
        self.cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}

    def ask(self, method: str, url: str, data: Any = None, *, keep: bool = False, **extra: Any) -> HttpResponse:
        """The answer, which is held to what the module says; what the request wrote is undone, unless `keep`."""
        self._as_before()
        before = rows_written() if method in READING and self.strict else {}
        with transaction.atomic():
            response: Any = getattr(self.client, method)(url, {} if data is None else data, **extra)
            transaction.set_rollback(not keep)
        if method in READING and self.strict:
            after = rows_written()
            wrote = {table for table in after if after[table] != before.get(table, 0)} - WRITTEN_BY_READING
            assert not wrote, f"{method} {url} skrev i {wrote}"
        assert not wrong_headers(response), f"{method} {url}: {wrong_headers(response)}"
        return response

    def send(self, url: str, data: Any, **extra: Any) -> list[HttpResponse]:
        """The answer to a post and, where it leads on, the page there; what was written is undone after both."""
        self._as_before()
        with transaction.atomic():
            answers: list[Any] = [self.client.post(url, data, **extra)]
            if answers[0].status_code == 302:
                answers.append(self.client.get(answers[0]["Location"]))
            transaction.set_rollback(True)
        return answers

    def _as_before(self) -> None:
        """The cookies of somebody who has just signed in."""
        self.client.cookies.clear()
        for name, value in self.cookies.items():
            self.client.cookies[name] = value

    @property
    def session_cookie(self) -> str:
        """The value of the session's cookie; empty for nobody."""
        return self.cookies.get(settings.SESSION_COOKIE_NAME, "")
