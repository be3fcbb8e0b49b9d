"""Who may call what runs as the owner, and for whom it answers."""

import datetime as dt

import pytest
from django.db import connection

from amc.calendar import today
from amc.wall.session import entered
from participants.models import Participant
from tests.factories import EmploymentFactory, EnrolmentFactory, IdentityNumberFactory, SupervisorFactory, make_people
from tests.handlingsplan.held import measured

pytestmark = pytest.mark.django_db
NUMBER = "199001012385"
OF_CELERY = {
    "audit_seal_links",
    "disposal_carry_out",
    "participants_keep_somebody_named",
    "review_choose",
    "staff_password_print",
}


def callable_by(role: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
            " AND prorettype <> 'trigger'::regtype AND has_function_privilege(%s, oid, 'EXECUTE')",
            [role],
        )
        return {name for (name,) in cursor.fetchall()}


def test_nothing_that_runs_as_the_owner_is_everybodys() -> None:
    assert callable_by("public") == set()


def test_celery_calls_what_its_tasks_are_made_of() -> None:
    assert callable_by("worker") == OF_CELERY


def ask(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def test_it_answers_for_the_user_of_the_transaction_whoever_is_named() -> None:
    people = make_people()
    case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    IdentityNumberFactory(participant=case.participant, number=NUMBER)
    Participant.objects.filter(pk=case.participant_id).update(is_protected=True)
    case.participant.protected_access.create(user=people.anna, period=case.assignments.get().period)
    anna, bo, cilla = people.anna.pk, people.bo.pk, people.cilla.pk
    numbers = "SELECT participants_hidden_numbers(%s, %s)"
    with entered(anna):
        assert ask(numbers, bo, [NUMBER]) == []
    with entered(bo):
        assert ask(numbers, anna, [NUMBER]) == [(NUMBER,)]
    counts = "SELECT open_now FROM participants_hidden_counts(%s, %s, '2026-01-01', '2026-12-31')"
    with entered(bo):
        assert ask(counts, cilla, people.other_unit.pk) == [(1,)]
    with entered(cilla):
        assert ask(counts, bo, people.unit.pk) == [(0,)]
    asked = "(SELECT id FROM handlingsplan_progressset WHERE code = 'steg')"
    moved = f"SELECT handlingsplan_hidden_moved(%s, %s, '2000-01-01', '2100-01-01', {asked})"
    for days in (9, 0):
        measured(case, today() - dt.timedelta(days=days), 3)
    with entered(bo):
        assert ask(moved, cilla, people.other_unit.pk) == [(1,)]
    with entered(cilla):
        assert ask(moved, bo, people.unit.pk) == [(0,)]
    led = "SELECT unit, placements FROM placements_led_elsewhere(%s, %s, '2026-01-01')"
    hans = SupervisorFactory()
    EmploymentFactory(
        enrolment=EnrolmentFactory(participant__unit=people.unit, consultant=people.anna),
        scheme_id="vanlig",
        supervisor=hans,
    )
    with entered(cilla):
        assert ask(led, anna, hans.pk) == [(people.unit.pk, 1)]
    for insider in (anna, bo, people.hr.pk, people.hans.pk):
        with entered(insider):
            assert ask(led, cilla, hans.pk) == []
    running = "SELECT placements_hidden_running(%s, %s)"
    with entered(cilla):
        assert ask(running, bo, people.unit.pk) == [(0,)]
