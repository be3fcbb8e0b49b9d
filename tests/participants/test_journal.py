"""The journal: only added to, by whoever tries; and the meetings that become notes."""

import datetime as dt
from typing import Any

import psycopg
import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from amc.obstacles import Refused
from amc.web.models import Draft
from participants.actions.journal import write_journal
from participants.actions.meetings import book_meeting, cancel_meeting, hold_meeting, miss_meeting
from participants.models import Enrolment, JournalEntry, Meeting
from participants.rules.journal import entry_obstacles, late_obstacles
from participants.rules.meetings import meeting_obstacles, outcome_obstacles
from tests.factories import EnrolmentFactory, JournalEntryFactory, MeetingFactory, People, at, opened
from tests.participants.case_room import NOW, TODAY, case, clock, people, signed_in  # noqa: F401

pytestmark = pytest.mark.django_db
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
OPENED = dt.date(2026, 1, 12)


# Event time, written time and author [SFS 2017:900 27 §]; corrected by a later entry.
@pytest.mark.parametrize(
    ("text", "occurred_at", "codes"),
    [
        ("Vi pratade.", NOW, []),
        ("Vi pratade.", NOW + MINUTE, ["in_future"]),
        ("  \n ", NOW, ["empty"]),
        ("Vi pratade.", at(OPENED) - 300 * DAY, []),
        ("Vi pratade.", at(OPENED) - 366 * DAY, ["long_before"]),
        ("", NOW + DAY, ["empty", "in_future"]),
    ],
)
def test_what_a_note_must_be(text: str, occurred_at: dt.datetime, codes: list[str]) -> None:
    assert [one.code for one in entry_obstacles(text, occurred_at, NOW, opened_on=OPENED)] == codes


def write(case: Enrolment, **values: Any) -> JournalEntry:  # noqa: F811
    told = {"kind": "samtal", "occurred_at": NOW, "text": "Vi pratade.", "by": case.consultant, "now": NOW} | values
    return write_journal(enrolment=case, **told)


def test_a_correction_of_a_correction_stands_beside_the_first(case: Enrolment) -> None:  # noqa: F811
    first = write(case)
    second = write(case, text="Nej, i telefon.", corrects=first)
    third = write(case, text="Jo, här.", corrects=second)
    assert set(first.corrections.all()) == {second, third}


def test_a_note_of_another_case_is_not_corrected_here(case: Enrolment) -> None:  # noqa: F811
    with pytest.raises(Refused) as refused:
        write(case, corrects=JournalEntryFactory(enrolment=EnrolmentFactory()))
    assert refused.value.codes == ("other_case",)


# --- After the case was closed -----------------------------------------------------------------


def test_on_the_last_day_everybody_still_writes() -> None:
    assert late_obstacles(closed_on=TODAY, written_on=TODAY, of_the_case=False) == []
    assert late_obstacles(closed_on=None, written_on=TODAY, of_the_case=False) == []
    (found,) = late_obstacles(closed_on=TODAY - DAY, written_on=TODAY, of_the_case=False)
    assert (found.code, found.field) == ("late_note", None)


@pytest.fixture
def closed(case: Enrolment) -> Enrolment:  # noqa: F811
    Enrolment.objects.filter(pk=case.pk).update(closed_on=TODAY - DAY)
    return case


@pytest.mark.parametrize(("who", "may"), [("anna", True), ("eva", True), ("bo", False)])
def test_a_closed_case_is_written_in_by_its_consultant_and_the_manager(
    people: People,  # noqa: F811
    closed: Enrolment,
    who: str,
    may: bool,
) -> None:
    by = getattr(people, who)
    if may:
        assert write(closed, by=by).is_late
        return
    with pytest.raises(Refused, match="Be någon av dem skriva") as refused:
        write(closed, by=by)
    assert refused.value.codes == ("late_note",)
    # Whoever gets past the rule meets PostgreSQL.
    with time_machine.travel(NOW, tick=False), pytest.raises(DatabaseError, match="closed case"), transaction.atomic():
        JournalEntryFactory(enrolment=closed, author=by)


def test_whoever_wrote_a_note_corrects_it_after_the_closing(people: People, case: Enrolment) -> None:  # noqa: F811
    own, annas = write(case, by=people.bo), write(case)
    Enrolment.objects.filter(pk=case.pk).update(closed_on=TODAY - DAY)
    with time_machine.travel(NOW, tick=False):
        assert write(case, by=people.bo, corrects=own, text="I telefon.").is_late
    with pytest.raises(Refused):
        write(case, by=people.bo, corrects=annas, text="I telefon.")


