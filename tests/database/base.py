"""PostgreSQL as Django's, except that emptying the database after a test is the owner's work.

Tests run as `app`, which may not TRUNCATE. Rows that migrations wrote are put back afterwards, so a
transactional test leaves the database as it found it.
"""

from collections.abc import Callable, Iterable
from typing import Any

import psycopg
from django.core.management import call_command
from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from psycopg import sql

from amc.calendar import today
from amc.wall.session import ENTER, LEAVE
from tests.database.creation import DatabaseCreation

# A test's own role passes by the wall; in a request it is `app`, on the day that the test's clock shows.
BEHIND_THE_WALL = f"SELECT set_config('role', 'app', true), set_config('amc.clock', %s, true); {ENTER}"
BEFORE_THE_WALL = f"{LEAVE}; SELECT set_config('role', 'none', true)"


# So many pages of a table may lie there after a test, live or dead: they take less time to pass by than to vacuum.
PAGES_LEFT = 64


class DatabaseOperations(PostgresOperations):
    """Flushes as `owner` and restores what migrations wrote."""

    def execute_sql_flush(self, sql_list: Iterable[str]) -> None:
        """Leave every table as it was before the first test, without a word to those that nothing was written in.

        TRUNCATE, which `sql_list` says, makes new files for each of some 250 tables and their indexes, for a test that
        wrote in a dozen.
        """
        with connect_as_owner(self.connection.settings_dict) as owner:
            # Neither an append-only trigger nor a foreign key has a say in this.
            owner.execute("SET session_replication_role = replica; SET lock_timeout = '5s'")
            tables = _tables(owner)
            # Whoever still writes is waited for.
            everything = sql.SQL(", ").join(map(sql.Identifier, tables))
            owner.execute(sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(everything))
            migrated = migrated_rows(self.connection.settings_dict["NAME"])
            for table in sorted({*_filled(owner, tables), *migrated}):
                rows = migrated.get(table, b"")
                if not rows or _rows_of(owner, table) != rows:
                    owner.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
                    with owner.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                        copy.write(rows)
            thick = _thick(owner)
            owner.commit()
            # The tests' servers run without autovacuum; what was written and rolled back lies there, too.
            owner.autocommit = True
            for table in thick:
                owner.execute(sql.SQL("VACUUM {}").format(sql.Identifier(table)))


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL backend with our flush and our way to make a test database."""

    creation_class = DatabaseCreation
    ops_class = DatabaseOperations

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(through_the_wall)

    def make_debug_cursor(self, cursor: Any) -> "CountedCursor":
        """A cursor that counts what a page would ask outside a test."""
        return CountedCursor(cursor, self)


def through_the_wall(execute: Callable[..., Any], statement: str, params: Any, many: bool, context: Any) -> Any:
    """Change the role with the user, where the product changes the user alone."""
    if statement == ENTER:
        return execute(BEHIND_THE_WALL, [today().isoformat(), *params], many, context)
    if statement == LEAVE:
        return execute(BEFORE_THE_WALL, params, many, context)
    return execute(statement, params, many, context)


def flush(case: Any = None) -> None:
    """Empty the database after a transactional test. What Django makes after migrations is among the rows that come
    back with their keys, so nothing needs to be made, nor a series to begin anew."""
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True)


class CountedCursor(CursorDebugWrapper):
    """Leaves out of the count what a request asks only because it runs inside the test's own transaction."""

    def execute(self, statement: str, params: Any = None) -> Any:
        """Count, but for savepoints and the taking back of the request's settings."""
        if statement == LEAVE or statement.startswith(("SAVEPOINT", "RELEASE SAVEPOINT")):
            return CursorWrapper.execute(self, statement, params)
        return super().execute(statement, params)


def connect_as_owner(settings: dict) -> psycopg.Connection:
    """A connection as `owner` to the database that `settings` (a DATABASES entry) names."""
    return psycopg.connect(host=settings["OPTIONS"]["host"], dbname=settings["NAME"], user="owner")


_rows: dict[str, dict[str, bytes]] = {}


def remember_migrated_rows(settings: dict) -> None:
    """Note what the tables hold right after migration, in COPY's text form."""
    with connect_as_owner(settings) as owner:
        rows = {table: _rows_of(owner, table) for table in _tables(owner)}
    _rows[settings["NAME"]] = {table: data for table, data in rows.items() if data}


def _tables(owner: psycopg.Connection) -> list[str]:
    names = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
    return [name for (name,) in names if name != "django_migrations"]


def _filled(owner: psycopg.Connection, tables: list[str]) -> list[str]:
    """Those of `tables` that hold a row."""
    asked = [sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(name, sql.Identifier(name)) for name in tables]
    return [name for (name,) in owner.execute(sql.SQL(" UNION ALL ").join(asked)).fetchall()]


def _thick(owner: psycopg.Connection) -> list[str]:
    """The tables that are longer than PAGES_LEFT."""
    named = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    found = owner.execute(f"{named} AND pg_relation_size(oid) > {PAGES_LEFT} * 8192")
    return [name for (name,) in found.fetchall()]


def _rows_of(owner: psycopg.Connection, table: str) -> bytes:
    with owner.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
        return b"".join(bytes(part) for part in copy)


def migrated_rows(database: str) -> dict[str, bytes]:
    """What `remember_migrated_rows` noted: table → rows."""
    return _rows.get(database, {})
