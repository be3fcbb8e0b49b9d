"""What each kind of user reaches in PostgreSQL itself, whatever our own code asks for."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.http import HttpResponse

from amc.staff.models import User
from amc.wall.build import event_tables
from amc.wall.lines import View, lines
from amc.wall.session import entered
from participants.models import Enrolment, IdentityNumber, JournalEntry, KartlaggningEntry, Participant, Referral
from placements.models import SupervisionMonth, SupervisorPayment
from tests.access.matrix import MATRIX
from tests.access.rows import EVERYBODY
from tests.access.side import TODAY
from tests.access.test_matrix import Visitor, address
from tests.access.world import World, build
from tests.factories import KartlaggningEntryFactory, at
from tests.wall.room import nobody, open_first_wall, path_to_person, rows

pytestmark = pytest.mark.django_db
FOREIGN = "Zetterfrämling"

CASE = {"identitynumber", "caseassignment", "outsidecontact", "meeting", "closure", "plan", "planversion", "goal"}
CASE |= {"planparty"}
CASE |= {"meetingparty", "undertaking", "followupanswer", "progressmeasure", "progressanswer", "progressfollow"}
CASE |= {"nextstep", "lockinanswer", "internshipvisit", "extensionrequest", "suspension", "deviationmeasure"}
SIGNED = {"internshipagreement", "internshipsignature"}
CASE |= SIGNED
CASE |= {"measure", "contactattempt", "occupation", "goalresult", "laterfollowup"}
CASE |= {"groupmember", "attendance"}
CASE |= {"activityrequirement", "activityweek", "dayattendance"}
CASE |= {"handedcase", "plannedchange", "seeking", "proposal"}
CASE |= {"judgedskill", "certificate"}
CASE |= {"activity", "followup", "protectedidentity", "protectedaccess", "legalhold", "temporaryaccess"}
JOURNAL = {"journalentry", "kartlaggningentry", "consent", "disclosure", "withheld", "boardreport", "statement"}
PERSONS = {"participant", "enrolment"}
PLACEMENT = {"employment", "internship", "supervision", "supervisionmonth", "monthcorrection", "supervisorpayment"}
PLACEMENT |= {"deviation", "lasanswer"}
PLACEMENT |= {"unconfirmedmonth", "amitotal", "employmentfollowup", "acknowledgedwarning"}
SUPPORT = {"wagesupport", "requisition", "waitingrequisition"}
PLACEMENT |= SUPPORT
NOT_SUPERVISED = {"amitotal", "employmentfollowup", "acknowledgedwarning", "lasanswer"} | SUPPORT
REFERRAL = {"referral", "importfile"}
CASEWORK = PERSONS | CASE | JOURNAL | PLACEMENT | REFERRAL
REACHED = {
    "konsulent": CASEWORK,
    "kollega": CASEWORK,
    "insatt kollega": CASEWORK,
    "enhetschef": CASEWORK,
    "specialist": CASEWORK - REFERRAL,
    "ekonom": PERSONS | PLACEMENT,
    "hr": PERSONS | PLACEMENT,
    "handledare": PERSONS | SIGNED | PLACEMENT - NOT_SUPERVISED,
}


@pytest.fixture
def world(caplog: pytest.LogCaptureFixture) -> Iterator[World]:
    """Two units alike; everybody of the other one bears the same name."""
    caplog.set_level("CRITICAL", "django.request")
    with time_machine.travel(at(TODAY), tick=False):
        world = build()
        for side in (world.own, world.foreign):
            theirs = {"enrolment__unit": side.unit, "supervisor": side.supervisor, "period__contains": TODAY}
            supervision = apps.get_model("placements", "Supervision").objects.filter(**theirs)[0]
            proof = SupervisionMonth.objects.create(
                supervision=supervision,
                month=TODAY.replace(month=9, day=1),
                as_planned=True,
                confirmed_at=at(TODAY),
                confirmed_by=side.consultant,
            )
            SupervisorPayment.objects.create(
                supervisor=side.supervisor,
                unit=side.unit,
                proof=proof,
                month=proof.month,
                amount=500,
                payable_at=at(TODAY),
            )
            KartlaggningEntryFactory(enrolment=supervision.enrolment)
        Participant.objects.filter(unit=world.foreign.unit).update(last_name=FOREIGN)
        Referral.objects.filter(unit=world.foreign.unit).update(last_name=FOREIGN)
        yield world


def walled() -> list[type[models.Model]]:
    """The tables behind the wall that hang on a person."""
    return [line.django_model for line in lines() if path_to_person(line.django_model) is not None]


def of_unit(model: type[models.Model], world: World, *, own: bool) -> models.QuerySet[Any]:
    """The rows about the persons of one of the two units."""
    unit = world.own.unit if own else world.foreign.unit
    return model._base_manager.filter(**{f"{path_to_person(model)}__unit".removeprefix("__"): unit})


def seen(user: User, world: World, *, own: bool) -> set[str]:
    """The tables in which `user` sees rows about persons of the unit."""
    with entered(user.pk):
        found = {model._meta.model_name or "" for model in walled() if of_unit(model, world, own=own).exists()}
        for model, unit in ((Referral, world.own.unit if own else world.foreign.unit),):
            if model.objects.filter(unit=unit).exists():
                found.add("referral")
        return found


@pytest.mark.parametrize("actor", sorted(EVERYBODY - {"utloggad"}))
def test_who_reaches_what(world: World, actor: str) -> None:
    user = world.actors[actor]
    assert user is not None
    there = {model._meta.model_name or "" for model in walled() if of_unit(model, world, own=True).exists()}
    there |= {"referral"}
    assert there >= PERSONS | {"journalentry", "kartlaggningentry", "identitynumber", "goal", "closure"} | {
        "supervisorpayment",
        "supervisionmonth",
    }
    assert seen(user, world, own=True) == REACHED.get(actor, set()) & there
    assert seen(user, world, own=False) == set()


def test_every_table_is_empty_to_nobody(world: World) -> None:
    tables = [line.table for line in lines()]
    assert sum(rows(table) > 0 for table in tables) > 20
    with nobody():
        assert {table for table in tables if rows(table)} == set()
    with entered(-1):
        assert {table for table in tables if rows(table)} == set()


@pytest.mark.parametrize("change", [{"is_active": False}, {"expires_on": TODAY.replace(month=1)}, {"unit": None}])
def test_an_account_that_has_ended_reaches_nothing(world: World, change: dict[str, Any]) -> None:
    anna = world.own.consultant
    User.objects.filter(pk=anna.pk).update(**change)
    assert seen(anna, world, own=True) == set()


def test_an_assignment_that_has_ended_bites_on_the_next_request(world: World) -> None:
    specialist = world.own.specialist
    assert "journalentry" in seen(specialist, world, own=True)
    specialist.assignments.update(period=("2026-01-20", "2026-11-24"))
    assert seen(specialist, world, own=True) == set()


def test_sensitive_areas_are_for_those_who_work_with_the_case(world: World) -> None:
    case = Enrolment.objects.filter(unit=world.own.unit).earliest("pk")
    area = apps.get_model("participants", "KartlaggningArea").objects.filter(sensitive=True)[0]
    KartlaggningEntryFactory(enrolment=case, area=area)
    for actor, expected in (("konsulent", True), ("specialist", True), ("kollega", False), ("enhetschef", False)):
        with entered(world.actors[actor].pk):  # type: ignore[union-attr]
            assert KartlaggningEntry.objects.filter(area=area).exists() is expected, actor


def test_a_protected_person_is_for_those_who_are_named(world: World) -> None:
    case = Enrolment.objects.filter(unit=world.own.unit, journal__isnull=False).earliest("pk")
    Participant.objects.filter(pk=case.participant_id).update(is_protected=True)
    case.participant.protected_access.update(ended_at=at(TODAY))
    # That one was named oneself is one's own to read.
    about = [model for model in walled() if model._meta.model_name not in {"notification", "protectedaccess"}]
    for actor in ("konsulent", "kollega", "enhetschef", "specialist", "ekonom", "hr", "handledare"):
        with entered(world.actors[actor].pk):  # type: ignore[union-attr]
            for model in about:
                lookup = path_to_person(model) or "pk"
                assert not model._base_manager.filter(**{lookup: case.participant_id}).exists(), (actor, model)
    anna = world.own.consultant
    case.participant.protected_access.create(user=anna, period=("2026-01-01", None), named_by=anna)
    with entered(anna.pk):
        assert JournalEntry.objects.filter(enrolment=case).exists()
        assert IdentityNumber.objects.filter(participant=case.participant_id).exists()


def test_the_history_is_as_visible_as_what_it_is_of(world: World) -> None:
    with entered(world.own.consultant.pk):
        event = next(iter(Participant.pgh_event_models.values()))  # type: ignore[attr-defined]
        units = set(event.objects.values_list("unit_id", flat=True))
    assert units == {world.own.unit.pk}
    with entered(world.actors["systemförvaltare"].pk):  # type: ignore[union-attr]
        assert not event.objects.exists()


# --- Writing -----------------------------------------------------------------------------------------


def refused(statement: str, *values: Any) -> DatabaseError:
    """What PostgreSQL says to a statement that it has to refuse."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return error.value


