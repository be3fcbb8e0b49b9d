"""Nothing rewritten: whatever a superuser does to the read log or the journal is found, and the first row is named."""

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from amc.audit import chain
from amc.audit.models import ReadLog, Seal
from tests.database.base import connect_as_owner
from tests.factories import EnrolmentFactory, JournalEntryFactory, make_people

TAMPERS = 1_000
AsOwner = Callable[[], AbstractContextManager[None]]


def read(people: Any, amount: int, person: int = 1) -> None:
    """Readings, a few to each statement as pages write them."""
    for start in range(0, amount, 3):
        ReadLog.objects.bulk_create(
            ReadLog(
                at=timezone.now(),
                user=people.anna,
                unit=people.unit,
                kind="opened",
                persons=[person + one],
                count=1,
                page="journal",
                purpose="Handläggning",
                entitlement="own",
            )
            for one in range(start, min(start + 3, amount))
        )


@pytest.fixture
def sealed(transactional_db: None, as_owner: AsOwner) -> Iterator[psycopg.Connection]:
    """A log and a journal, sealed in two batches, and a connection to harm them by."""
    people = make_people()
    case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    read(people, 12)
    JournalEntryFactory.create_batch(6, enrolment=case)
    with as_owner():
        assert chain.seal() == 18
    read(people, 6)
    JournalEntryFactory.create_batch(3, enrolment=case)
    with as_owner():
        assert chain.seal() == 9
        assert chain.broken() == []
    with connect_as_owner(connection.settings_dict) as owner:
        owner.execute("SET session_replication_role = replica")
        yield owner
        owner.rollback()


REMOVE = """
    SELECT set_config('pgtrigger.ignore', (SELECT array_agg(DISTINCT tgname)::text FROM pg_trigger
                                            WHERE starts_with(tgname, 'pgtrigger_')), true);
    DELETE FROM participants_journalentry WHERE id = %s
"""
TABLES = {"audit_readlog": "page", "participants_journalentry": "text"}


def tamper(owner: psycopg.Connection, chance: random.Random) -> tuple[str, int | None]:
    """Do one harm, past every trigger; answers the table and the row that it was done to."""
    table = chance.choice(list(TABLES))
    ids = [row for (row,) in owner.execute(f"SELECT id FROM {table} ORDER BY id").fetchall()]
    row, other = chance.sample(ids, 2)
    words = f"{chance.random()}"
    match chance.randrange(9):
        case 0:
            owner.execute(f"UPDATE {table} SET {TABLES[table]} = %s WHERE id = %s", [words, row])
        case 1:
            moment = "at" if table == "audit_readlog" else "created_at"
            owner.execute(f"UPDATE {table} SET {moment} = {moment} + interval '1 microsecond' WHERE id = %s", [row])
        case 2:
            owner.execute(f"DELETE FROM {table} WHERE id = %s", [row])
        case 3:
            columns = [
                name
                for (name,) in owner.execute(
                    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
                    " AND attname NOT IN ('id', 'uuid')",
                    [table],
                ).fetchall()
            ]
            names = ", ".join(columns)
            uuid = ", uuid" if table == "participants_journalentry" else ""
            made = ", gen_random_uuid()" if uuid else ""
            row = max(ids) + 1
            owner.execute(
                f"INSERT INTO {table} (id{uuid}, {names}) SELECT %s{made}, {names} FROM {table} WHERE id = %s",
                [row, other],
            )
        case 4:  # two rows change places
            owner.execute(f"UPDATE {table} SET id = -1 WHERE id = %s", [row])
            owner.execute(f"UPDATE {table} SET id = %s WHERE id = %s", [row, other])
            owner.execute(f"UPDATE {table} SET id = %s WHERE id = -1", [other])
            return table, min(row, other)
        case 5:  # the row and its link together
            owner.execute(f"DELETE FROM {table} WHERE id = %s", [row])
            owner.execute("DELETE FROM audit_link WHERE source = %s AND row = %s", [table, row])
            return table, None
        case 6:  # the row, and the hash that would give it away
            owner.execute(f"UPDATE {table} SET {TABLES[table]} = %s WHERE id = %s", [words, row])
            owner.execute(
                "SET LOCAL timezone = 'UTC'; UPDATE audit_link l SET digest = audit_digest(to_jsonb(t))"
                f" FROM {table} t WHERE l.source = '{table}' AND l.row = t.id AND t.id = {row}"
            )
            return table, None
        case 7:  # said to have been disposed of
            owner.execute(f"DELETE FROM {table} WHERE id = %s", [row])
            owner.execute("UPDATE audit_link SET disposed = true WHERE source = %s AND row = %s", [table, row])
            return table, None
        case _:
            column = chance.choice(["head = sha256(head)", "number = number + 7", "links = links[2:]"])
            number = chance.choice([1, 2])
            owner.execute(f"UPDATE audit_seal SET {column} WHERE number = %s", [number])
            return "audit_seal", None
    return table, row


