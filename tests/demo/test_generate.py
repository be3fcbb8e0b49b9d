"""Data of any size: the same from the same seed, on any day of the year."""

import datetime as dt
import json
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from amc.demo import verify
from amc.demo.generate import Size, digest
from amc.demo.rows import Digesting, Table
from amc.demo.stories import OMSORG_PLACES_TAKEN
from amc.stack.room import BASE_DIR
from amc.staff.models import User
from participants.models import Enrolment, IdentityNumber, Participant

TODAY = dt.date(2026, 11, 24)


@pytest.mark.django_db
def test_same_seed_and_day_give_the_same_data():
    first, second = digest(Size.of(150), 5, TODAY), digest(Size.of(150), 5, TODAY)
    assert first.digest == second.digest
    assert first.counts == second.counts
    assert first.counts["participants.Participant"] == 150


@pytest.mark.django_db
@pytest.mark.parametrize(("seed", "today"), [(6, TODAY), (5, TODAY + dt.timedelta(days=1))])
def test_another_seed_or_day_gives_other_data(seed, today):
    assert digest(Size.of(60), seed, today).digest != digest(Size.of(60), 5, TODAY).digest


@pytest.mark.django_db
def test_the_registers_grow_by_themselves():
    size = Size.of(150, employers=80, employments=200, openings=30)
    counts, usual = digest(size, 5, TODAY).counts, digest(Size.of(150), 5, TODAY).counts
    assert (counts["placements.Employer"], usual["placements.Employer"]) == (80, 60)
    assert usual["placements.Employment"] < 180 <= counts["placements.Employment"]
    assert (counts["matching.Opening"], counts["matching.Seeking"]) == (30, 15)
    assert "matching.Opening" not in usual


@pytest.mark.parametrize(
    ("participants", "opened", "consultants"), [(1, 1, 12), (430, 43, 12), (1_000, 100, 12), (100_000, 10_000, 250)]
)
def test_every_tenth_is_enrolled_and_a_consultant_has_forty(participants, opened, consultants):
    size = Size.of(participants)
    assert (size.opened, size.consultants) == (opened, consultants)


def test_a_row_needs_what_has_no_default_and_takes_nothing_else():
    table = Table(IdentityNumber, Digesting(), None)
    with pytest.raises(TypeError, match="needs"):
        table.add(number="190001010000")
    with pytest.raises(TypeError, match="has no 'numer'"):
        table.add(numer="x")
    key = table.add(participant_id=1, kind="personnummer", number="1", valid_from=TODAY)
    assert table.rows == [(key, 1, "personnummer", "1", True, TODAY, False, None)]
    table.change(key, number="2")
    assert table.rows == [(key, 1, "personnummer", "2", True, TODAY, False, None)]
    table.rows.clear()
    with pytest.raises(LookupError, match="written already"):
        table.change(key, number="3")


@pytest.mark.slow
@pytest.mark.parametrize(
    "today", ["2024-02-29", "2026-01-01", "2025-06-20", "2026-10-25"], ids=["leap day", "new year", "holiday", "dst"]
)
def test_any_day_can_be_today(as_owner, today, capsys):
    day = dt.date.fromisoformat(today)
    with as_owner():
        call_command("generate", participants=220, openings=20, seed=3, today=day, json=True)
        told = json.loads(capsys.readouterr().out)
        assert verify.broken_promises(day) == {}
    assert told["participants"] == Participant.objects.count() == 220
    assert told["open"] == 22
    assert told["rows"]["participants.Enrolment"] == Enrolment.objects.count()
    assert User.objects.filter(email="konsulent@demo.example").exists()
    with as_owner(), pytest.raises(CommandError, match="redan deltagare"):
        call_command("generate", participants=1)


@pytest.mark.slow
def test_a_process_of_its_own_generates_more_than_a_thousand(transactional_db, process_env):
    done = subprocess.run(
        [sys.executable, "manage.py", "generate", "--participants", "1200", "--seed", "2"],
        env=process_env | {"AMC_DB_ROLE": "owner"},
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1200 deltagare, ")
    assert Participant.objects.count() == 1200
    assert (
        Enrolment.objects.filter(source__code="omsorgskontoret", closed_on__isnull=True).count() <= OMSORG_PLACES_TAKEN
    )


@pytest.mark.django_db
@pytest.mark.parametrize("command", [("load_demo", {}), ("generate", {"participants": 1})])
def test_nothing_is_made_up_in_production(command, settings):
    settings.PRODUCTION = True
    name, options = command
    with pytest.raises(CommandError, match="produktion"):
        call_command(name, **options)
    assert not Participant.objects.exists()


@pytest.mark.django_db
def test_app_may_not_switch_off_triggers():
    from django.db import ProgrammingError, transaction

    with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
        call_command("generate", participants=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'")
        assert cursor.fetchone() == (0,)
