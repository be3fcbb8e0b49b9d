"""What the pages of groups show, worked out of rows that are read once."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from amc.groups.models import Attendance, GroupMember, GroupSession
from amc.groups.rules import Tally, tally

States = Mapping[tuple[int, int], str]  # by the keys of session and member


def states_of(members: Iterable[GroupMember]) -> States:
    """What is filled in for `members`, in one question."""
    rows = Attendance.objects.filter(member__in=members).values_list("session", "member", "state")
    return {(session, member): state for session, member, state in rows}


@dataclass(frozen=True)
class MemberRow:
    """Somebody in the group, and how they have come."""

    member: GroupMember
    tally: Tally
    is_in: bool


@dataclass(frozen=True)
class SessionRow:
    """A session, how many of those who are in the group came, and of how many nothing is filled in."""

    session: GroupSession
    present: int
    expected: int
    unknown: int


@dataclass(frozen=True)
class Came:
    """A session and what was filled in for one person; "" where nothing was."""

    session: GroupSession
    state: str


def been(sessions: Iterable[GroupSession], today: dt.date) -> list[GroupSession]:
    """The sessions that count: not cancelled, and of today or earlier."""
    return [session for session in sessions if not session.cancelled and session.held_on <= today]


def came_to(member: GroupMember, sessions: Iterable[GroupSession], states: States, today: dt.date) -> list[Came]:
    """The sessions that somebody was to come to, and how they did."""
    own = [session for session in been(sessions, today) if member.in_on(session.held_on)]
    return [Came(session, states.get((session.pk, member.pk), "")) for session in own]


def tally_of(came: Iterable[Came]) -> Tally:
    """How somebody has come."""
    return tally((one.state or None, one.session.minutes) for one in came)


def member_rows(
    members: Iterable[GroupMember], sessions: list[GroupSession], states: States, today: dt.date
) -> list[MemberRow]:
    """Everybody in the group: those who are in it first."""
    rows = [
        MemberRow(member, tally_of(came_to(member, sessions, states, today)), member.left_on is None)
        for member in members
    ]
    return sorted(rows, key=lambda row: not row.is_in)


def session_rows(
    members: list[GroupMember], sessions: Iterable[GroupSession], states: States, today: dt.date
) -> list[SessionRow]:
    """Every session, with how many came."""
    rows = []
    for session in sessions:
        due = [member for member in members if member.in_on(session.held_on)]
        noted = [states.get((session.pk, member.pk), "") for member in due]
        rows.append(SessionRow(session, noted.count("present"), len(due), noted.count("")))
    return rows
