"""Booking meetings, and saying how they went without typing it twice."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction

from amc.obstacles import Obstacle, refuse_if
from amc.revisions import save_revised
from amc.staff.models import User
from participants.actions.journal import write_journal
from participants.actions.undertakings import promise
from participants.hooks import meeting_tie
from participants.models import Enrolment, JournalEntry, Meeting, MeetingParty, Participant
from participants.rules import meetings as rules

# How a meeting is told in the journal: as what it was, else as how one met.
JOURNAL_KINDS = {
    Meeting.Form.UNIT: JournalEntry.Kind.SAMTAL,
    Meeting.Form.VIDEO: JournalEntry.Kind.SAMTAL,
    Meeting.Form.PHONE: JournalEntry.Kind.TELEFON,
    Meeting.Form.VISIT: JournalEntry.Kind.BESOK,
}
BOOKED = (
    *("kind", "form", "starts_at", "ends_at", "place"),
    *("interpreter", "interpreter_language", "interpreter_reference"),
)
INTERPRETER = BOOKED[-3:]


def journal_kind(kind: str, form: str) -> str:
    """The kind of the note that tells of a meeting."""
    return JournalEntry.Kind.TREPART if kind == Meeting.Kind.TREPART else JOURNAL_KINDS[Meeting.Form(form)]


def _fill(
    meeting: Meeting,
    *,
    kind: str,
    starts_at: dt.datetime,
    minutes: int,
    today: dt.date,
    form: str = Meeting.Form.UNIT,
    place: str = "",
    interpreter: str = Meeting.Interpreter.NONE,
    interpreter_language: str = "",
    interpreter_reference: str = "",
) -> None:
    refuse_if(
        [
            *rules.meeting_obstacles(starts_at, minutes=minutes, is_open=meeting.enrolment.is_open, today=today),
            *rules.place_obstacles(form=form, place=place),
            *rules.interpreter_obstacles(interpreter=interpreter, language=interpreter_language),
        ]
    )
    meeting.kind, meeting.form, meeting.place = kind, form, place.strip()
    meeting.starts_at, meeting.ends_at = starts_at, starts_at + dt.timedelta(minutes=minutes)
    _interpreter(meeting, interpreter, interpreter_language, interpreter_reference)


def _interpreter(meeting: Meeting, state: str, language: str, reference: str) -> None:
    """What is said of an interpreter that there is not is not kept, nor the reference of one that is not booked."""
    booked = state in (Meeting.Interpreter.BOOKED, Meeting.Interpreter.CONFIRMED)
    meeting.interpreter = state
    meeting.interpreter_language = "" if state == Meeting.Interpreter.NONE else language.strip()
    meeting.interpreter_reference = reference.strip() if booked else ""


@transaction.atomic
def book_meeting(
    *, enrolment: Enrolment, by: User, parties: Mapping[str, str] | None = None, **booked: object
) -> Meeting:
    """Book a meeting, which is that of `by`: whoever books it meets the participant.

    `booked` is what `_fill` takes: kind, form, starts_at, minutes, place, the interpreter and today. `parties` are
    those of a trepartssamtal with their names. Raises Refused for a closed case, a day that has been, a visit
    nowhere, an interpreter of no language and an unnamed party.
    """
    enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    meeting = Meeting(enrolment=enrolment, consultant=by)
    _fill(meeting, **booked)  # type: ignore[arg-type]
    meeting.save()
    set_parties(meeting, parties or {})
    return meeting


@transaction.atomic
def move_meeting(
    meeting: Meeting, revision: int, *, parties: Mapping[str, str] | None = None, **booked: object
) -> Meeting:
    """Change a booked meeting; `booked` and `parties` as for `book_meeting`, None leaves the parties as they are.

    Raises Refused when it is no longer planned, Stale when somebody changed it.
    """
    _fill(meeting, **booked)  # type: ignore[arg-type]
    if meeting.state != Meeting.State.PLANNED:
        refuse_if([Obstacle(None, "Mötet är inte längre bokat och kan inte flyttas.", "answered")])
    save_revised(meeting, revision, BOOKED)
    if parties is not None:
        set_parties(meeting, parties)
    return meeting


def set_parties(meeting: Meeting, parties: Mapping[str, str], *, present: bool | None = None) -> None:
    """Let `parties` (party → name) be those of the meeting; with `present` they were there. Who was invited and is
    not among them was not."""
    refuse_if(rules.party_obstacles(parties))
    known = {row.party: row for row in meeting.parties.all()}
    for party, name in parties.items():
        row = known.pop(party, None) or MeetingParty(meeting=meeting, party=party)
        row.name, row.present = name.strip(), present
        row.save()
    for row in known.values():
        if present is None:
            row.delete()
        else:
            row.present = False
            row.save(update_fields=["present"])


@transaction.atomic
def book_interpreter(
    meeting: Meeting,
    revision: int,
    *,
    interpreter: str,
    interpreter_language: str,
    interpreter_reference: str,
) -> Meeting:
    """Say how it stands with the interpreter. Raises Refused without a language and for a meeting that is no longer
    planned, Stale when somebody changed the meeting after `revision`."""
    refuse_if(rules.interpreter_obstacles(interpreter=interpreter, language=interpreter_language))
    if meeting.state != Meeting.State.PLANNED:
        refuse_if([Obstacle(None, "Mötet är inte längre bokat.", "answered")])
    _interpreter(meeting, interpreter, interpreter_language, interpreter_reference)
    save_revised(meeting, revision, INTERPRETER)
    return meeting


def interpreter_came_to_be_needed(participant: Participant, language: str) -> int:
    """The participant turned out to need an interpreter of `language`: the planned meetings without one wait for one.
    Answers how many. In the caller's transaction."""
    planned = Meeting.objects.filter(
        enrolment__participant=participant, state=Meeting.State.PLANNED, interpreter=Meeting.Interpreter.NONE
    )
    rows = list(planned.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    for row in rows:
        row.interpreter, row.interpreter_language = Meeting.Interpreter.NEEDED, language
        row.revision += 1
        row.save(update_fields=["interpreter", "interpreter_language", "revision"])
    return len(rows)


def _decided(meeting: Meeting, outcome: str, now: dt.datetime) -> Meeting:
    row = Meeting.objects.select_for_update(no_key=True, of=("self",)).select_related("enrolment").get(pk=meeting.pk)
    refuse_if(rules.outcome_obstacles(state=row.state, starts_at=row.starts_at, now=now, outcome=outcome))
    return row


def _settle(row: Meeting, state: str, entry: JournalEntry | None, *more: str) -> None:
    row.journal_entry, row.state = entry, state
    row.revision += 1
    row.save(update_fields=["journal_entry", "state", "revision", *more])


@transaction.atomic
def hold_meeting(
    meeting: Meeting,
    *,
    text: str,
    by: User,
    now: dt.datetime,
    form: str | None = None,
    began_at: dt.datetime | None = None,
    parties: Mapping[str, str] | None = None,
    promises: Iterable[rules.Promise] = (),
) -> JournalEntry:
    """The meeting was held; what was said becomes the journal note, what was promised is chased.

    `form` and `began_at` say how and when it was, where that differs from what was booked; `parties` (party → name)
    who was there, None where nobody says. Raises Refused as `outcome_obstacles`, `party_obstacles`,
    `promise_obstacles` and `entry_obstacles`.
    """
    row = _decided(meeting, Meeting.State.HELD, now)
    tie = meeting_tie(row)
    refuse_if([rules.held_elsewhere(tie.words)] if tie else [])
    changed = []
    if form and form != row.form:
        refuse_if(rules.place_obstacles(form=form, place=row.place))
        row.form = form
        changed.append("form")
    if began_at and began_at != row.starts_at:
        refuse_if(rules.began_obstacles(began_at, now=now))
        row.starts_at, row.ends_at = began_at, began_at + (row.ends_at - row.starts_at)
        changed += ["starts_at", "ends_at"]
    entry = write_journal(
        enrolment=row.enrolment,
        kind=journal_kind(row.kind, row.form),
        occurred_at=row.starts_at,
        text=text,
        by=by,
        now=now,
    )
    _settle(row, Meeting.State.HELD, entry, *changed)
    if parties is not None:
        set_parties(row, parties, present=True)
    promise(row, promises)
    return entry


@transaction.atomic
def settle_as_told(
    meeting: Meeting,
    *,
    entry: JournalEntry,
    present: Iterable[str],
    now: dt.datetime,
    promises: Iterable[rules.Promise] = (),
) -> Meeting:
    """The meeting was held, and `entry` tells of it already: of what the meeting is besides (participants.hooks).

    `present` are those parties that were there, of those that were invited. A meeting that began earlier than booked
    began at `now`. Raises Refused when somebody has said how it went, and as `promise_obstacles`.
    """
    row = Meeting.objects.select_for_update(no_key=True, of=("self",)).select_related("enrolment").get(pk=meeting.pk)
    began = min(row.starts_at, now)
    refuse_if(rules.outcome_obstacles(state=row.state, starts_at=began, now=now, outcome=Meeting.State.HELD))
    row.starts_at, row.ends_at = began, began + (row.ends_at - row.starts_at)
    _settle(row, Meeting.State.HELD, entry, "starts_at", "ends_at")
    there = set(present)
    for party in row.parties.all():
        party.present = party.party in there
        party.save(update_fields=["present"])
    promise(row, promises)
    return row


@transaction.atomic
def miss_meeting(meeting: Meeting, *, text: str, by: User, now: dt.datetime) -> JournalEntry:
    """The participant did not come; it becomes a journal note. Raises Refused as `outcome_obstacles`."""
    row = _decided(meeting, Meeting.State.NO_SHOW, now)
    entry = write_journal(
        enrolment=row.enrolment,
        kind=JournalEntry.Kind.UTEBLIVET,
        occurred_at=row.starts_at,
        text=text.strip() or "Deltagaren kom inte till mötet.",
        by=by,
        now=now,
    )
    _settle(row, Meeting.State.NO_SHOW, entry)
    return entry


@transaction.atomic
def excuse_meeting(
    meeting: Meeting, *, excused_by: str, excused_via: str, text: str, by: User, now: dt.datetime
) -> JournalEntry:
    """Somebody said that the participant cannot come, beforehand or after; who and how stands in the note.

    Raises Refused as `outcome_obstacles` and `excuse_obstacles`.
    """
    row = _decided(meeting, Meeting.State.EXCUSED, now)
    refuse_if(rules.excuse_obstacles(excused_by=excused_by, excused_via=excused_via))
    row.excused_by, row.excused_via = excused_by, excused_via
    who, how = row.get_excused_by_display(), row.get_excused_via_display()
    said = f"Förhinder till {str(row)[0].lower()}{str(row)[1:]}. Anmält av: {who}. Hur: {how}."
    entry = write_journal(
        enrolment=row.enrolment,
        kind=JournalEntry.Kind.FORHINDER,
        occurred_at=min(row.starts_at, now),
        text=f"{said}\n\n{text.strip()}".strip(),
        by=by,
        now=now,
    )
    _settle(row, Meeting.State.EXCUSED, entry, "excused_by", "excused_via")
    return entry


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, now: dt.datetime, by: User | None = None, text: str = "") -> Meeting:
    """We called the meeting off; what is written about it becomes a journal note. Raises Refused when somebody has
    said how it went."""
    row = _decided(meeting, Meeting.State.CANCELLED, now)
    entry = None
    if by is not None and text.strip():
        entry = write_journal(
            enrolment=row.enrolment,
            kind=JournalEntry.Kind.HANDELSE,
            occurred_at=min(row.starts_at, now),
            text=text,
            by=by,
            now=now,
        )
    _settle(row, Meeting.State.CANCELLED, entry)
    return row


@transaction.atomic
def restore_meeting(meeting: Meeting, revision: int) -> Meeting:
    """A meeting that was cancelled by mistake is booked again. Raises Refused in a closed case and for a meeting that
    is not cancelled or that the journal tells of, Stale when somebody has changed it after `revision`."""
    enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=meeting.enrolment_id)
    row = Meeting.objects.get(pk=meeting.pk)
    if row.state != Meeting.State.CANCELLED or row.journal_entry_id or not enrolment.is_open:
        refuse_if([Obstacle(None, "Mötet kan inte tas tillbaka. Boka ett nytt.", "not_cancelled")])
    row.state = Meeting.State.PLANNED
    save_revised(row, revision, ["state"])
    return row
