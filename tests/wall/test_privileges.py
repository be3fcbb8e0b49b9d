"""What the running roles may not do, whoever they act for: rewrite, empty, forge, or take the guards away."""

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg.errors import CheckViolation, InsufficientPrivilege, RaiseException

from amc.staff.models import User
from amc.wall.build import event_tables
from amc.wall.lines import Line, lines
from participants.models import Enrolment
from tests.factories import EnrolmentFactory, JournalEntryFactory, PlanVersionFactory, agreed, make_people

KEPT = [line.table for line in lines() if isinstance(line, Line) and line.kept]
HISTORY = sorted(event_tables())
RUNNING = ("app", "worker")


def connect(role: str) -> psycopg.Connection:
    """A connection of its own, as a process with that role has it."""
    settings = connection.settings_dict
    return psycopg.connect(host=settings["OPTIONS"]["host"], dbname=settings["NAME"], user=role, autocommit=True)


@pytest.fixture(params=RUNNING)
def session(request: pytest.FixtureRequest, db: None) -> Iterator[psycopg.Connection]:
    """A session of each running role."""
    with connect(request.param) as session:
        yield session


def refuse(session: psycopg.Connection, *statements: str) -> None:
    """Each statement is refused for want of a right."""
    for statement in statements:
        with pytest.raises(InsufficientPrivilege):
            session.execute(statement)


def test_what_is_kept_is_only_added_to(session: psycopg.Connection) -> None:
    assert {"participants_journalentry", "participants_kartlaggningentry", "placements_supervisionmonth"} <= set(KEPT)
    assert len(HISTORY) > 15
    for table in (*KEPT, *HISTORY):
        refuse(
            session,
            f'UPDATE "{table}" SET {"pgh_label" if table in HISTORY else "id"} = NULL',
            f'DELETE FROM "{table}"',
            f'TRUNCATE "{table}" CASCADE',
        )


def test_history_is_not_forged(session: psycopg.Connection) -> None:
    for table in HISTORY:
        refuse(session, f"INSERT INTO \"{table}\" (pgh_label) VALUES ('update')")