def test_nothing_is_written_about_a_stranger(world: World) -> None:
    anna, foreign = world.own.consultant, Enrolment.objects.filter(unit=world.foreign.unit).earliest("pk")
    with entered(anna.pk):
        for about in (foreign.pk, 2**40):
            error = refused(
                "INSERT INTO participants_journalentry"
                " (uuid, enrolment_id, kind, occurred_at, text, author_id, created_at)"
                " VALUES (gen_random_uuid(), %s, 'samtal', now(), 'x', %s, now())",
                about,
                anna.pk,
            )
            assert "row-level security" in str(error)
            assert "Key" not in str(error)
        assert not Enrolment.objects.filter(pk=foreign.pk).update(consultant=anna)
        mine = Enrolment.objects.filter(unit=world.own.unit).earliest("pk")
        assert "row-level security" in str(
            refused("UPDATE participants_enrolment SET unit_id = %s WHERE id = %s", world.foreign.unit.pk, mine.pk)
        )


def test_what_is_taken_by_somebody_invisible_is_not_told(world: World) -> None:
    """The number of somebody invisible is written as any other; a conflict that is left names no row."""
    mine = Participant.objects.filter(unit=world.own.unit).earliest("pk")
    taken = IdentityNumber.objects.get(participant__unit=world.foreign.unit).number
    insert = (
        "INSERT INTO participants_identitynumber (participant_id, kind, number, is_current, valid_from)"
        " VALUES (%s, 'personnummer', %s, false, now())"
    )
    with entered(world.own.consultant.pk):
        with connection.cursor() as cursor:
            cursor.execute(insert, [mine.pk, taken])
        assert IdentityNumber.objects.get(participant=mine, number=taken).disputed
        error = refused(insert, mine.pk, taken)
    assert taken not in str(error)
    assert error.__cause__.diag.message_detail is None  # type: ignore[union-attr]


