"""What follow-ups must fulfil, as pure functions that answer the obstacles in words.

Sources: domain.md section 4: the AMI is followed up every 12 months [S0].
"""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from amc.obstacles import Obstacle
from handlingsplan.models import FollowUp
from handlingsplan.rules import day_obstacles
from participants.models import Meeting

CLOSED_TO_FOLLOW_UP = Obstacle(
    None, "Inskrivningen är avslutad. Det går inte att planera eller registrera en uppföljning.", "enrolment_closed"
)
UNKNOWN_QUESTION = Obstacle(
    None, "Frågorna har ändrats sedan du öppnade sidan. Ladda om den; det du skrev finns kvar.", "unknown_question"
)


def planning_obstacles(
    *,
    enrolment_open: bool,
    due_on: dt.date,
    today: dt.date,
    kind: str = FollowUp.Kind.PLAN,
    booked_at: dt.datetime | None = None,
) -> list[Obstacle]:
    """Whether a follow-up may be planned for `due_on`, and booked to `booked_at`."""
    if not enrolment_open:
        return [CLOSED_TO_FOLLOW_UP]
    if kind not in (FollowUp.Kind.PLAN, FollowUp.Kind.PRAKTIK):
        return [Obstacle("kind", "Den årliga uppföljningen planeras av anställningens period.", "kind_follows_period")]
    booked = day_obstacles("booked_at", timezone.localdate(booked_at), today) if booked_at else []
    return [*day_obstacles("due_on", due_on, today), *booked]


def booking_obstacles(
    follow_up: FollowUp, *, booked_at: dt.datetime | None, due_on: dt.date | None, today: dt.date
) -> list[Obstacle]:
    """Whether a follow-up may be booked to `booked_at` and its last day moved to `due_on`; what is not moved stands."""
    found = open_obstacles(follow_up)
    if due_on and due_on != follow_up.due_on:
        found += day_obstacles("due_on", due_on, today)
    if booked_at and booked_at != follow_up.booked_at:
        found += day_obstacles("booked_at", timezone.localdate(booked_at), today)
    return found


def meeting_obstacles(follow_up: FollowUp, meeting: Meeting) -> list[Obstacle]:
    """Whether `follow_up` may be held at `meeting`: of the same case, to come, and no other follow-up's."""
    taken = getattr(meeting, "follow_up", None)
    if meeting.enrolment_id != follow_up.enrolment_id or meeting.state != meeting.State.PLANNED:
        return [Obstacle("meeting", "Mötet är inte längre bokat. Välj ett annat.", "meeting_gone")]
    if taken and taken.pk != follow_up.pk:
        return [Obstacle("meeting", "Mötet är redan en annan uppföljning. Välj ett annat.", "meeting_taken")]
    return []


def open_obstacles(follow_up: FollowUp) -> list[Obstacle]:
    """Whether `follow_up` still waits to be held."""
    if follow_up.held_on:
        return [Obstacle(None, f"Uppföljningen är redan genomförd {follow_up.held_on}.", "already_held")]
    if follow_up.cancelled_at:
        return [Obstacle(None, "Uppföljningen är inställd. Planera en ny i stället.", "already_cancelled")]
    return []


def holding_obstacles(
    follow_up: FollowUp,
    *,
    opened_on: dt.date,
    held_on: dt.date,
    attendees: Sequence[str],
    agreed: str,
    next_on: dt.date | None,
    today: dt.date,
) -> list[Obstacle]:
    """A follow-up is held on a day that has been, with somebody, and something was agreed (domain.md section 3)."""
    found = open_obstacles(follow_up)
    if held_on > today:
        found.append(Obstacle("held_on", "Dagen har inte varit än. Boka tid i stället.", "held_in_future"))
    if held_on < opened_on:
        found.append(Obstacle("held_on", f"Deltagaren skrevs in {opened_on}. Skriv en senare dag.", "held_too_early"))
    if not attendees:
        found.append(Obstacle("attendees", "Markera vilka som deltog.", "nobody_attended"))
    elif not set(attendees) <= set(FollowUp.Attendee.values):
        found.append(Obstacle("attendees", "Välj bland dem som står i listan.", "unknown_attendee"))
    if not agreed.strip():
        found.append(Obstacle("agreed", "Skriv vad ni kom överens om.", "nothing_agreed"))
    if next_on and next_on <= held_on:
        found.append(Obstacle("next_on", "Nästa uppföljning behöver vara efter den här.", "next_too_early"))
    elif next_on:
        found += day_obstacles("next_on", next_on, today)
    return found


def promising_obstacles(meeting: Meeting | None, *, held_on: dt.date, promised: bool) -> list[Obstacle]:
    """What is promised is promised at the meeting of the follow-up: nothing of it is lost where it was held on another
    day than that of `meeting` (None: it has none to come)."""
    if not promised:
        return []
    if meeting is None or meeting.state != Meeting.State.PLANNED:
        message = (
            "Mötet är inte längre bokat, och åtagandena hör till det. Skriv dem i texten i stället, och töm dem här."
        )
        return [Obstacle(None, message, "promised_at_no_meeting")]
    booked = timezone.localdate(meeting.starts_at)
    if booked != held_on:
        message = (
            f"Mötet är bokat {booked}, och åtagandena hör till det. Skriv mötets dag. Sågs ni en annan dag: skriv det "
            "som lovades i texten, och töm åtagandena."
        )
        return [Obstacle("held_on", message, "promised_on_another_day")]
    return []


def cancelling_obstacles(follow_up: FollowUp, *, reason: str) -> list[Obstacle]:
    """A follow-up is cancelled with a reason; the yearly one of an AMI only by the employment's period [S0]."""
    if follow_up.kind == FollowUp.Kind.AMI_YEARLY and not open_obstacles(follow_up):
        return [
            Obstacle(
                None,
                "Uppföljningen följer av anställningen och går inte att ställa in. Har anställningen slutat i "
                "förtid, ändra dess sista dag, så försvinner uppföljningen.",
                "ami_follow_up_stands",
            )
        ]
    found = open_obstacles(follow_up)
    if not reason.strip():
        found.append(Obstacle("reason", "Skriv varför uppföljningen ställs in.", "cancelled_without_reason"))
    return found