def test_nobody_takes_the_guards_away(session: psycopg.Connection) -> None:
    for table in ("participants_journalentry", "handlingsplan_planversion", "participants_participantevent"):
        refuse(
            session,
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} ADD COLUMN extra text",
            f"DROP TABLE {table} CASCADE",
        )
    refuse(
        session,
        "SET session_replication_role = replica",
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE SCHEMA mine",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
        "SET ROLE owner",
        "DROP POLICY wall ON participants_participant",
        "ALTER FUNCTION wall.enter(bigint) SECURITY INVOKER",
        "CREATE TRIGGER mine BEFORE INSERT ON participants_journalentry"
        " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    )


@pytest.fixture
def plan(transactional_db: None) -> tuple[User, int]:
    """Who works with a case, and the key of its agreed plan; committed."""
    people = make_people()
    case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    JournalEntryFactory(enrolment=case)
    version = agreed(PlanVersionFactory(enrolment=case), dt.date(2026, 1, 20))
    return people.anna, version.pk


def test_ignoring_triggers_does_not_open_an_agreed_plan(plan: tuple[User, int]) -> None:
    anna, version = plan
    with connect("app") as app:
        names = app.execute(
            "SELECT array_agg(tgname::text) FROM pg_trigger WHERE starts_with(tgname::text, 'pgtrigger_')"
        ).fetchone()
        assert names
        app.execute("SELECT set_config('pgtrigger.ignore', %s::text, false)", [names[0]])
        with app.transaction():
            app.execute("SELECT wall.enter(%s)", [anna.pk])
            assert app.execute("SELECT count(*) FROM handlingsplan_planversion").fetchone() == (1,)
            before = app.execute("SELECT count(*) FROM participants_enrolmentevent").fetchone()
            with pytest.raises((CheckViolation, RaiseException)), app.transaction():
                app.execute("UPDATE handlingsplan_planversion SET summary = 'annat' WHERE id = %s", [version])
            app.execute("UPDATE participants_enrolment SET opened_on = opened_on - 1, revision = revision + 1")
            after = app.execute("SELECT count(*) FROM participants_enrolmentevent").fetchone()
    assert before == (1,)
    assert after == (2,)


def test_the_owner_may_ignore_a_trigger_and_nobody_else(plan: tuple[User, int], owner_connection) -> None:
    _, version = plan
    ignored = "SELECT set_config('pgtrigger.ignore', array_agg(tgname::text)::text, true) FROM pg_trigger"
    owner_connection.execute(ignored)
    owner_connection.execute("UPDATE handlingsplan_planversion SET summary = 'annat' WHERE id = %s", [version])


def test_the_context_of_history_still_arrives(plan: tuple[User, int], client: Client) -> None:
    anna, _ = plan
    person = Enrolment.objects.get().participant
    client.force_login(anna)
    page = client.get(reverse("participant_edit", args=[person.uuid]))
    shown = {bound.html_name: bound.value() for bound in page.context["form"] if bound.value() is not None}
    answer = client.post(reverse("participant_edit", args=[person.uuid]), shown | {"first_name": "Ny"})
    assert answer.status_code == 302
    event = next(iter(type(person).pgh_event_models.values())).objects.filter(pgh_obj=person).latest("pgh_id")
    assert event.first_name == "Ny"
    assert event.pgh_context["user"] == anna.pk
    assert event.pgh_context["url"].startswith("deltagare/")


# --- Connections that are used again ------------------------------------------------------------------


def _fail(session: psycopg.Connection, user: User, failure: str) -> None:
    with session.transaction():
        session.execute("SELECT wall.enter(%s)", [user.pk])
        session.execute(failure)


def test_a_connection_used_again_shows_nothing_of_the_one_before(plan: tuple[User, int]) -> None:
    anna, _ = plan
    stranger = User.objects.get(first_name="Cilla")
    count = "SELECT count(*) FROM participants_journalentry"
    with connect("app") as app:
        with app.transaction():
            app.execute("SELECT wall.enter(%s)", [anna.pk])
            assert app.execute(count).fetchone() == (1,)
        assert app.execute(count).fetchone() == (0,)
        for failure in ("SELECT 1/0", "SELECT nothing"):
            with pytest.raises(psycopg.Error):
                _fail(app, anna, failure)
            assert app.execute(count).fetchone() == (0,)
        with app.transaction():
            app.execute("SELECT wall.enter(%s)", [stranger.pk])
            assert app.execute(count).fetchone() == (0,)
            app.execute("SELECT wall.enter(%s)", [anna.pk])
            assert app.execute(count).fetchone() == (1,)
            app.execute("SELECT wall.leave()")
            assert app.execute(count).fetchone() == (0,)
        # Outside a transaction a user lasts for one statement.
        app.execute("SELECT wall.enter(%s)", [anna.pk])
        assert app.execute(count).fetchone() == (0,)


# --- Celery -------------------------------------------------------------------------------------------


def test_the_worker_reads_no_words_about_anybody(plan: tuple[User, int]) -> None:
    with connect("worker") as worker:
        refuse(
            worker,
            "SELECT * FROM participants_journalentry",
            "SELECT text FROM participants_journalentry",
            "SELECT own_words FROM participants_kartlaggningentry",
            "SELECT first_name FROM participants_participant",
            "SELECT number FROM participants_identitynumber",
            "SELECT summary FROM handlingsplan_planversion",
            "SELECT text FROM handlingsplan_goal",
            "SELECT what FROM handlingsplan_activity",
            "SELECT agreed FROM handlingsplan_followup",
            "SELECT request FROM participants_referral",
            "SELECT rows FROM participants_importfile",
            "SELECT data FROM web_draft",
            "UPDATE staff_user SET roles = '{}'",
            "SELECT * FROM staff_user",
            "SELECT password FROM staff_user",
            "SELECT first_name, phone FROM staff_user",
            "SELECT id FROM staff_user WHERE password <> ''",
            "COPY staff_user TO STDOUT",
            "SELECT data FROM mfa_authenticator",
            "SELECT session_data FROM django_session",
            "SELECT * FROM participants_participantevent",
            "UPDATE participants_enrolment SET consultant_id = NULL",
            "INSERT INTO participants_journalentry (text) VALUES ('x')",
            "SELECT wall.enter(1)",
        )
        assert worker.execute("SELECT count(id) FROM participants_enrolment").fetchone() == (1,)


def test_the_sweep_and_the_tidying_run_as_the_worker(plan, process_env) -> None:
    code = (
        "import django; django.setup(); from django.db import connection; from django.utils import timezone;"
        "from django.conf import settings; from celery import current_app; import amc.celery;"
        "current_app.loader.import_default_modules();"
        "[current_app.tasks[beat['task']]() for _, beat in sorted(settings.CELERY_BEAT_SCHEDULE.items())];"
        "current_app.tasks['amc.reminders.tasks.send_mail']();"
        "from amc.reminders.models import Notification;"
        "print(connection.settings_dict['USER'], Notification.objects.count(), "
        "Notification.objects.filter(mailed_at__isnull=False).count())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=process_env | {"AMC_DB_ROLE": "worker"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    role, told, mailed = done.stdout.split()
    assert role == "worker"
    assert int(told) > 0
    assert mailed == told


def test_the_worker_signs_a_link_by_a_print_that_tells_nothing(plan: tuple[User, int]) -> None:
    anna, _ = plan
    anna.set_password("hemlig och lång nog 1")
    anna.save()
    with connect("worker") as worker:
        asked = "SELECT staff_password_print(%s)"
        first = worker.execute(asked, [anna.pk]).fetchone()
        assert first
        assert len(first[0]) == 64
        assert anna.password not in first[0]
        anna.set_password("en annan och lång nog 2")
        anna.save()
        assert worker.execute(asked, [anna.pk]).fetchone() != first
        anna.set_unusable_password()
        anna.save()
        assert worker.execute(asked, [anna.pk]).fetchone() == (None,)
