"""A life that ends: after the term nothing of it is left in any table, and the figures are what they were."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from amc.calendar import today
from amc.disposal.actions import approve_disposal, carry_out, lift_hold, place_hold
from amc.disposal.candidates import candidates, print_of
from amc.disposal.models import ClosedCase, DisposalItem, DisposalRun, LegalHold, RetentionRule
from participants.models import Enrolment, Participant
from tests.disposal.life import BEGAN, CANARY, ENDED, Canaries, found, live
from tests.factories import EnrolmentFactory, JournalEntryFactory, People, at, make_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    return make_people()


def lived(people: People, whose: str, **more: object) -> Enrolment:
    """A life in 2015, written down then."""
    with time_machine.travel(at(BEGAN, 12), tick=False):
        return live(people, Canaries(whose), **more)


def dispose(people: People) -> list[str]:
    """Approve all that is due and carry it out; the outcomes."""
    due = [one for one in candidates(people.eva, today()) if one.fate == "due"]
    run = approve_disposal(by=people.eva, seen=print_of(due), decision="Beslut 2026:1", today=today())
    return [carry_out(item) for item in run.items.values_list("pk", flat=True)]


def test_nothing_is_left_past_its_term(people: People) -> None:
    case = lived(people, "1")
    planted = found(CANARY)
    # The life goes through every kind of table: the main ones, history, drafts and search keys.
    for table in ("participants_journalentry", "participants_participantevent", "handlingsplan_goal", "web_draft"):
        assert any(where.startswith(f"{table}.") for where in planted), table
    assert len(planted) > 60
    person = case.participant.uuid
    assert dispose(people) == ["disposed"]
    assert found(CANARY) == {}
    assert not Participant.objects.exists()
    assert found(str(case.uuid)) == found(str(person)) == {}
    assert found(case.case_number) == found("199001012385") == {}
    with connection.cursor() as cursor:
        for table in ("participants_participantevent", "reminders_notification", "web_draft"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table
    item = DisposalItem.objects.get()
    assert (item.rule.record, item.rule.regime) == ("case", "socialtjanst")
    assert item.counts["participants_journalentry"] == 2
    assert len(item.digest) == 64


def test_the_row_of_statistics_remains(people: People) -> None:
    lived(people, "1")
    dispose(people)
    row = ClosedCase.objects.get()
    assert (row.opened_month, row.closed_month) == (dt.date(2015, 2, 1), dt.date(2016, 3, 1))
    assert (row.reason, row.gender, row.education_level, row.young) == ("arbete", "kvinna", "gymnasial", False)
    assert (row.to_work, row.regular, row.municipal, row.lasted_month) == (True, True, False, True)
    assert row.days == (ENDED - BEGAN).days


def test_a_hold_keeps_all_of_it_also_after_the_approval(people: People) -> None:
    case = lived(people, "1")
    before = found(CANARY)
    due = candidates(people.eva, today())
    run = approve_disposal(by=people.eva, seen=print_of(due), decision="Beslut", today=today())
    place_hold(case.participant, reason="Tvist", decision="Chefen 2026-11-01", by=people.eva)
    assert [one.fate for one in candidates(people.eva, today())] == ["held"]
    assert carry_out(run.items.get().pk) == "held"
    assert found(CANARY) == before
    lift_hold(LegalHold.objects.get(), reason="Tvisten är slut", by=people.eva, now=timezone.now())
    assert dispose(people) == ["disposed"]
    assert found(CANARY) == {}


@pytest.mark.parametrize(("day", "fate"), [(5, "sample"), (15, "sample"), (25, "sample"), (4, "due"), (16, "due")])
def test_the_sample_is_kept_by_the_rule(people: People, day: int, fate: str) -> None:
    lived(people, "1", birth_day=day)
    assert [one.fate for one in candidates(people.eva, today())] == [fate]


def test_a_person_with_a_case_left_stays_and_the_earlier_case_goes(people: People) -> None:
    case = lived(people, "1")
    with time_machine.travel(at(dt.date(2025, 1, 10)), tick=False):
        later = EnrolmentFactory(participant=case.participant, consultant=people.anna, opened_on=dt.date(2025, 1, 9))
        JournalEntryFactory(enrolment=later, text="Ny tid", occurred_at=at(dt.date(2025, 1, 9)))
    assert dispose(people) == ["disposed"]
    assert Enrolment.objects.get() == later
    left = found(CANARY)
    assert not [where for where in left if where.startswith(("participants_journal", "handlingsplan", "placements"))]
    assert any(where.startswith("participants_participant.") for where in left)


def test_a_note_counts_the_term_from_its_day(people: People) -> None:
    case = lived(people, "1")
    with time_machine.travel(at(dt.date(2022, 3, 1)), tick=False):
        JournalEntryFactory(enrolment=case, text="Ringde om intyg", occurred_at=at(ENDED))
    assert candidates(people.eva, today()) == []


def test_postgresql_looks_anew_at_every_record(people: People) -> None:
    """Whatever an approval says, a record whose term is not past stays."""
    young = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, opened_on=dt.date(2025, 1, 9))
    closed = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna, opened_on=dt.date(2025, 1, 9))
    Enrolment.objects.filter(pk=closed.pk).update(closed_on=dt.date(2025, 6, 1))
    run = DisposalRun.objects.create(unit=people.unit, approved_by=people.eva, decision="Allt ska bort")
    for case in (young, closed):
        item = DisposalItem.objects.create(run=run, record="case", subject=case.pk)
        assert carry_out(item.pk) == "not_due"
    gone = DisposalItem.objects.create(run=run, record="case", subject=999_999_999)
    assert carry_out(gone.pk) == "gone"
    assert Enrolment.objects.count() == 2


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO disposal_underway VALUES (pg_current_xact_id())",
        "SELECT disposal_remove()",
        "SELECT disposal_of_person(1)",
        "SELECT disposal_gather()",
        "INSERT INTO disposal_gathered VALUES (pg_current_xact_id(), 'participants_enrolment'::regclass, 1)",
        "DELETE FROM disposal_disposalitem",
        "UPDATE disposal_disposalitem SET outcome = ''",
        "UPDATE disposal_disposalrun SET decision = ''",
        "INSERT INTO disposal_closedcase (unit_id) VALUES (1)",
        "DELETE FROM disposal_retentionrule",
        "UPDATE disposal_retentionrule SET months = 1",
        "DELETE FROM disposal_legalhold",
    ],
)
def test_app_has_no_other_way(people: People, statement: str) -> None:
    refused = pytest.raises((ProgrammingError, IntegrityError), match=r"denied|only ended")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_shorter_term_takes_effect_later(people: People) -> None:
    rule = {"record": "case", "regime": "socialtjanst", "months": 1, "counts_from": "closed", "decision": "Nytt"}
    with pytest.raises(IntegrityError, match="too soon"), transaction.atomic():
        RetentionRule.objects.create(**rule, valid_from=today() + dt.timedelta(days=13))
    RetentionRule.objects.create(**rule, valid_from=today() + dt.timedelta(days=14))
