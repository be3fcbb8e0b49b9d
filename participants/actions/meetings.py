"""Booking meetings, and saying how they went without typing it twice."""

import datetime as dt

from django.db import transaction

from amc.obstacles import Obstacle, refuse_if
from amc.revisions import save_revised
from amc.staff.models import User
from participants.actions.journal import write_journal
from participants.models import Enrolment, JournalEntry, Meeting
from participants.rules import meetings as rules

# How a meeting is told in the journal.
JOURNAL_KINDS = {
    Meeting.Kind.SAMTAL: JournalEntry.Kind.SAMTAL,
    Meeting.Kind.TREPART: JournalEntry.Kind.TREPART,
    Meeting.Kind.BESOK: JournalEntry.Kind.BESOK,
    Meeting.Kind.TELEFON: JournalEntry.Kind.TELEFON,
}


@transaction.atomic
def book_meeting(
    *,
    enrolment: Enrolment,
    kind: str,
    starts_at: dt.datetime,
    minutes: int,
    place: str,
    interpreter: bool,
    by: User,
    today: dt.date,
) -> Meeting:
    """Book a meeting, which is that of `by`: whoever books it meets the participant. Raises Refused for a closed
    case and for a day that has been."""
    enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    ends_at = starts_at + dt.timedelta(minutes=minutes)
    refuse_if(rules.meeting_obstacles(starts_at, ends_at, is_open=enrolment.is_open, today=today))
    return Meeting.objects.create(
        enrolment=enrolment,
        consultant=by,
        kind=kind,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        interpreter=interpreter,
    )


@transaction.atomic
def move_meeting(
    meeting: Meeting,
    revision: int,
    *,
    kind: str,
    starts_at: dt.datetime,
    minutes: int,
    place: str,
    interpreter: bool,
    today: dt.date,
) -> Meeting:
    """Change a booked meeting. Raises Refused when it is no longer planned, Stale when somebody changed it."""
    ends_at = starts_at + dt.timedelta(minutes=minutes)
    refuse_if(rules.meeting_obstacles(starts_at, ends_at, is_open=meeting.enrolment.is_open, today=today))
    if meeting.state != Meeting.State.PLANNED:
        refuse_if([Obstacle(None, "Mötet är inte längre bokat och kan inte flyttas.", "answered")])
    meeting.kind, meeting.starts_at, meeting.ends_at = kind, starts_at, ends_at
    meeting.place, meeting.interpreter = place, interpreter
    save_revised(meeting, revision, ["kind", "starts_at", "ends_at", "place", "interpreter"])
    return meeting


def _decided(meeting: Meeting, outcome: str, now: dt.datetime) -> Meeting:
    row = Meeting.objects.select_for_update(no_key=True, of=("self",)).select_related("enrolment").get(pk=meeting.pk)
    refuse_if(rules.outcome_obstacles(state=row.state, starts_at=row.starts_at, now=now, outcome=outcome))
    return row


@transaction.atomic
def hold_meeting(meeting: Meeting, *, text: str, by: User, now: dt.datetime) -> JournalEntry:
    """The meeting was held; what was said becomes the journal note. Raises Refused as `outcome_obstacles`."""
    row = _decided(meeting, Meeting.State.HELD, now)
    row.journal_entry = write_journal(
        enrolment=row.enrolment,
        kind=JOURNAL_KINDS[Meeting.Kind(row.kind)],
        occurred_at=row.starts_at,
        text=text,
        by=by,
        now=now,
    )
    row.state = Meeting.State.HELD
    row.revision += 1
    row.save(update_fields=["journal_entry", "state", "revision"])
    return row.journal_entry


@transaction.atomic
def miss_meeting(meeting: Meeting, *, text: str, by: User, now: dt.datetime) -> JournalEntry:
    """The participant did not come; it becomes a journal note. Raises Refused as `outcome_obstacles`."""
    row = _decided(meeting, Meeting.State.NO_SHOW, now)
    row.journal_entry = write_journal(
        enrolment=row.enrolment,
        kind=JournalEntry.Kind.UTEBLIVET,
        occurred_at=row.starts_at,
        text=text.strip() or "Deltagaren kom inte till mötet.",
        by=by,
        now=now,
    )
    row.state = Meeting.State.NO_SHOW
    row.revision += 1
    row.save(update_fields=["journal_entry", "state", "revision"])
    return row.journal_entry


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, now: dt.datetime) -> Meeting:
    """The meeting will not be. Raises Refused when somebody has said how it went."""
    row = _decided(meeting, Meeting.State.CANCELLED, now)
    row.state = Meeting.State.CANCELLED
    row.revision += 1
    row.save(update_fields=["state", "revision"])
    return row


@transaction.atomic
def restore_meeting(meeting: Meeting, revision: int) -> Meeting:
    """A meeting that was cancelled by mistake is booked again. Raises Refused in a closed case and for a meeting that
    is not cancelled, Stale when somebody has changed it after `revision`."""
    enrolment = Enrolment.objects.select_for_update(no_key=True).get(pk=meeting.enrolment_id)
    row = Meeting.objects.get(pk=meeting.pk)
    if row.state != Meeting.State.CANCELLED or not enrolment.is_open:
        refuse_if([Obstacle(None, "Mötet kan inte tas tillbaka. Boka ett nytt.", "not_cancelled")])
    row.state = Meeting.State.PLANNED
    save_revised(row, revision, ["state"])
    return row
