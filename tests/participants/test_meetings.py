"""Meetings: what they must be, how they went, who was there, and what was promised there."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from amc.obstacles import Refused
from amc.revisions import Stale
from participants import due
from participants.actions.closures import close_enrolment
from participants.actions.meetings import book_interpreter, book_meeting, excuse_meeting, hold_meeting, move_meeting
from participants.actions.persons import update_person
from participants.actions.undertakings import reopen, settle
from participants.models import Enrolment, JournalEntry, Meeting, MeetingParty, Participant, Undertaking
from participants.rules.closures import ClosureFacts
from participants.rules.meetings import Promise
from tests.factories import MeetingFactory, People, at
from tests.participants.case_room import NOW, TODAY, case, clock, people, signed_in  # noqa: F401
from tests.participants.meeting_room import MeetingPartyFactory, UndertakingFactory
from tests.participants.test_kartlaggning import complete
from tests.queries import at_most

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = dt.timedelta(days=1)


# --- Booking --------------------------------------------------------------------------------------


def book(case: Enrolment, **values: Any) -> Meeting:  # noqa: F811
    given = {"kind": "samtal", "starts_at": NOW + DAY, "minutes": 60, "by": case.consultant, "today": TODAY} | values
    return book_meeting(enrolment=case, **given)


def test_a_trepartssamtal_has_its_parties(case: Enrolment) -> None:  # noqa: F811
    meeting = book(case, kind="trepart", parties={"deltagare": "", "af": " Lena Berg "})
    assert [str(row) for row in meeting.parties.all()] == ["Deltagaren", "Arbetsförmedlingen: Lena Berg"]
    with pytest.raises(Refused):
        book(case, kind="trepart", parties={"annan": ""})
    assert Meeting.objects.count() == 1
    move_meeting(
        meeting, meeting.revision, kind="trepart", starts_at=NOW + DAY, minutes=30, today=TODAY, parties={"fk": ""}
    )
    assert [row.party for row in MeetingParty.objects.all()] == ["fk"]


def test_what_is_said_of_no_interpreter_is_not_kept(case: Enrolment) -> None:  # noqa: F811
    meeting = book(case, interpreter="none", interpreter_language="dari", interpreter_reference="T-1")
    assert (meeting.interpreter_language, meeting.interpreter_reference) == ("", "")
    book_interpreter(
        meeting,
        meeting.revision,
        interpreter="booked",
        interpreter_language="dari",
        interpreter_reference="T-1",
    )
    assert meeting.interpreter_words == "tolk är bokad (dari, T-1)"
    with pytest.raises(Stale):
        book_interpreter(meeting, 0, interpreter="none", interpreter_language="", interpreter_reference="")


def test_the_booked_meetings_wait_for_an_interpreter_once_one_is_needed(case: Enrolment) -> None:  # noqa: F811
    waiting, held = book(case), MeetingFactory(enrolment=case, state="held")
    person = case.participant
    update_person(person, person.revision, today=TODAY, interpreter_language="Dari")
    for row in (waiting, held):
        row.refresh_from_db()
    assert (waiting.interpreter, waiting.interpreter_language, held.interpreter) == ("needed", "Dari", "none")
    # Somebody has said that this once none is needed: another change of the person does not say otherwise.
    Meeting.objects.update(interpreter="none", interpreter_language="")
    update_person(person, person.revision, today=TODAY, interpreter_language="Dari", phone="070-1")
    assert not Meeting.objects.filter(interpreter="needed").exists()


@pytest.mark.parametrize(
    ("days", "interpreter", "due_on"),
    [
        (1, "needed", TODAY - 2 * DAY),
        (10, "needed", TODAY + 7 * DAY),
        (18, "needed", None),  # beyond the horizon of fourteen days, and three
        (10, "booked", None),
        (10, "none", None),
        (-1, "needed", None),
    ],
)
def test_an_interpreter_is_asked_for_in_time(
    case: Enrolment,  # noqa: F811
    days: int,
    interpreter: str,
    due_on: dt.date | None,
) -> None:
    starts = at(TODAY + days * DAY)
    MeetingFactory(
        enrolment=case,
        starts_at=starts,
        ends_at=starts + dt.timedelta(hours=1),
        interpreter=interpreter,
        interpreter_language="" if interpreter == "none" else "dari",
    )
    found = [row["due_on"] for row in due.INTERPRETER.rows(TODAY) if row["due_on"] <= TODAY + 14 * DAY]
    assert found == ([due_on] if due_on else [])


# --- How it went ----------------------------------------------------------------------------------


def held(meeting: Meeting, **values: Any) -> JournalEntry:
    return hold_meeting(meeting, **({"text": "Vi pratade.", "by": meeting.consultant, "now": NOW} | values))


@pytest.fixture
def three(case: Enrolment) -> Meeting:  # noqa: F811
    meeting = MeetingFactory(enrolment=case, kind="trepart", starts_at=at(TODAY, 9), ends_at=at(TODAY, 10))
    for party, name in (("deltagare", ""), ("af", "Lena Berg")):
        MeetingPartyFactory(meeting=meeting, party=party, name=name)
    return meeting


@pytest.mark.parametrize(
    ("kind", "booked", "was", "note"),
    [
        ("samtal", "unit", None, "samtal"),
        ("samtal", "video", None, "samtal"),
        ("samtal", "unit", "phone", "telefon"),
        ("samtal", "phone", None, "telefon"),
        ("samtal", "visit", None, "besok"),
        ("trepart", "phone", None, "trepart"),
    ],
)
def test_the_note_is_of_the_meetings_kind(case: Enrolment, kind: str, booked: str, was: str | None, note: str) -> None:  # noqa: F811
    meeting = MeetingFactory(
        enrolment=case, kind=kind, form=booked, place="Hemma", starts_at=at(TODAY, 9), ends_at=at(TODAY, 10)
    )
    assert held(meeting, form=was).kind == note


def test_minutes_parties_and_promises_are_one_deed(three: Meeting) -> None:
    entry = held(
        three,
        text="Alla är nöjda.",
        began_at=at(TODAY, 11),
        parties={"deltagare": "", "handledare": "Kim Ek"},
        promises=[Promise("handledare", "Visar truckarna.", TODAY + 7 * DAY, "Kim Ek")],
    )
    assert (entry.kind, entry.occurred_at) == ("trepart", at(TODAY, 11))
    assert {row.party: row.present for row in three.parties.all()} == {
        "deltagare": True,
        "handledare": True,
        "af": False,
    }
    assert [str(row) for row in Undertaking.objects.all()] == ["Handledaren (Kim Ek): Visar truckarna."]


def test_a_bad_promise_leaves_nothing_half_written(three: Meeting) -> None:
    with pytest.raises(Refused):
        held(three, parties={"af": ""}, promises=[Promise("af", "Ger besked.", TODAY - DAY)])
    three.refresh_from_db()
    assert three.state == Meeting.State.PLANNED
    assert not JournalEntry.objects.exists()
    assert not three.parties.exclude(present=None).exists()


@pytest.mark.parametrize(("starts", "told_at"), [(NOW + DAY, NOW), (NOW - DAY, NOW - DAY)])
def test_an_excuse_stands_in_the_journal(case: Enrolment, starts: dt.datetime, told_at: dt.datetime) -> None:  # noqa: F811
    meeting = MeetingFactory(enrolment=case, starts_at=starts, ends_at=starts + dt.timedelta(hours=1))
    entry = excuse_meeting(
        meeting, excused_by="anhorig", excused_via="sms", text="Barnet är sjukt.", by=case.consultant, now=NOW
    )
    meeting.refresh_from_db()
    assert (meeting.state, entry.kind, entry.occurred_at) == ("excused", "forhinder", told_at)
    assert "Anmält av: En anhörig, god man eller annat ombud. Hur: Sms." in entry.text
    assert "Barnet är sjukt." in entry.text
    case.refresh_from_db()
    assert case.last_contact_on is None


# --- Undertakings ---------------------------------------------------------------------------------


def test_a_promise_is_chased_until_it_is_done(three: Meeting) -> None:
    row = UndertakingFactory(meeting=three, due_on=TODAY + 7 * DAY)
    asked = list(due.UNDERTAKING.rows(TODAY))
    assert [(one["subject"], one["due_on"]) for one in asked] == [(row.uuid, TODAY + 7 * DAY)]
    assert asked[0]["responsible_id"] == three.enrolment.consultant_id
    settle(row, 0, outcome="open", day=TODAY + 8 * DAY, reason="", by=three.consultant, today=TODAY)
    assert not list(due.UNDERTAKING.rows(TODAY))
    settle(row, 1, outcome="done", day=TODAY, reason="", by=three.consultant, today=TODAY)
    assert not list(due.UNDERTAKING.rows(TODAY + 30 * DAY))
    with pytest.raises(Stale):
        reopen(row, 0, due_on=TODAY)
    reopen(row, 2, due_on=TODAY)
    row.refresh_from_db()
    assert (row.state, row.settled_on, row.due_on) == ("open", None, TODAY)


def test_closing_the_case_ends_the_chase(three: Meeting) -> None:
    row = UndertakingFactory(meeting=three, due_on=TODAY)
    facts = ClosureFacts(closed_on=TODAY, reason="flytt", to_work=False, to_studies=False)
    close_enrolment(enrolment=three.enrolment, facts=facts, education_level="gymnasial", by=three.consultant, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.settled_on, row.reason) == ("dropped", TODAY, "Ärendet avslutades.")


# --- Through the pages ----------------------------------------------------------------------------


def test_one_form_makes_note_parties_and_promises(people: People, three: Meeting) -> None:  # noqa: F811
    client, url = signed_in(people.anna), reverse("meeting_hold", args=[three.uuid])
    page = client.get(url).text
    assert "Lena Berg" in page
    bad = {"outcome": "held", "text": "Alla är nöjda.", "parties": ["deltagare", "af"], "name_af": "Lena Berg"}
    bad |= {"party_1": "af", "what_1": "Ger besked om lönestöd."}
    answer = client.post(url, bad)
    assert answer.context["form"].errors["due_1"] == ["Skriv en dag."]
    assert "Ger besked om lönestöd." in answer.text
    assert client.post(url, bad | {"due_1": "2026-12-08"}).status_code == 302
    row = Undertaking.objects.get()
    assert (row.party, row.name, row.due_on) == ("af", "Lena Berg", dt.date(2026, 12, 8))
    journal = client.get(reverse("journal", args=[three.enrolment.participant.uuid])).text
    assert "Deltog: Deltagaren, Arbetsförmedlingen: Lena Berg" in journal
    overview = client.get(three.enrolment.participant.get_absolute_url()).text
    assert "Arbetsförmedlingen (Lena Berg)" in overview


@pytest.mark.parametrize(
    ("year", "began", "starts"),
    [
        ("2126", "Tiden ligger framåt. Skriv när mötet började.", "Mer än två år framåt. Kontrollera året."),
        ("9999", "Kontrollera året.", "Kontrollera året."),
        ("0206", "Kontrollera året.", "Kontrollera året."),
    ],
)
def test_a_slip_of_the_year_is_told_of(people: People, three: Meeting, year: str, began: str, starts: str) -> None:  # noqa: F811
    client, when = signed_in(people.anna), f"{year}-12-31T23:59"
    told = {"outcome": "held", "text": "Alla är nöjda.", "began_at": when}
    answer = client.post(reverse("meeting_hold", args=[three.uuid]), told)
    assert answer.context["form"].errors["began_at"] == [began]
    booked = {"kind": "samtal", "form": "unit", "minutes": "180", "interpreter": "none", "starts_at": when}
    answer = client.post(reverse("meeting_create", args=[three.enrolment.participant.uuid]), booked)
    assert answer.context["form"].errors["starts_at"] == [starts]


def test_what_nobody_had_booked_is_entered_and_its_promises_chased(people: People, case: Enrolment) -> None:  # noqa: F811
    client, url = signed_in(people.anna), reverse("meeting_create", args=[case.participant.uuid])
    assert "högst 14 dagar bakåt" in client.get(url).text
    day = TODAY - dt.timedelta(days=3)
    booked = {"kind": "trepart", "form": "unit", "minutes": "60", "interpreter": "none", "starts_at": f"{day}T09:00"}
    answer = client.post(url, booked | {"parties": ["deltagare", "af"], "name_af": "Åke vid AF"})
    meeting = Meeting.objects.get()
    assert answer.url == reverse("meeting_hold", args=[meeting.uuid])
    promised = {"party_1": "af", "what_1": "Skicka beslutet", "due_1": f"{TODAY + dt.timedelta(days=7)}"}
    told = {
        "outcome": "held",
        "text": "Vi sågs i förbifarten.",
        "parties": ["deltagare", "af"],
        "name_af": "Åke vid AF",
    }
    assert client.post(answer.url, told | promised).status_code == 302
    assert JournalEntry.objects.get().occurred_at == at(day, 9)
    assert Undertaking.objects.values_list("what", "name", "state").get() == ("Skicka beslutet", "Åke vid AF", "open")


def test_20_000_characters_are_taken_and_one_more_is_not(people: People, three: Meeting) -> None:  # noqa: F811
    client, url = signed_in(people.anna), reverse("meeting_hold", args=[three.uuid])
    long = "å" * 20_000
    assert client.post(url, {"outcome": "held", "text": f"{long}x"}).status_code == 200
    assert client.post(url, {"outcome": "held", "text": long}).status_code == 302
    assert JournalEntry.objects.get().text == long


def test_what_is_written_of_a_cancelled_meeting_is_not_lost(people: People, three: Meeting) -> None:  # noqa: F811
    url = reverse("meeting_hold", args=[three.uuid])
    signed_in(people.anna).post(url, {"outcome": "cancelled", "text": "Rummet var dubbelbokat."})
    three.refresh_from_db()
    assert three.state == Meeting.State.CANCELLED
    assert three.journal_entry is not None
    assert three.journal_entry.text == "Rummet var dubbelbokat."


def test_an_undertaking_is_settled_once(people: People, three: Meeting) -> None:  # noqa: F811
    row = UndertakingFactory(meeting=three, due_on=TODAY)
    client, url = signed_in(people.anna), reverse("undertaking_settle", args=[row.uuid])
    assert "Återkommer med besked." in client.get(url).text
    answer = client.post(url, {"outcome": "dropped", "day": "2026-11-24", "revision": "0"})
    assert answer.context["form"].errors["reason"] == ["Skriv varför det inte blir av."]
    assert client.post(url, {"outcome": "done", "day": "2026-11-24", "revision": "0"}).status_code == 302
    assert "redan skrivit" in client.post(url, {"outcome": "done", "day": "2026-11-24", "revision": "0"}).text


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"dialect": "från Asmara", "interpreter": "kvinna"}, "tigrinska, dialekt från Asmara, helst kvinna"),
        ({"sfi": "b"}, "tigrinska"),
    ],
)
def test_who_books_an_interpreter_sees_what_is_asked_of_one(
    people: People,  # noqa: F811
    case: Enrolment,  # noqa: F811
    facts: dict[str, str],
    words: str,
) -> None:
    Participant.objects.update(interpreter_language="Tigrinska")
    first = complete(case, "sprak", facts={"dialect": "från Keren", "interpreter": "man"})
    complete(case, "sprak", facts=facts, seen=first)
    starts = at(TODAY + 2 * DAY, 10)
    meeting = MeetingFactory(
        enrolment=case,
        starts_at=starts,
        ends_at=starts + dt.timedelta(hours=1),
        interpreter="needed",
        interpreter_language="Tigrinska",
    )
    client = signed_in(people.anna)
    for name, key in (
        ("meeting_create", case.participant.uuid),
        ("meeting_move", meeting.uuid),
        ("meeting_interpreter", meeting.uuid),
    ):
        assert f"Deltagaren behöver tolk: {words}." in client.get(reverse(name, args=[key])).content.decode(), name
    with at_most(12):
        page = client.get(reverse("my_day"))
    (task,) = [task for group in page.context["groups"] for task in group.tasks if task.verb == "Boka tolk"]
    assert task.details == words
    assert words in page.content.decode()
