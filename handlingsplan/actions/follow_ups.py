"""What is done to follow-ups: plan, book, hold, cancel; and the yearly ones of AMI, which follow their employment."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from amc.obstacles import Refused, refuse_if
from amc.revisions import save_revised
from amc.staff.models import User
from handlingsplan import follow_up_rules as rules
from handlingsplan.actions.locks import lock_enrolment
from handlingsplan.ami import Known, reschedule
from handlingsplan.models import FollowUp, FollowUpAnswer, FollowUpQuestion
from handlingsplan.querysets import FollowUpQuerySet
from handlingsplan.rules import GONE
from participants.actions.journal import write_journal
from participants.actions.meetings import book_meeting, settle_as_told
from participants.models import Enrolment, JournalEntry, Meeting
from participants.rules.meetings import Promise

PERIOD_CHANGED = "Anställningens period har ändrats."


@transaction.atomic
def plan_follow_up(
    *,
    enrolment: Enrolment,
    due_on: dt.date,
    today: dt.date,
    booked_at: dt.datetime | None = None,
    kind: str = FollowUp.Kind.PLAN,
) -> FollowUp:
    """Plan a follow-up of the plan or of a praktik, to be held by `due_on`, with a booked time where there is one. The
    yearly ones of an AMI follow from its period. Raises Refused."""
    enrolment = lock_enrolment(enrolment)
    refuse_if(
        rules.planning_obstacles(
            enrolment_open=enrolment.is_open, due_on=due_on, today=today, kind=kind, booked_at=booked_at
        )
    )
    return FollowUp.objects.create(enrolment=enrolment, kind=kind, due_on=due_on, booked_at=booked_at)


@transaction.atomic
def book_follow_up(
    *,
    follow_up: FollowUp,
    revision: int,
    booked_at: dt.datetime | None,
    today: dt.date,
    due_on: dt.date | None = None,
    meeting: Meeting | None = None,
) -> FollowUp:
    """Book a follow-up: to `meeting`, which is booked already, else to a time without one, or to none. `due_on` also
    moves its last day, for those not set by an AMI.

    Raises Refused, and Stale on an older revision.
    """
    lock_enrolment(follow_up.enrolment)
    row = _locked(follow_up)
    moves = None if row.kind == FollowUp.Kind.AMI_YEARLY else due_on
    refuse_if(rules.booking_obstacles(row, booked_at=None if meeting else booked_at, due_on=moves, today=today))
    refuse_if(rules.meeting_obstacles(row, meeting) if meeting else [])
    row.meeting, row.booked_at = meeting, None if meeting else booked_at
    if moves:
        row.due_on = moves
    save_revised(row, revision, ["meeting", "booked_at", "due_on"])
    return row


@transaction.atomic
def book_meeting_for(*, follow_up: FollowUp, by: User, today: dt.date, **booked: Any) -> Meeting:
    """Book a meeting of `by` (participants.actions.meetings.book_meeting) where `follow_up` is to be held. Raises
    Refused."""
    row = FollowUp.objects.select_related("enrolment").get(pk=follow_up.pk)
    refuse_if(rules.open_obstacles(row))
    meeting = book_meeting(enrolment=row.enrolment, by=by, today=today, **booked)
    book_follow_up(follow_up=row, revision=row.revision, booked_at=None, today=today, meeting=meeting)
    return meeting


@transaction.atomic
def hold_follow_up(
    *,
    follow_up: FollowUp,
    revision: int,
    held_on: dt.date,
    attendees: list[str],
    agreed: str,
    by: User,
    now: dt.datetime,
    next_on: dt.date | None = None,
    answers: Mapping[str, str] | None = None,
    promises: Sequence[Promise] = (),
) -> FollowUp:
    """Record that a follow-up was held: when, who took part, what was agreed, and the next date (domain.md section 3).

    `answers` are what was said to the questions of the kind, by their codes; empty ones are not kept. All but the
    sensitive answers become a journal entry of the kind Uppföljning, with what was agreed. Held on the day of its
    meeting, the meeting was held, too: the entry tells of both, and `promises` are chased; held on another day, nothing
    can be promised. `next_on` plans the next one of the same kind; the yearly ones of an AMI follow from its period.
    Raises Refused, and Stale on an older revision.
    """
    enrolment = lock_enrolment(follow_up.enrolment)
    row = _locked(follow_up)
    refuse_if([] if enrolment.is_open else [rules.CLOSED_TO_FOLLOW_UP])
    plans_next = None if row.kind == FollowUp.Kind.AMI_YEARLY else next_on
    refuse_if(
        rules.holding_obstacles(
            row,
            opened_on=enrolment.opened_on,
            held_on=held_on,
            attendees=attendees,
            agreed=agreed,
            next_on=plans_next,
            today=timezone.localdate(now),
        )
        + rules.promising_obstacles(row.meeting, held_on=held_on, promised=bool(promises))
    )
    said = _answers(row, answers or {})
    row.held_on, row.attendees, row.agreed = held_on, attendees, agreed.strip()
    row.held_by, row.recorded_at = by, now
    meeting = _meeting_of(row)
    occurred_at = _moment(row, now)
    if meeting is None:
        row.meeting = None
    save_revised(row, revision, ["held_on", "attendees", "agreed", "held_by", "recorded_at", "meeting"])
    FollowUpAnswer.objects.bulk_create(said)
    entry = write_journal(
        enrolment=enrolment,
        kind=JournalEntry.Kind.UPPFOLJNING,
        occurred_at=occurred_at,
        text=_journal_text(row, said),
        by=by,
        now=now,
    )
    if meeting:
        settle_as_told(meeting, entry=entry, present=attendees, now=now, promises=promises)
    if plans_next and not _open_of_kind(enrolment, row.kind).exists():
        FollowUp.objects.create(enrolment=enrolment, kind=row.kind, due_on=plans_next)
    return row


@transaction.atomic
def cancel_follow_up(*, follow_up: FollowUp, revision: int, reason: str, now: dt.datetime) -> FollowUp:
    """Cancel a follow-up with a reason; never the yearly one of an AMI. A meeting that is booked for it stays booked.
    Raises Refused, and Stale."""
    row = _locked(follow_up)
    refuse_if(rules.cancelling_obstacles(row, reason=reason))
    row.cancelled_at, row.cancelled_reason, row.meeting = now, reason.strip(), None
    save_revised(row, revision, ["cancelled_at", "cancelled_reason", "meeting"])
    return row


@transaction.atomic
def plan_ami_follow_ups(*, enrolment: Enrolment, due_dates: Iterable[dt.date]) -> list[FollowUp]:
    """Plan the yearly follow-ups of a new AMI-anställning; answers one per date, in order [S0].

    `due_dates` are days from `amc.calendar.anniversaries`. A date that already has a follow-up, planned or
    held, gets no second one. Where an earlier contract has follow-ups of its own, use `move_ami_follow_ups` with
    the anniversaries of all contracts counted from the first start.
    """
    lock_enrolment(enrolment)
    existing = {row.due_on: row for row in _in_force(enrolment)}
    return [existing.get(day) or _add(enrolment, day) for day in sorted(set(due_dates))]


@transaction.atomic
def move_ami_follow_ups(
    *,
    enrolment: Enrolment,
    due_dates: Iterable[dt.date],
    now: dt.datetime | None = None,
    reason: str = PERIOD_CHANGED,
    besides: Collection[int] = (),
) -> list[FollowUp]:
    """Fit the yearly follow-ups to a changed period; answers one per date in `due_dates`, in order [S0].

    `due_dates` are all anniversaries of the person's AMI contracts in this enrolment, counted from the first
    start, also those already held. Open follow-ups are moved, added, or cancelled with `reason` at `now`; held
    ones, also from an earlier enrolment of the same person, stand as they are. `besides`: the keys of those that
    something else calls for, and that are left alone.
    """
    lock_enrolment(enrolment)
    days = sorted(set(due_dates))
    rows = {row.pk: row for row in _in_force(enrolment) if row.pk not in besides}
    schedule = reschedule([Known(row.pk, row.due_on, row.held_on is not None) for row in rows.values()], days)
    for key, day in schedule.moves.items():
        rows[key].due_on = day
        save_revised(rows[key], rows[key].revision, ["due_on"])
    for key in schedule.cancels:
        rows[key].cancelled_at = now or timezone.now()
        rows[key].cancelled_reason = reason
        rows[key].meeting = None
        save_revised(rows[key], rows[key].revision, ["cancelled_at", "cancelled_reason", "meeting"])
    return [_add(enrolment, day) if key is None else rows[key] for key, day in zip(schedule.keys, days, strict=True)]


@transaction.atomic
def add_ami_follow_ups(days: Iterable[tuple[Enrolment, dt.date]]) -> list[FollowUp]:
    """Plan the yearly follow-ups of AMI contracts that begin, many at once, for people who have none before; answers
    one per pair, in order. What there may be before is for `move_ami_follow_ups`."""
    asked = list(days)
    keys = sorted({enrolment.pk for enrolment, _ in asked})
    # Read, so that they are locked: the same order for everybody.
    list(Enrolment.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
    rows = [FollowUp(enrolment=enrolment, kind=FollowUp.Kind.AMI_YEARLY, due_on=day) for enrolment, day in asked]
    return FollowUp.objects.bulk_create(rows)


def _in_force(enrolment: Enrolment) -> list[FollowUp]:
    """Open ones of this enrolment, and held ones of the person."""
    ami = FollowUp.objects.filter(kind=FollowUp.Kind.AMI_YEARLY, cancelled_at__isnull=True)
    held = ami.filter(enrolment__participant=enrolment.participant_id, held_on__isnull=False)
    return list(ami.filter(enrolment=enrolment, held_on__isnull=True).order_by("due_on", "id")) + list(
        held.order_by("due_on", "id")
    )


def _add(enrolment: Enrolment, day: dt.date) -> FollowUp:
    return FollowUp.objects.create(enrolment=enrolment, kind=FollowUp.Kind.AMI_YEARLY, due_on=day)


def _locked(follow_up: FollowUp) -> FollowUp:
    row = FollowUp.objects.select_for_update(of=("self",)).filter(pk=follow_up.pk).first()
    if row is None:
        raise Refused(GONE)
    return row


def _open_of_kind(enrolment: Enrolment, kind: str) -> FollowUpQuerySet:
    return FollowUp.objects.filter(enrolment=enrolment, kind=kind).open()


def _answers(follow_up: FollowUp, answers: Mapping[str, str]) -> list[FollowUpAnswer]:
    """The answers to be kept, in the order of the questions. Raises Refused for a question of another kind."""
    given = {code: text.strip() for code, text in answers.items() if text.strip()}
    questions = list(FollowUpQuestion.objects.filter(kind=follow_up.kind, code__in=given))
    refuse_if([] if len(questions) == len(given) else [rules.UNKNOWN_QUESTION])
    return [
        FollowUpAnswer(
            follow_up=follow_up, question=row, wording=row.wording, sensitive=row.sensitive, text=given[row.code]
        )
        for row in questions
    ]


def _meeting_of(follow_up: FollowUp) -> Meeting | None:
    """The meeting where it was held; None where there is none to come on that day."""
    meeting = follow_up.meeting
    planned = meeting is not None and meeting.state == Meeting.State.PLANNED
    return meeting if meeting and planned and timezone.localdate(meeting.starts_at) == follow_up.held_on else None


def _moment(follow_up: FollowUp, now: dt.datetime) -> dt.datetime:
    """When it happened: the booked time if it was that day, now if it is today, else the middle of the day."""
    held_on, booked = follow_up.held_on, follow_up.booked
    if booked and timezone.localdate(booked) == held_on and booked <= now:
        return booked
    if timezone.localdate(now) == held_on:
        return now
    return dt.datetime.combine(held_on, dt.time(12), timezone.get_default_timezone())  # type: ignore[arg-type]


def _journal_text(follow_up: FollowUp, answers: list[FollowUpAnswer]) -> str:
    """What the journal says: never what is sensitive, since the journal is read by more than those of the case."""
    present = ", ".join(FollowUp.Attendee(code).in_words for code in follow_up.attendees)
    said = [f"{row.wording}\n{row.text}" for row in answers if not row.sensitive]
    return "\n\n".join([f"{follow_up.get_kind_display()}. Deltog: {present}.", *said, follow_up.agreed])
