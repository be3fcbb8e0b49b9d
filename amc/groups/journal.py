"""Summing up in the journal how somebody came to a group: once, and corrected by later notes."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from amc.groups import rules
from amc.groups.models import GroupActivity, GroupMember, GroupSession
from amc.groups.pages import been, came_to, states_of, tally_of
from amc.staff.models import User
from participants.actions.journal import late_obstacles, write_journal
from participants.models import JournalEntry


def sum_up(
    group: GroupActivity,
    members: Iterable[GroupMember] | None = None,
    *,
    by: User,
    now: dt.datetime,
    ended: bool | None = None,
) -> int:
    """Write in the journal of each of `members` how they came (None: everybody in the group whom `by` reaches).

    Once the group is over (rules.has_ended) it is written for those who stayed and of whom every session is filled in;
    with `ended` for all of `members` who stayed, or are leaving now. Where it is written already and no longer holds, a
    later note corrects it. Answers in how many journals something was written. Called in a transaction.
    """
    today = timezone.localdate(now)
    rows = group.members.filter(pk__in=[one.pk for one in members]) if members is not None else group.members
    # Of two who fill in at once, the later sees what the first has written.
    rows = rows.select_related("enrolment", "entry").prefetch_related("entry__corrections")
    locked = list(rows.select_for_update(of=("self",)).order_by("pk"))
    sessions = list(group.sessions.filter(cancelled=False))
    states = states_of(locked)
    leaving = members is not None
    coming = any(one.held_on > today for one in sessions)
    over = rules.has_ended(ends_on=group.ends_on, is_coming=coming, today=today)
    written = 0
    for member in locked:
        came = tally_of(came_to(member, sessions, states, today))
        stayed = leaving or member.left_on is None
        done = stayed and (ended if ended is not None else over and not came.unknown)
        last = _last_day(group, member, been(sessions, today))
        text = rules.summary_note(group=group.name, last_day=last, came=came, leaves=member.left_on is not None)
        told = _told(member)
        note = rules.summary_to_write(told=told, text=text, ended=bool(done), came=came)
        if note is None or late_obstacles(member.enrolment, by, today, member.entry):
            continue
        entry = write_journal(
            enrolment=member.enrolment,
            kind=JournalEntry.Kind.HANDELSE,
            occurred_at=now,
            text=note,
            by=by,
            corrects=member.entry,
            now=now,
        )
        if member.entry is None:
            member.entry = entry
            member.save(update_fields=["entry"])
        written += 1
    return written


def _last_day(group: GroupActivity, member: GroupMember, held: list[GroupSession]) -> dt.date:
    """The last day that is told: when the person left, else the day of the group's last session."""
    return member.left_on or max((one.held_on for one in held), default=group.ends_on)


def _told(member: GroupMember) -> str | None:
    """The latest summary of the journal; None where there is none."""
    if member.entry is None:
        return None
    return max((member.entry, *member.entry.corrections.all()), key=lambda row: row.pk).text
