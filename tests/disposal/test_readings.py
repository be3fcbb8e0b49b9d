"""The read log ends too: by its rule, around holds and reviews, with its chain whole, and by no other way."""

import datetime as dt
from typing import Any

import psycopg
import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from psycopg.errors import InsufficientPrivilege

from amc.audit import chain
from amc.audit.models import ReadLog
from amc.calendar import add_months, today
from amc.disposal.actions import approve_disposal, carry_out, place_hold
from amc.disposal.candidates import Candidate, candidates, print_of
from amc.disposal.models import DisposalItem, DisposalRun, RetentionRule
from amc.disposal.rules import fate_of_month, kept_until
from amc.review.actions import choose
from amc.review.models import Flag
from amc.staff.models import User
from amc.wall.session import entered
from tests.disposal.life import BEGAN, CANARY, Canaries, found, live
from tests.factories import ParticipantFactory, People, ReferralFactory, at, make_people
from tests.participants.case_room import signed_in

MONTH = dt.date(2015, 2, 10)
pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    return make_people()


def read(user: User, day: dt.date, persons: list[int], **values: Any) -> ReadLog:
    row = {"kind": "opened", "page": "journal", "purpose": "Handläggning", "entitlement": "own", "count": 1} | values
    return ReadLog.objects.create(at=at(day, 10), user=user, unit=user.unit, persons=persons, **row)


def flag(reading: ReadLog, day: dt.date, by: User) -> None:
    """Chosen for review and reviewed on `day`."""
    assert choose(reading.at, reading.at) == 1
    reviewed = {"outcome": "deviation", "comment": f"{CANARY}3 frågade", "reviewed_at": at(day), "reviewed_by": by}
    Flag.objects.filter(reading=reading).update(**reviewed)


def months(people: People) -> list[Candidate]:
    with entered(people.eva.pk):
        return [one for one in candidates(people.eva, today()) if one.record == "read_log"]


def dispose(people: People) -> list[str]:
    with entered(people.eva.pk):
        due = [one for one in candidates(people.eva, today()) if one.fate == "due"]
        run = approve_disposal(by=people.eva, seen=print_of(due), decision="Beslut 2026:1", today=today())
    return [carry_out(item) for item in run.items.values_list("pk", flat=True)]


@pytest.mark.parametrize(("due", "held", "fate"), [(1, 0, "due"), (3, 2, "due"), (0, 1, "held"), (0, 0, "review")])
def test_what_becomes_of_a_month(due: int, held: int, fate: str) -> None:
    assert fate_of_month(due=due, held=held) == fate


def test_a_life_and_the_log_of_it_end(people: People) -> None:
    """Ten years on: no canary in any table, the log's and the review's words included."""
    with time_machine.travel(at(BEGAN, 12), tick=False):
        case = live(people, Canaries("1"))
    addresses = [str(case.uuid), str(case.participant.uuid)]
    row = read(people.bo, MONTH, [case.participant_id], reason=f"{CANARY}3 vikarierar", entitlement="temporary")
    flag(row, MONTH, people.eva)
    read(people.bo, today(), [4711])
    assert set(dispose(people)) == {"disposed"}
    assert found(CANARY) == {}
    assert [found(address) for address in addresses] == [{}, {}]
    assert ReadLog.objects.get().persons == [4711]
    item = DisposalItem.objects.get(record="read_log")
    assert (item.subject, item.rule.record) == (201502, "read_log")
    assert item.counts == {"audit_readlog": 1, "review_flag": 1, "review_flagevent": 2}


@pytest.mark.parametrize(("back", "listed"), [(62, True), (59, False), (0, False)])
def test_only_a_month_that_is_past_goes_whatever_is_approved(people: People, back: int, listed: bool) -> None:
    day = add_months(today().replace(day=1), -back)
    read(people.bo, day, [1])
    subject = day.year * 100 + day.month
    assert [one.subject for one in months(people)] == ([subject] if listed else [])
    run = DisposalRun.objects.create(unit=people.unit, approved_by=people.eva, decision="Allt ska bort")
    item = DisposalItem.objects.create(run=run, record="read_log", subject=subject)
    assert carry_out(item.pk) == ("disposed" if listed else "not_due")
    assert ReadLog.objects.exists() is not listed


