"""The room that tests run in is as hostile as it promises to be."""

import datetime as dt
import os
import subprocess
import sys

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.template import Context, Origin, Template
from psycopg import sql

from amc.stack.room import BASE_DIR


def whoami():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        return cursor.fetchone()


def leave_a_row():
    Session.objects.create(session_key="x", session_data="", expire_date=dt.datetime(2026, 11, 24, tzinfo=dt.UTC))


def test_tests_run_as_app_in_a_test_database(db):
    user, database = whoami()
    assert user == "app_tests"
    assert database.startswith("test_")


def test_as_owner_is_for_a_while(transactional_db, as_owner):
    with as_owner():
        assert whoami()[0] == "owner"
    assert whoami()[0] == "app_tests"


def test_owner_connection_sees_what_is_committed(transactional_db, owner_connection):
    leave_a_row()
    assert owner_connection.execute("SELECT current_user, count(*) FROM django_session").fetchone() == ("owner", 1)


@pytest.fixture
def counts(transactional_db, owner_connection):
    """How many rows each table holds."""

    def count():
        owner_connection.rollback()
        tables = owner_connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        query = sql.SQL("SELECT count(*) FROM {}")
        rows = {table: owner_connection.execute(query.format(sql.Identifier(table))) for (table,) in tables}
        answer = {table: cursor.fetchone()[0] for table, cursor in rows.items()}
        owner_connection.rollback()
        return answer

    return count


def test_emptying_the_database_puts_back_what_migrations_wrote(counts):
    before = counts()
    leave_a_row()
    assert counts() != before

    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)

    assert counts() == before


def test_a_database_that_is_no_test_database_is_refused():
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:randomly", "tests/stack/test_test_room.py"],
        env=os.environ | {"AMC_TEST_DB": "amc"},
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "börjar på test_, inte 'amc'" in done.stdout + done.stderr


# --- Templates --------------------------------------------------------------------------------------


def render(source, template, **values):
    origin = Origin(str(BASE_DIR / template))
    return Template(source, origin=origin).render(Context(values))


@pytest.mark.parametrize("source", ["{{ typo }}", "{{ person.typo }}", "{{ typo|default:'-' }}"])
def test_an_unknown_variable_in_our_template_fails(source):
    with pytest.raises(pytest.fail.Exception, match=r"Okänd variabel .*typo i mallen templates/page.html"):
        render(source, "templates/page.html", person={"name": "Åsa"})


@pytest.mark.parametrize("source", ["{% if typo %}x{% endif %}", "{{ empty }}", "{% firstof typo empty %}"])
def test_asking_whether_there_is_one_is_fine(source):
    assert render(source, "templates/page.html", empty="") == ""


def test_templates_of_libraries_may_lean_on_the_empty_string():
    assert render("{{ typo|default:'-' }}", ".venv/lib/library/page.html") == "-"