def test_a_thousand_harms_and_a_thousand_found(sealed: psycopg.Connection, record_property: Any) -> None:
    chance, missed, misnamed = random.Random(20261126), [], []
    for turn in range(TAMPERS):
        with sealed.transaction(force_rollback=True):
            table, row = tamper(sealed, chance)
            found = sealed.execute("SELECT seal, link, source, entry, wrong FROM audit_broken()").fetchall()
        if not found:
            missed.append((turn, table, row))
        elif row is not None and (found[0][2], found[0][3]) != (table, row):
            misnamed.append((turn, table, row, found[0]))
    record_property("antal: ingrepp i loggen som hittades", TAMPERS - len(missed))
    assert not missed
    assert not misnamed


def test_the_last_seals_cannot_be_cut_off(sealed: psycopg.Connection, tmp_path: Path, settings, as_owner) -> None:
    settings.AUDIT_HEADS_FILE = str(tmp_path / "heads" / "heads.txt")
    line = chain.write_head()
    assert Path(settings.AUDIT_HEADS_FILE).read_text() == line + "\n"
    last = sealed.execute("SELECT id, links FROM audit_seal ORDER BY number DESC LIMIT 1").fetchone()
    assert last
    rows = sealed.execute("DELETE FROM audit_link WHERE id = ANY (%s) RETURNING source, row", [last[1]]).fetchall()
    for source, row in rows:
        sealed.execute(f"DELETE FROM {source} WHERE id = %s", [row])
    sealed.execute("DELETE FROM audit_seal WHERE id = %s", [last[0]])
    sealed.commit()
    with as_owner():
        assert chain.broken() == []
        with pytest.raises(CommandError, match=r"Sigill 2 saknas i kedjan"):
            call_command("verify_log")


def test_the_command_names_the_row(sealed: psycopg.Connection, as_owner, capsys) -> None:
    with as_owner():
        call_command("verify_log")
        assert "Kedjan är hel: 27 länkar, 0 för lagligt gallrade rader, 0 ännu utan sigill." in capsys.readouterr().out
        row = ReadLog.objects.order_by("pk")[4].pk
        sealed.execute("UPDATE audit_readlog SET persons = '{4711}' WHERE id = %s", [row])
        sealed.commit()
        with pytest.raises(CommandError, match=rf"Rad {row} i audit_readlog \(sigill 1\) är ändrad\. Fel: 1\."):
            call_command("verify_log")


@pytest.mark.django_db(transaction=True)
def test_a_writer_that_ends_late_is_in_a_later_seal(as_owner: AsOwner) -> None:
    """Nobody waits for anybody, and no number is lost: the sealer seals while another transaction is still writing."""
    people = make_people()
    with connect_as_owner(connection.settings_dict) as slow:
        slow.execute(
            "INSERT INTO audit_readlog (at, user_id, unit_id, kind, persons, referrals, count, page, purpose,"
            " entitlement, reason) VALUES (now(), %s, %s, 'opened', '{1}', '{}', 1, 'journal', '', 'own', '')",
            [people.anna.pk, people.unit.pk],
        )
        read(people, 3)
        with as_owner():
            assert chain.seal() == 3
        slow.commit()
    with as_owner():
        assert chain.seal() == 1
        first, second = Seal.objects.all()
        assert second.links[0] < first.links[0]
        assert chain.broken() == []


@pytest.mark.django_db(transaction=True)
def test_a_column_that_is_added_changes_nothing(as_owner: AsOwner) -> None:
    read(make_people(), 3)
    with as_owner():
        chain.seal()
        connection.cursor().execute("ALTER TABLE audit_readlog ADD COLUMN later text")
        try:
            assert chain.broken() == []
        finally:
            connection.cursor().execute("ALTER TABLE audit_readlog DROP COLUMN later")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO audit_link (source, row, digest, disposed, at) VALUES ('audit_readlog', 1, '', true, now())",
        "DELETE FROM audit_link",
        "UPDATE audit_seal SET number = 7",
        "INSERT INTO audit_seal (number, links, head, sealed_at) VALUES (1, '{}', '', now())",
        "SELECT audit_seal_links()",
        "ALTER TABLE audit_readlog DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_link_added ON audit_readlog",
    ],
)
def test_the_web_process_reaches_none_of_it(statement: str) -> None:
    connection.cursor().execute("SET LOCAL ROLE app")
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.django_db(transaction=True)
def test_lawful_disposal_leaves_the_chain_whole_and_says_so(as_owner: AsOwner, capsys) -> None:
    people = make_people()
    case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
    kept, disposed, removed = JournalEntryFactory.create_batch(3, enrolment=case)
    with as_owner():
        chain.seal()
        with transaction.atomic(), connection.cursor() as cursor:  # as disposal_remove does it
            cursor.execute("INSERT INTO disposal_underway VALUES (pg_current_xact_id())")
            cursor.execute(REMOVE, [disposed.pk])
            cursor.execute("DELETE FROM disposal_underway")
        assert chain.broken() == []
        call_command("verify_log")
        assert "1 för lagligt gallrade rader (1 i participants_journalentry)" in capsys.readouterr().out
        with transaction.atomic(), connection.cursor() as cursor:  # the same deed outside a disposal
            cursor.execute(REMOVE, [removed.pk])
        (found,) = chain.broken()
    assert (found.source, found.row, found.wrong) == ("participants_journalentry", removed.pk, "deleted")
    assert kept.pk
