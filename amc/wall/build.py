"""Builds the wall in PostgreSQL: functions, policies and privileges, anew and whole, after every migration.

`build` is idempotent and one transaction; docs/wall.md tells how it is meant.
"""

import hashlib
import re
from collections.abc import Iterator
from importlib.resources import files

from django.apps import apps
from django.db import connection, transaction

from amc.staff.access import SCOPES, Kind, Scope
from amc.wall.lines import ALL, Line, OnCase, Outside, View, lines, numbers, outside

ENROLMENTS = "participants_enrolment"
ROLES = ("app", "worker")


class MissingRole(Exception):
    """The cluster lacks a role: deploy/roles.sql has to be run by a superuser first."""


def build() -> None:
    """Make the wall as the code says; runs as `owner`. Raises MissingRole."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", [list(ROLES)])
        if missing := set(ROLES) - {role for (role,) in cursor.fetchall()}:
            raise MissingRole(", ".join(sorted(missing)))
        for statement in script():
            cursor.execute(statement)


def is_built() -> bool:
    """Whether the wall that stands is the one that the code describes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = 'wall'")
        return cursor.fetchone() == (fingerprint(),)


def fingerprint() -> str:
    """A hash of all the statements; it stands as the comment of the schema."""
    return hashlib.sha256("\n".join(script(marked=False)).encode()).hexdigest()


def script(*, marked: bool = True) -> Iterator[str]:
    """The statements, in order."""
    yield "DROP SCHEMA IF EXISTS wall CASCADE; CREATE SCHEMA wall; GRANT USAGE ON SCHEMA wall TO app, worker"
    yield _scopes()
    yield files("amc.wall").joinpath("sql", "functions.sql").read_text()
    yield "REVOKE ALL ON ALL ROUTINES IN SCHEMA wall FROM PUBLIC; GRANT EXECUTE ON ALL ROUTINES IN SCHEMA wall TO app"
    yield "REVOKE EXECUTE ON FUNCTION wall.enter_supervisor(bigint, bigint[]) FROM app"
    listed = lines()
    yield from _views(listed)
    yield "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM worker"
    for line in listed:
        if isinstance(line, View):
            yield f'ALTER VIEW "{line.table}" SET (security_invoker = true)'
        else:
            yield from _policy(line.table, line.condition, line.also, line.only)
            yield from _written_by_worker(line)
        yield from _privileges(line)
    for table, of in event_tables().items():
        if of in {line.table for line in listed}:
            yield from _policy(table, f'EXISTS (SELECT FROM "{of}" o WHERE o.id = t.pgh_obj_id)')
        yield f'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON "{table}" FROM app, worker'
    for other in outside():
        yield from _privileges(other)
    yield files("amc.wall").joinpath("sql", "triggers.sql").read_text()
    if marked:
        yield f"COMMENT ON SCHEMA wall IS '{fingerprint()}'"


def event_tables() -> dict[str, str]:
    """The tables of history, and the table that each is the history of."""
    return {
        event._meta.db_table: model._meta.db_table
        for model in apps.get_models()
        for event in getattr(model, "pgh_event_models", {}).values()
    }


def _scopes() -> str:
    kinds = ", ".join(f"'{kind.value}'" for kind in Kind)
    rows = ", ".join(
        f"('{role}', '{kind.value}', '{reach.value}')"
        for role, of in SCOPES.items()
        for kind, reach in of.items()
        if reach is not Scope.NONE
    )
    return f"""
        CREATE FUNCTION wall.kinds() RETURNS text[] LANGUAGE sql IMMUTABLE AS $$SELECT ARRAY[{kinds}]$$;
        CREATE FUNCTION wall.kinds_of(roles text[], reach text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
            SELECT ARRAY(SELECT DISTINCT s.kind FROM (VALUES {rows}) AS s(role, kind, scope)
                          WHERE s.role = ANY (roles) AND s.scope = reach)
        $$;
    """


def _views(listed: list[Line]) -> Iterator[str]:
    """What the conditions look into: as their owner, so without the policies of the tables that they read."""
    hidden = numbers("hidden")
    yield (
        f"CREATE VIEW wall.person AS SELECT id, unit_id FROM participants_participant WHERE id <> ALL ({hidden});"
        f'CREATE VIEW wall."{ENROLMENTS}" AS'
        f" SELECT id, id AS case_id, unit_id FROM {ENROLMENTS} WHERE participant_id <> ALL ({hidden})"
    )
    on_case = {line.table: line for line in listed if isinstance(line, OnCase)}
    made = {ENROLMENTS}

    def view(table: str) -> Iterator[str]:
        if table in made:
            return
        made.add(table)
        line = on_case[table]
        yield from view(line.parent)
        yield (
            f'CREATE VIEW wall."{table}" AS SELECT t.id, c.case_id, c.unit_id'
            f' FROM "{table}" t JOIN wall."{line.parent}" c ON c.id = t.{line.column(line.via)}'
        )

    for line in on_case.values():
        yield from view(line.parent)
    yield "GRANT SELECT ON ALL TABLES IN SCHEMA wall TO app"


def _policy(table: str, condition: str, also: str = "", only: str = "") -> Iterator[str]:
    whole = f"({condition}" + (f" OR {also})" if also else ")") + (f" AND ({only})" if only else "")
    # In a policy the row's own columns go by the table's name.
    whole = re.sub(r"\bt\.", f'"{table}".', whole)
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield f'DROP POLICY IF EXISTS wall ON "{table}"; DROP POLICY IF EXISTS wall_worker ON "{table}"'
    # PostgreSQL takes a wall of ORs for one that few rows pass, and plans the page's own conditions by that; of a CASE
    # it supposes nothing. The pages narrow first, so the wall needs no index of its own.
    yield f'CREATE POLICY wall ON "{table}" USING (CASE WHEN {whole} THEN true ELSE false END)'
    yield f'CREATE POLICY wall_worker ON "{table}" TO worker USING (true)'


def _written_by_worker(line: Line) -> Iterator[str]:
    """What holds besides for a row that Celery writes."""
    for name, command, using, condition in (
        ("wall_worker_adds", "INSERT", "", line.adds),
        ("wall_worker_changes", "UPDATE", "USING (true) ", line.changes),
    ):
        yield f'DROP POLICY IF EXISTS {name} ON "{line.table}"'
        if condition:
            check = re.sub(r"\bt\.", f'"{line.table}".', condition)
            yield (
                f'CREATE POLICY {name} ON "{line.table}" AS RESTRICTIVE FOR {command} TO worker'
                f" {using}WITH CHECK ({check})"
            )


def _privileges(line: Line | Outside) -> Iterator[str]:
    if line.worker:
        columns = "" if line.worker == ALL else f" ({', '.join(line.worker)})"
        yield f'GRANT SELECT{columns} ON "{line.table}" TO worker'
    if line.may:
        yield f'GRANT {", ".join(line.may)} ON "{line.table}" TO worker'
    if isinstance(line, Line) and line.kept:
        yield f'REVOKE UPDATE, DELETE, TRUNCATE ON "{line.table}" FROM app'