# --- With the first wall open ------------------------------------------------------------------------


@pytest.mark.parametrize("actor", ["konsulent", "specialist", "ekonom", "handledare"])
def test_without_visible_to_no_page_shows_a_stranger(world: World, actor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every address, with `visible_to` returning everything: lists hold no stranger, a stranger's page is none."""
    open_first_wall(monkeypatch)
    visitor, wrong, lists = Visitor(world.actors[actor]), {}, 0
    for name, row in MATRIX.items():
        if row.public or row.method != "get" or row.shared:
            continue
        answer: HttpResponse = visitor.ask("get", address(name, world.foreign.objects[row.about] if row.about else {}))
        found = re.findall(FOREIGN, answer.content.decode(errors="ignore"))
        lists += not row.about and answer.status_code == 200
        if found or (row.about in WALLED and answer.status_code != 404):
            wrong[name] = (answer.status_code, len(found))
    assert not wrong
    assert lists >= 1


# The words of tests.access.matrix whose objects hang on a person.
WALLED = {"participant", "area", "case", "substitute", "part", "contact", "entry", "meeting", "follow_up", "version"}
WALLED |= {"undertaking", "party", "statement"}
WALLED |= {"kaa", "kaa_measure", "kaa_attempt", "kaa_occupation", "kaa_row"}
WALLED |= {"group", "group_session", "group_member"}
WALLED |= {"requirement", "requirement_week", "requirement_bulk", "board_report"}
WALLED |= {"handover", "handover_letter", "planned_change", "planned_step"}
WALLED |= {"extension", "suspension"}
WALLED |= {"judged_list", "certificate"}
WALLED |= {"wage_support", "requisition", "next_step", "lock_in", "internship_agreement", "deviation_measure"}
WALLED |= {"versions", "goal", "activity", "employment", "internship", "deviation", "fresh", "settled", "closure"}
WALLED |= {"later", "proposal"}
WALLED |= {"referral", "file"}


def test_the_room_shows_strangers_where_postgresql_does_not_stand(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above can fail: with both walls open, the list shows the other unit's persons."""
    open_first_wall(monkeypatch)
    assert Participant.objects.visible_to(world.own.consultant).filter(last_name=FOREIGN).exists()


# --- The list of tables ------------------------------------------------------------------------------


def test_every_table_with_a_way_to_a_person_is_behind_the_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        secured = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'v' AND 'security_invoker=true' = ANY (reloptions)"
        )
        secured |= {name for (name,) in cursor.fetchall()}
    events = set(event_tables())
    for model in apps.get_models():
        of = event_tables().get(model._meta.db_table)
        hangs = path_to_person(model) is not None if of is None else of in secured
        if hangs:
            assert model._meta.db_table in secured, (
                f"{model._meta.label} hangs on a person: give it a line in its app's wall.py (docs/wall.md)."
            )
    assert {line.table for line in lines() if not isinstance(line, View)} <= secured
    assert events & secured


def test_the_database_knows_the_same_roles_as_the_code() -> None:
    from amc.wall.build import is_built

    # The tests' clock is the one function that differs, and it is not part of the mark.
    assert is_built()
