"""The journal and the meetings: what was talked about from the first day to the last, and what is booked."""

import datetime as dt
from dataclasses import replace

from amc.demo.chance import at
from amc.demo.filing.desk import Desk, File, Note
from amc.demo.texts import journal as words
from participants.models import Enrolment, JournalEntry, Meeting, MeetingParty, Undertaking

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
# What is booked is dealt from these: what it is, else how one meets.
_BOOKED = ("samtal", "trepart", "besok", "telefon")
_FORM = {"besok": Meeting.Form.VISIT, "telefon": Meeting.Form.PHONE}
_VISITS = ("Arbetsplatsen", "Hemma hos deltagaren")
_INTERPRETER = (Meeting.Interpreter.CONFIRMED, Meeting.Interpreter.NEEDED, Meeting.Interpreter.BOOKED)
# Who sits at the table besides the usual three, by turns.
_FOURTH = (
    *(("af", "Lena Berg"), ("arbetsgivare", "Kjell Åberg"), ("socialtjanst", "Mona Lind"), ("fk", "Rut Sand")),
    *(("vard", "Arbetsterapeut Per Hed"), ("fack", "Kommunal, Siv Ros"), ("annan", "Studievägledaren Ida Falk")),
)
_USUAL = ("deltagare", "konsulent", "handledare")
_LEFT_OPEN = dt.timedelta(days=45)
_DROPPED = "Behövs inte längre, frågan är löst."
_MEETING_KIND = {
    "samtal": "samtal",
    "trepart": "trepart",
    "besok": "besok",
    "telefon": "telefon",
    "uteblivet": "samtal",
}
_NOT_MET = {"uteblivet": Meeting.State.NO_SHOW, "forhinder": Meeting.State.EXCUSED}
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
        if note.kind == "uteblivet" and file.key % 3 == 0:
            note = replace(note, kind="forhinder", text=words.NOTES["forhinder"][0])
        entry = _entry(desk, file, note)
        if note.meeting or note.kind in _NOT_MET:
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
    meeting = _meeting(
        desk,
        file,
        _MEETING_KIND.get(note.kind, "samtal"),
        note.when,
        state=_NOT_MET.get(note.kind, Meeting.State.HELD),
        journal_entry_id=entry,
    )
    if note.kind == "trepart":
        _promised(desk, file, note, meeting)


def _promised(desk: Desk, file: File, note: Note, meeting: int) -> None:
    """Who sat at the table, and what they promised: done by now in most cases, and by closing in all."""
    usual = [desk.add(MeetingParty, meeting_id=meeting, party=party, present=True) for party in _USUAL]
    turn = usual[0] // (len(_USUAL) + 1)
    fourth, name = _FOURTH[turn % len(_FOURTH)]
    desk.add(MeetingParty, meeting_id=meeting, party=fourth, name=name, present=turn % 4 > 0)
    promises = (
        ("handledare", "", "Går igenom arbetsuppgifterna och säger till om något blir för tungt.", 14),
        (fourth, name, "Återkommer med besked om stöd.", 30),
        ("deltagare", "", "Lämnar in intyg från tidigare arbeten.", 21),
        ("konsulent", "", "Bokar nästa trepartssamtal.", 28),
    )
    for number, (party, who, what, days) in enumerate(promises[: 2 + turn % 3]):
        due_on = note.when.date() + dt.timedelta(days=days)
        values = {
            "meeting_id": meeting,
            "enrolment_id": file.key,
            "party": party,
            "name": who,
            "what": what,
            "due_on": due_on,
        }
        lately = due_on > desk.today - _LEFT_OPEN
        if file.is_open and (due_on > desk.today or (lately and (turn + number) % 7 < 3)):
            desk.add(Undertaking, **values)
            continue
        settled = {"settled_on": min(due_on, file.last_at_work, desk.yesterday), "settled_by_id": file.consultant}
        dropped = (turn + number) % 7 == 3
        state = {"state": "dropped", "reason": _DROPPED} if dropped else {"state": "done"}
        desk.add(Undertaking, **values, **settled, **state)


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
            _meeting(desk, file, desk.deal("meeting", [(kind, 1) for kind in _BOOKED]), when)
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
) -> int:
    place = "" if kind == "telefon" else desk.chance.pick(_PLACES)
    turn = file.key + when.day
    form = _FORM.get(kind, Meeting.Form.VIDEO if turn % 9 == 0 else Meeting.Form.UNIT)
    if form == Meeting.Form.VISIT:
        place = _VISITS[turn % 2]
    interpreter = Meeting.Interpreter.NONE
    if file.person.interpreter:
        interpreter = _INTERPRETER[turn % 3] if state == Meeting.State.PLANNED else Meeting.Interpreter.CONFIRMED
    booked = interpreter in (Meeting.Interpreter.BOOKED, Meeting.Interpreter.CONFIRMED)
    excused = state == Meeting.State.EXCUSED
    return desk.add(
        Meeting,
        enrolment_id=file.key,
        consultant_id=file.consultant,
        kind="trepart" if kind == "trepart" else "samtal",
        form=form.value,
        starts_at=when,
        ends_at=when + dt.timedelta(minutes=20 if kind == "telefon" else 60),
        place="" if form == Meeting.Form.VIDEO else place,
        interpreter=interpreter.value,
        interpreter_language=file.person.interpreter if interpreter != Meeting.Interpreter.NONE else "",
        interpreter_reference=f"T-{10_000 + turn}" if booked else "",
        excused_by=Meeting.ExcusedBy.values[turn % 4] if excused else "",
        excused_via=Meeting.ExcusedVia.values[turn // 4 % 4] if excused else "",
        state=state.value,
        journal_entry_id=journal_entry_id,
    )