@given(day=st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), term=st.integers(1, 300))
def test_both_languages_reckon_the_same_month(day: dt.date, term: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT disposal_first_kept_month(%s, %s)", [term, day])
        first = cursor.fetchone()[0]
    assert kept_until(first - dt.timedelta(days=1), term) < day
    assert kept_until(add_months(first, 1) - dt.timedelta(days=1), term) >= day


def test_a_hold_keeps_every_row_that_shows_the_person(people: People) -> None:
    person = ParticipantFactory(unit=people.unit)
    referral = ReferralFactory(participant=person, unit=people.unit)
    kept = [
        read(people.bo, MONTH, [person.pk]),
        read(people.bo, MONTH, [77, person.pk], kind="listed", count=2),
        read(people.bo, MONTH, [], referrals=[referral.uuid]),
        read(people.bo, MONTH, [], kind="denied", count=0, asked_for=person.uuid),
    ]
    read(people.bo, MONTH, [77])
    place_hold(person, reason="Tvist", decision="Chefen", by=people.eva)
    (month,) = months(people)
    assert (month.fate, month.label) == ("due", "1 visning gallras, 4 stoppas")
    assert dispose(people) == ["disposed"]
    assert set(ReadLog.objects.all()) == set(kept)
    assert [one.fate for one in months(people)] == ["held"]
    run = DisposalRun.objects.create(unit=people.unit, approved_by=people.eva, decision="Ändå")
    assert carry_out(DisposalItem.objects.create(run=run, record="read_log", subject=201502).pk) == "held"


def test_a_reviewed_row_stays_for_the_term_of_reviews(people: People) -> None:
    late = read(people.bo, MONTH, [1], entitlement="temporary")
    flag(late, add_months(today(), -60) + dt.timedelta(days=2), people.eva)
    early = read(people.bo, MONTH + dt.timedelta(days=1), [1], entitlement="temporary")
    flag(early, add_months(today(), -60) - dt.timedelta(days=2), people.eva)
    assert dispose(people) == ["disposed"]
    assert ReadLog.objects.get() == late
    assert Flag.objects.get().reading == late
    assert [one.fate for one in months(people)] == ["review"]


def test_another_units_log_stays_and_that_of_nobodys_unit_goes(people: People) -> None:
    theirs = read(people.cilla, MONTH, [1])
    people.admin.unit = None
    read(people.admin, MONTH, [1])
    assert dispose(people) == ["disposed"]
    assert ReadLog.objects.get() == theirs


def test_without_a_rule_nothing_goes(people: People) -> None:
    read(people.bo, MONTH, [1])
    RetentionRule.objects.filter(record="read_log").update(valid_to=today() - dt.timedelta(days=1))
    assert months(people) == []


def test_the_list_and_the_log_show_it(people: People) -> None:
    read(people.bo, MONTH, [1])
    client = signed_in(people.eva)
    assert "Läslogg 2015-02" in client.get(reverse("disposal")).text
    assert "Läslogg: en månads visningar" in client.get(reverse("disposal_approve")).text
    dispose(people)
    assert "audit_readlog" in client.get(DisposalRun.objects.get().get_absolute_url()).text


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_readlog",
        "DELETE FROM review_flag",
        "DELETE FROM review_flagevent",
        "SELECT disposal_remove_readings('{1}')",
        "SELECT disposal_carry_out_record(1)",
        "SELECT disposal_fate_of_readings(1, '2015-01-01', '2016-01-01')",
    ],
)
@pytest.mark.parametrize("role", ["app", "worker"])
def test_the_running_roles_have_no_other_way(role: str, statement: str) -> None:
    settings = connection.settings_dict
    running = psycopg.connect(host=settings["OPTIONS"]["host"], dbname=settings["NAME"], user=role)
    with running as session, pytest.raises(InsufficientPrivilege):
        session.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_the_chain_stays_whole_and_says_how_much_went(as_owner: Any, capsys: Any) -> None:
    people = make_people()
    for _ in range(3):
        read(people.bo, MONTH, [1])
    read(people.bo, timezone.localdate(), [1])
    with as_owner():
        chain.seal()
    assert dispose(people) == ["disposed"]
    with as_owner():
        chain.seal()
        assert chain.broken() == []
        call_command("verify_log")
    assert "7 länkar, 3 för lagligt gallrade rader (3 i audit_readlog), 0 ännu utan" in capsys.readouterr().out
