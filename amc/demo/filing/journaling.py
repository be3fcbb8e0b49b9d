"""The journal and the meetings: what was talked about from the first day to the last, and what is booked."""

import datetime as dt

from amc.demo.chance import at
from amc.demo.filing.desk import Desk, File, Note
from amc.demo.texts import journal as words
from participants.models import Enrolment, JournalEntry, Meeting

SILENT_DAYS = 50
_KINDS = (
    ("samtal", 46),
    ("telefon", 22),
    ("kontakt", 13),
    ("uteblivet", 7),
    ("handelse", 7),
    ("trepart", 3),
    ("besok", 2),
)
_MEETING_KIND = {
    "samtal": "samtal",
    "trepart": "trepart",
    "besok": "besok",
    "telefon": "telefon",
    "uteblivet": "samtal",
}
_PLACES = ("Rum Eken", "Rum Björken", "Rum Tallen", "Hos oss, Skolgatan 4")
_TODAYS = ((9, 0), (10, 30), (13, 0), (14, 30))


def write_journal(desk: Desk, file: File) -> None:
    """Everything noted so far, filled up with talks in between, in the order it happened."""
    last = file.last_at_work
    if file.case.trait == "silent":
        last = desk.today - dt.timedelta(days=SILENT_DAYS)
    notes = [note for note in file.notes if note.when.date() <= last or not file.is_open]
    _fill(desk, file, notes, last)
    notes.sort(key=lambda note: note.when)
    for note in notes:
        entry = _entry(desk, file, note)
        if note.meeting or note.kind == "uteblivet":
            _met(desk, file, note, entry)
    contacts = [note.when.date() for note in notes if note.kind in JournalEntry.CONTACT_KINDS]
    if contacts:
        desk.ledger[Enrolment].change(file.key, last_contact_on=max(contacts))
    if file.is_open:
        _book(desk, file)


def _fill(desk: Desk, file: File, notes: list[Note], last: dt.date) -> None:
    chance = desk.chance
    day = file.opened_on
    notes.append(Note(at(min(day, last), 13), "samtal", desk.text(words.FIRST_TALK, file), meeting=True))
    gap = (9, 34) if desk.rich else (35, 90)
    if not file.is_open or chance.often(0.08):
        last -= dt.timedelta(days=chance.between(0, 60))
    while (day := day + dt.timedelta(days=chance.between(*gap))) <= last:
        kind = desk.deal("note", _KINDS)
        text = desk.text(words.NOTES[kind], file)
        when = chance.office_hour(chance.working_day(day, day))
        if when.date() >= file.opened_on:
            notes.append(Note(when, kind, text, meeting=kind in _MEETING_KIND and chance.often(0.5)))


def _entry(desk: Desk, file: File, note: Note) -> int:
    chance = desk.chance
    written = min(note.when + dt.timedelta(minutes=chance.between(15, 170)), at(desk.yesterday, 23))
    author = note.author or file.consultant
    values = {"enrolment_id": file.key, "kind": note.kind, "occurred_at": note.when, "author_id": author}
    entry = desk.add(JournalEntry, text=note.text, created_at=max(written, note.when), **values)
    if chance.often(0.015):
        corrected_at = min(written + dt.timedelta(days=1), at(desk.yesterday, 23))
        desk.add(
            JournalEntry,
            text=chance.pick(words.CORRECTIONS),
            created_at=max(corrected_at, note.when),
            corrects_id=entry,
            **values,
        )
    return entry


def _met(desk: Desk, file: File, note: Note, entry: int) -> None:
    missed = note.kind == "uteblivet"
    _meeting(
        desk,
        file,
        _MEETING_KIND.get(note.kind, "samtal"),
        note.when,
        state=Meeting.State.NO_SHOW if missed else Meeting.State.HELD,
        journal_entry_id=entry,
    )


def _book(desk: Desk, file: File) -> None:
    """What is to come: most have a time within three weeks, some a time that was called off."""
    chance, case = desk.chance, file.case
    if case.consultant.left_on:
        return
    if case.trait and case.consultant is desk.world.demo_consultant:
        for hour, minute in _TODAYS:
            if case.trait not in ("silent", "new", "unassigned") and desk.book(-1, at(desk.today, hour, minute)):
                desk.book(file.consultant, at(desk.today, hour, minute))
                _meeting(desk, file, "trepart" if hour == 13 else "samtal", at(desk.today, hour, minute))
                return
    if case.trait not in ("silent", "unassigned") and chance.often(0.6):
        soon = desk.today + dt.timedelta(days=1)
        when = desk.free_time(file.consultant, soon, desk.today + dt.timedelta(days=21))
        if when:
            _meeting(desk, file, desk.evenly("meeting", Meeting.Kind), when)
    if chance.often(0.08):
        when = desk.free_time(file.consultant, desk.today - dt.timedelta(days=5), desk.today + dt.timedelta(days=5))
        if when:
            _meeting(desk, file, "samtal", when, state=Meeting.State.CANCELLED)


def _meeting(
    desk: Desk,
    file: File,
    kind: str,
    when: dt.datetime,
    *,
    state: Meeting.State = Meeting.State.PLANNED,
    journal_entry_id: int | None = None,
) -> None:
    desk.add(
        Meeting,
        enrolment_id=file.key,
        consultant_id=file.consultant,
        kind=kind,
        starts_at=when,
        ends_at=when + dt.timedelta(minutes=20 if kind == "telefon" else 60),
        place="" if kind == "telefon" else desk.chance.pick(_PLACES),
        interpreter=bool(file.person.interpreter),
        state=state.value,
        journal_entry_id=journal_entry_id,
    )