@pytest.mark.usefixtures("clock")
def test_the_closed_journal_says_who_writes(people: People, closed: Enrolment) -> None:  # noqa: F811
    opened(closed.participant, people.bo)
    url = reverse("journal", args=[closed.participant.uuid])
    assert 'name="text"' not in (page := signed_in(people.bo).get(url).text)
    assert "bara ärendets konsulent eller enhetschefen" in page
    client = signed_in(people.anna)
    values = hidden(client.get(url), kind="handelse", occurred_at="2026-11-24T10:00", text="Intyget kom.")
    assert client.post(url, values).status_code == 302
    assert "skrivet efter avslut" in client.get(url).text


# --- The latest contact ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("correction", "latest"),
    [
        ({"occurred_at": NOW - 20 * DAY}, TODAY - 20 * DAY),  # the day was wrong
        ({"occurred_at": NOW - 50 * DAY}, TODAY - 40 * DAY),  # then an earlier note is the latest
        ({"kind": "handelse"}, TODAY - 40 * DAY),  # it was no contact
        ({"text": "Det var Karin, inte Stina."}, TODAY),
    ],
)
def test_a_correction_corrects_the_latest_contact(case: Enrolment, correction: dict[str, Any], latest: dt.date) -> None:  # noqa: F811
    write(case, occurred_at=NOW - 40 * DAY)
    wrong = write(case)
    write(case, corrects=wrong, **correction)
    case.refresh_from_db()
    assert case.last_contact_on == latest
    write(case, corrects=wrong, occurred_at=NOW - 3 * DAY)
    case.refresh_from_db()
    assert case.last_contact_on == TODAY - 3 * DAY


def test_the_only_contact_may_turn_out_to_be_none(case: Enrolment) -> None:  # noqa: F811
    write(case, corrects=write(case), kind="uteblivet", text="Kom inte.")
    case.refresh_from_db()
    assert case.last_contact_on is None


@pytest.mark.parametrize("change", ["update", "save", "delete", "raw update", "raw delete", "truncate"])
def test_nobody_changes_a_note_as_app(case: Enrolment, change: str) -> None:  # noqa: F811
    entry = write(case)
    entry.text = "Något annat."
    ways = {
        "update": lambda: JournalEntry.objects.filter(pk=entry.pk).update(text="Något annat."),
        "save": entry.save,
        "delete": entry.delete,
        "raw update": lambda: connection.cursor().execute("UPDATE participants_journalentry SET text = 'x'"),
        "raw delete": lambda: connection.cursor().execute("DELETE FROM participants_journalentry"),
        "truncate": lambda: connection.cursor().execute("TRUNCATE participants_journalentry CASCADE"),
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        ways[change]()
    assert JournalEntry.objects.get(pk=entry.pk).text == "Vi pratade."


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement", ["UPDATE participants_journalentry SET text = 'x'", "DELETE FROM participants_journalentry"]
)
def test_nor_as_owner(case: Enrolment, owner_connection: psycopg.Connection, statement: str) -> None:  # noqa: F811
    write(case)
    with pytest.raises(psycopg.Error, match="Cannot"):
        owner_connection.execute(statement)


# --- Meetings -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "minutes", "is_open", "codes"),
    [
        (NOW + DAY, 60, True, []),
        (at(TODAY, 8), 60, True, []),  # earlier today: entered afterwards
        (NOW - 14 * DAY, 60, True, []),
        (NOW - 15 * DAY, 60, True, ["has_been"]),
        (NOW + DAY, 0, True, ["too_short"]),
        (NOW + DAY, 60, False, ["closed"]),
        (at(dt.date(9999, 12, 31), 23), 60, True, ["far_off"]),
    ],
)
def test_what_a_meeting_must_be(starts: dt.datetime, minutes: int, is_open: bool, codes: list[str]) -> None:
    found = meeting_obstacles(starts, minutes=minutes, is_open=is_open, today=TODAY)
    assert [one.code for one in found] == codes


@pytest.mark.parametrize(
    ("state", "starts", "outcome", "codes"),
    [
        ("planned", NOW - MINUTE, "held", []),
        ("planned", NOW + MINUTE, "held", ["not_begun"]),
        ("planned", NOW + MINUTE, "no_show", ["not_begun"]),
        ("planned", NOW + DAY, "cancelled", []),
        ("planned", NOW + DAY, "excused", []),
        ("excused", NOW - DAY, "held", ["answered"]),
        ("held", NOW - DAY, "no_show", ["answered"]),
        ("cancelled", NOW - DAY, "held", ["answered"]),
    ],
)
def test_what_can_be_said_of_a_meeting(state: str, starts: dt.datetime, outcome: str, codes: list[str]) -> None:
    found = outcome_obstacles(state=state, starts_at=starts, now=NOW, outcome=outcome)
    assert [one.code for one in found] == codes


