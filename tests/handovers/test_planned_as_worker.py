"""The planned changes as Celery makes them: PostgreSQL lets it change a case as a due change says, and no other way."""

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.utils import timezone
from psycopg.errors import InsufficientPrivilege

from participants.actions.planning import plan_changes
from participants.models import CaseAssignment, Enrolment, HandedCase, Handover, PlannedChange
from tests.factories import EnrolmentFactory, MeetingFactory, People, at, make_people
from tests.wall.test_privileges import connect, refuse

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.timedelta(days=1)
TASK = (
    "import django; django.setup(); from django.db import connection;"
    "from participants.tasks import make_planned_changes; make_planned_changes();"
    "print(connection.settings_dict['USER'])"
)


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def cases(people: People) -> list[Enrolment]:
    """Three cases of Anna's, each with a meeting tomorrow."""
    made = EnrolmentFactory.create_batch(3, participant__unit=people.unit, consultant=people.anna)
    tomorrow = timezone.localdate() + DAY
    for case in made:
        MeetingFactory(enrolment=case, starts_at=at(tomorrow), ends_at=at(tomorrow, 11))
    return made


@pytest.fixture
def worker(cases: list[Enrolment]) -> Iterator[psycopg.Connection]:
    with connect("worker") as session:
        yield session


def plan(people: People, cases: list[Enrolment], *, ago: int, ahead: int) -> None:
    """As if it had been planned so many days ago, for so many days later."""
    now = timezone.now() - ago * DAY
    day = timezone.localdate(now) + ahead * DAY
    chosen = dict.fromkeys(cases, people.bo)
    plan_changes(of=people.anna, chosen=chosen, day=day, reason="Slutar", by=people.eva, now=now)


def run(process_env: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TASK],
        env=process_env | {"AMC_DB_ROLE": "worker"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "could not be made" not in done.stderr, done.stderr
    assert done.stdout.split() == ["worker"]


def test_the_task_runs_as_the_worker(people: People, cases: list[Enrolment], process_env: dict[str, str]) -> None:
    """One that is due, one that is refused, and one whose day has not come; a second time nothing happens."""
    plan(people, cases[:1], ago=3, ahead=2)
    plan(people, cases[1:2], ago=3, ahead=2)
    plan(people, cases[2:], ago=3, ahead=9)
    Enrolment.objects.filter(pk=cases[1].pk).update(closed_on=timezone.localdate())
    for _ in range(2):
        run(process_env)
    states = dict(PlannedChange.objects.values_list("enrolment", "state"))
    assert states == {cases[0].pk: "done", cases[1].pk: "refused", cases[2].pk: "planned"}
    case = Enrolment.objects.get(pk=cases[0].pk)
    assert case.consultant == people.bo
    assert case.meetings.get().consultant == people.bo
    new = case.assignments.get(user=people.bo)
    assert (new.reason, new.assigned_by, new.part) == ("Slutar", people.eva, "consultant")
    assert (Handover.objects.get().made_by, HandedCase.objects.get().enrolment) == (people.eva, case)
    event: Any = Enrolment.pgh_event_models  # type: ignore[attr-defined]
    assert next(iter(event.values())).objects.filter(pgh_obj=case, consultant=people.bo).exists()


def _writes(case: int, to: int, planner: int) -> dict[str, str]:
    """What a change of consultant takes, by the table."""
    today = timezone.localdate().isoformat()
    return {
        "case": f"UPDATE participants_enrolment SET consultant_id = {to}, revision = revision + 1 WHERE id = {case}",
        "meeting": f"UPDATE participants_meeting SET consultant_id = {to} WHERE enrolment_id = {case}",
        "ended": f"UPDATE participants_caseassignment SET period = daterange('2026-01-12', '{today}')"
        f" WHERE enrolment_id = {case}",
        "begun": "INSERT INTO participants_caseassignment"
        " (uuid, enrolment_id, user_id, part, period, reason, assigned_at)"
        f" VALUES (gen_random_uuid(), {case}, {to}, 'specialist', daterange('{today}', NULL), '', now())",
        "handover": "INSERT INTO participants_handover"
        " (uuid, unit_id, of_id, first_day, reason, everything, made_by_id, made_at) SELECT gen_random_uuid(), unit_id,"
        f" consultant_id, '{today}', 'x', true, {planner}, now() FROM participants_enrolment WHERE id = {case}",
    }


def test_without_a_due_change_it_writes_nothing(
    people: People, cases: list[Enrolment], worker: psycopg.Connection, subtests: Any
) -> None:
    """Not where nothing is planned, not before the day, not in another case, not to anybody else."""
    plan(people, cases[:1], ago=3, ahead=9)
    plan(people, cases[1:2], ago=3, ahead=3)
    for number, to in ((0, people.bo), (1, people.eva), (2, people.bo)):
        for what, statement in _writes(cases[number].pk, to.pk, people.anna.pk).items():
            if number == 1 and what == "ended":
                continue
            with subtests.test(what, number=number):
                refuse(worker, statement)
    assert set(Enrolment.objects.values_list("consultant", flat=True)) == {people.anna.pk}
    assert CaseAssignment.objects.filter(user=people.anna, period__endswith=None).count() == 3


def test_what_a_due_change_says_may_be_written(
    people: People, cases: list[Enrolment], worker: psycopg.Connection
) -> None:
    """The test above is refused for want of a change alone."""
    plan(people, cases[:1], ago=3, ahead=3)
    for statement in reversed(_writes(cases[0].pk, people.bo.pk, people.eva.pk).values()):
        assert worker.execute(statement).rowcount >= 1


def test_it_reads_no_more_than_it_needs(worker: psycopg.Connection) -> None:
    refuse(
        worker,
        "SELECT why FROM participants_plannedchange",
        "SELECT reason FROM participants_caseassignment",
        "SELECT reason FROM participants_handover",
        "SELECT trail FROM participants_handedcase",
        "SELECT place FROM participants_meeting",
        "UPDATE participants_plannedchange SET day = day - 30",
        "UPDATE participants_plannedchange SET to_id = of_id",
        "INSERT INTO participants_plannedchange (reason) VALUES ('x')",
        "DELETE FROM participants_plannedchange",
        "UPDATE participants_enrolment SET closed_on = NULL",
        "UPDATE participants_caseassignment SET user_id = 1",
    )
    with pytest.raises(InsufficientPrivilege):
        worker.execute("UPDATE participants_enrolment SET consultant_id = NULL")
