"""A backup is worth what its restore is: docs/operations.md, rehearsed."""

import subprocess

import psycopg
import pytest
from psycopg import sql

from amc.stack.postgres import SUPERUSER, server_environment, unpack_binaries
from amc.stack.room import LOCAL_DIR

RESTORED = "test_restored"


@pytest.fixture
def tool(transactional_db):
    """Run one of PostgreSQL's programs as superuser against the tests' cluster."""
    from django.db import connection

    host = connection.settings_dict["OPTIONS"]["host"]

    def run(name, *arguments):
        command = [unpack_binaries(LOCAL_DIR) / name, f"--host={host}", f"--username={SUPERUSER}", *arguments]
        done = subprocess.run(command, env=server_environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture
def restored(tool, tmp_path, worker_id):
    """The name of a database restored from a dump of the test database, and that database's own name."""
    from django.db import connection

    original, copy = connection.settings_dict["NAME"], f"{RESTORED}_{worker_id}"
    tool("pg_dump", "--format=custom", f"--file={tmp_path / 'dump'}", original)
    tool("dropdb", "--if-exists", copy)
    tool("createdb", "--owner=owner", copy)
    tool("pg_restore", "--exit-on-error", f"--dbname={copy}", tmp_path / "dump")
    yield original, copy
    tool("dropdb", copy)


def schema(tool, database):
    """The database's definition, but for the lines that `restrict` makes differ each time and the lists that
    PostgreSQL writes with other casts once it has read them back."""
    lines = tool("pg_dump", "--schema-only", database).splitlines()
    return [line for line in lines if "restrict" not in line and "ARRAY[" not in line]


def counts(database):
    """How many rows each table holds."""
    from django.db import connection

    host = connection.settings_dict["OPTIONS"]["host"]
    with psycopg.connect(host=host, dbname=database, user="owner") as owner:
        names = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        query = sql.SQL("SELECT count(*) FROM {}")
        return {name: owner.execute(query.format(sql.Identifier(name))).fetchone()[0] for (name,) in names}


def test_a_restored_database_is_the_one_that_was_dumped(tool, restored):
    original, copy = restored
    assert schema(tool, copy) == schema(tool, original)
    assert counts(copy) == counts(original)
    assert sum(counts(copy).values()) > 100


def test_the_roles_keep_their_rights_in_a_restored_database(restored):
    from django.db import connection

    host = connection.settings_dict["OPTIONS"]["host"]
    with psycopg.connect(host=host, dbname=restored[1], user="app", autocommit=True) as app:
        app.execute("DELETE FROM django_session")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("TRUNCATE django_session")
    with psycopg.connect(host=host, dbname=restored[1], user="owner") as owner:
        owner.execute("CREATE TABLE later (id bigint)")
        granted = owner.execute("SELECT has_table_privilege('app', 'later', 'INSERT')").fetchone()
        assert granted == (True,)
        owner.rollback()