def test_a_meeting_becomes_a_note_of_its_own_time(case: Enrolment) -> None:  # noqa: F811
    meeting = MeetingFactory(enrolment=case, kind="trepart", starts_at=at(TODAY, 9), ends_at=at(TODAY, 10))
    entry = hold_meeting(meeting, text="Alla är nöjda.", by=case.consultant, now=NOW)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.journal_entry) == (Meeting.State.HELD, entry)
    assert (entry.kind, entry.occurred_at, entry.text) == ("trepart", at(TODAY, 9), "Alla är nöjda.")
    case.refresh_from_db()
    assert case.last_contact_on == TODAY


def test_who_did_not_come_was_not_met(case: Enrolment) -> None:  # noqa: F811
    meeting = MeetingFactory(enrolment=case, starts_at=at(TODAY, 9), ends_at=at(TODAY, 10))
    entry = miss_meeting(meeting, text="", by=case.consultant, now=NOW)
    case.refresh_from_db()
    assert (entry.kind, case.last_contact_on) == ("uteblivet", None)


def test_of_two_who_say_how_it_went_one_succeeds(case: Enrolment) -> None:  # noqa: F811
    meeting = MeetingFactory(enrolment=case, starts_at=at(TODAY, 9), ends_at=at(TODAY, 10))
    hold_meeting(Meeting.objects.get(pk=meeting.pk), text="Bra.", by=case.consultant, now=NOW)
    with pytest.raises(Refused):
        cancel_meeting(meeting, now=NOW)
    assert JournalEntry.objects.count() == 1


def test_booking_a_closed_case_is_refused(case: Enrolment) -> None:  # noqa: F811
    stale = Enrolment.objects.get(pk=case.pk)
    Enrolment.objects.filter(pk=case.pk).update(closed_on=TODAY)
    with pytest.raises(Refused):
        book_meeting(
            enrolment=stale,
            kind="samtal",
            starts_at=NOW + DAY,
            minutes=60,
            by=case.consultant,
            today=TODAY,
        )


# --- Through the pages ------------------------------------------------------------------------


def hidden(response: Any, **values: Any) -> dict[str, Any]:
    form = response.context["form"]
    return {bound.html_name: bound.value() or "" for bound in form if bound.is_hidden} | values


@pytest.mark.usefixtures("clock")
def test_a_double_click_writes_once_and_the_draft_goes(people: People, case: Enrolment) -> None:  # noqa: F811
    client, url = signed_in(people.anna), reverse("journal", args=[case.participant.uuid])
    posted = hidden(client.get(url), kind="samtal", occurred_at="2026-11-24T10:00", text="Vi pratade.")
    client.post(reverse("draft_save"), posted)
    assert Draft.objects.get().key == f"journal:{case.uuid}"
    assert "Vi pratade." in client.get(url).content.decode()
    for _ in range(2):
        assert client.post(url, posted).status_code == 302
    assert JournalEntry.objects.get().occurred_at == at(TODAY)
    assert not Draft.objects.exists()


@pytest.mark.usefixtures("clock")
def test_a_time_to_come_is_answered_at_its_field(people: People, case: Enrolment) -> None:  # noqa: F811
    client, url = signed_in(people.anna), reverse("journal", args=[case.participant.uuid])
    response = client.post(url, hidden(client.get(url), kind="samtal", occurred_at="2026-11-25T10:00", text="Hej"))
    assert response.status_code == 200
    assert "Tiden ligger framåt" in str(response.context["form"].errors["occurred_at"])


@pytest.mark.usefixtures("clock")
def test_a_strangers_post_reaches_nothing(people: People, case: Enrolment) -> None:  # noqa: F811
    url = reverse("journal", args=[case.participant.uuid])
    response = signed_in(people.cilla).post(url, {"kind": "samtal", "occurred_at": "2026-11-24T10:00", "text": "Hej"})
    assert response.status_code == 404
    assert not JournalEntry.objects.exists()


@pytest.mark.usefixtures("clock")
def test_kinds_are_chosen_in_the_address_and_texts_are_never_searched(people: People, case: Enrolment) -> None:  # noqa: F811
    write(case, text="Ett samtal.")
    write(case, kind="telefon", text="I telefon.")
    client, url = signed_in(people.anna), reverse("journal", args=[case.participant.uuid])
    shown = client.get(url, {"slag": "telefon", "sok": "samtal"}).content.decode()
    assert "I telefon." in shown
    assert "Ett samtal." not in shown
