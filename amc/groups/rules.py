"""What holds for group activities. Pure."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from amc.obstacles import Obstacle
from amc.web.display import number

MOST_SESSIONS = 60
NOT_IN_GROUP = Obstacle(None, "Deltagaren är inte med i den gruppen. Ladda om sidan.", "other_group")
NOT_TO_CHOOSE = Obstacle(
    "people",
    "Någon av dem kan du inte välja: ärendet är avslutat eller någon annans. Ladda om sidan och välj igen.",
    "not_to_choose",
)
IN_A_GROUP = Obstacle(None, "Aktiviteten hör redan till en grupp. Öppna gruppen från planen.", "in_a_group")
ACTIVITY_ENDED = Obstacle(
    None, "Aktiviteten är klar eller avbruten. Skapa en ny gruppaktivitet i stället.", "activity_ended"
)
ACTIVITY_REPLACED = Obstacle(None, "Aktiviteten står i en version som är ersatt. Öppna planen.", "activity_replaced")
NOT_YOURS = Obstacle(
    None, "Ärendet är avslutat eller någon annans. Den som arbetar med ärendet gör gruppen.", "not_yours"
)
WEEK = dt.timedelta(days=7)


def group_obstacles(*, starts_on: dt.date, ends_on: dt.date) -> list[Obstacle]:
    """A group ends on the day it begins, or later."""
    if ends_on < starts_on:
        text = "Gruppen slutar innan den börjar. Ändra något av datumen."
        return [Obstacle("ends_on", text, "ends_before_start")]
    return []


def joining_obstacles(*, chosen: int, joined_on: dt.date, starts_on: dt.date, ends_on: dt.date) -> list[Obstacle]:
    """Somebody is chosen, and comes while the group goes on."""
    found = []
    if not chosen:
        found.append(Obstacle("people", "Välj minst en deltagare.", "nobody"))
    if not starts_on <= joined_on <= ends_on:
        text = f"Gruppen pågår {starts_on} – {ends_on}. Välj en dag däremellan."
        found.append(Obstacle("joined_on", text, "outside_group"))
    return found


def choosing_obstacles(*, chosen: Collection[int], choosable: Collection[int]) -> list[Obstacle]:
    """Everybody of `chosen` is among `choosable`, both keys of cases (amc.groups.querysets.choosable)."""
    return [] if set(chosen) <= set(choosable) else [NOT_TO_CHOOSE]


def grouping_obstacles(
    *, replaced: bool, ended: bool, in_a_group: bool, may_choose: bool, opened_on: dt.date, ends_on: dt.date
) -> list[Obstacle]:
    """An activity of a plan becomes a group's where it stands in a version that holds or is drafted, is not done or
    stopped and belongs to no group, by somebody who may choose its person into one. The group goes on until the case
    was opened (`opened_on`) or later, so that the person is in it."""
    found = [
        obstacle
        for stands, obstacle in (
            (not may_choose, NOT_YOURS),
            (replaced, ACTIVITY_REPLACED),
            (ended, ACTIVITY_ENDED),
            (in_a_group, IN_A_GROUP),
        )
        if stands
    ]
    if ends_on < opened_on:
        text = f"Ärendet öppnades {opened_on}. Gruppen behöver sluta den dagen eller senare."
        found.append(Obstacle("ends_on", text, "before_enrolment"))
    return found


def days_of(first: dt.date, times: int) -> list[dt.date]:
    """The same weekday `times` weeks in a row, from `first` on."""
    return [first + number * WEEK for number in range(times)]


def session_obstacles(
    *,
    days: Iterable[dt.date],
    starts_at: dt.time,
    ends_at: dt.time,
    group: tuple[dt.date, dt.date],
    taken: Collection[tuple[dt.date, dt.time]],
) -> list[Obstacle]:
    """Sessions end after they begin, lie within the group's first and last day, and none stands in another's place."""
    found = []
    days = list(days)
    if ends_at <= starts_at:
        found.append(Obstacle("ends_at", "Tillfället slutar innan det börjar. Ändra någon av tiderna.", "backwards"))
    outside = [day for day in days if not group[0] <= day <= group[1]]
    if outside and outside[0] == days[0]:
        text = f"Gruppen pågår {group[0]} – {group[1]}. Välj en dag däremellan, eller ändra gruppen."
        found.append(Obstacle("held_on", text, "outside_group"))
    elif outside:
        fits = len(days) - len(outside)
        text = f"Gruppen slutar {group[1]}. Det ryms {fits} tillfällen; skriv {fits}, eller ändra gruppen."
        found.append(Obstacle("times", text, "outside_group"))
    clash = next((day for day in days if (day, starts_at) in taken), None)
    if clash:
        text = f"Gruppen har redan ett tillfälle {clash} {starts_at:%H:%M}. Välj en annan dag eller tid."
        found.append(Obstacle("held_on", text, "taken"))
    return found


def attendance_obstacles(*, held_on: dt.date, cancelled: bool, today: dt.date) -> list[Obstacle]:
    """Who came is known from the day itself on, and nobody comes to a session that is cancelled."""
    if cancelled:
        return [Obstacle(None, "Tillfället är inställt. Återta det om det blev av ändå.", "cancelled")]
    if held_on > today:
        return [Obstacle(None, f"Tillfället är {held_on}. Närvaron fylls i då.", "in_future")]
    return []


def leaving_obstacles(*, last_day: dt.date, joined_on: dt.date) -> list[Obstacle]:
    """Nobody leaves before they came."""
    if last_day < joined_on:
        text = f"Deltagaren kom med {joined_on}. Välj den dagen eller en senare."
        return [Obstacle("last_day", text, "before_joining")]
    return []


CORRECTION = "Rättelse: "
# What the journal calls it; a session that somebody came to is an event there only as a correction.
JOURNAL_KINDS = {"present": "handelse", "excused": "forhinder", "absent": "uteblivet"}
_CAME = {"present": "Var med på", "excused": "Hade giltigt skäl och kom inte till", "absent": "Kom inte till"}


def journal_note(*, state: str, noted: bool, what: str, cancelled: bool = False) -> tuple[str, str] | None:
    """The kind and text of the note in the journal of somebody whose `state` at a session is filled in, or None.

    Only that somebody did not come is noted: the times that they came stand with their sum under "Närvaro i grupp",
    and one note for each would hide the rest of the journal. `noted` says that the journal already has a note of this
    session, which is then corrected by a later one, whatever the state is now. `what` names the group and the session
    and nobody else; `cancelled`: the session was cancelled after it was filled in.
    """
    if not noted and (cancelled or state == "present"):
        return None
    if cancelled:
        kind, text = JOURNAL_KINDS["present"], f"{what} är inställt och räknas inte."
    else:
        kind, text = JOURNAL_KINDS[state], f"{_CAME[state]} {what}."
    return kind, f"{CORRECTION if noted else ''}{text} Noterat från gruppens närvaro."


@dataclass(frozen=True)
class Tally:
    """How somebody has come to the sessions that have been: how many of each, and the time they were there."""

    present: int = 0
    excused: int = 0
    absent: int = 0
    unknown: int = 0
    minutes: int = 0

    @property
    def sessions(self) -> int:
        """How many there have been."""
        return self.present + self.excused + self.absent + self.unknown

    @property
    def hours(self) -> str:
        """ "7,5 timmar"."""
        return f"{number(self.minutes / 60, 1).removesuffix(',0')} tim"


def tally(states: Iterable[tuple[str | None, int]]) -> Tally:
    """The tally of (state, minutes of the session); None is a session that nobody has filled in."""
    counts = dict.fromkeys(("present", "excused", "absent", "unknown"), 0)
    minutes = 0
    for state, length in states:
        counts[state or "unknown"] += 1
        minutes += length if state == "present" else 0
    return Tally(**counts, minutes=minutes)


def summary_note(*, group: str, last_day: dt.date, came: Tally, leaves: bool = True) -> str:
    """What the journal says of somebody who leaves a group (`leaves`), or stayed in it until it ended on `last_day`."""
    unknown = f", inte ifyllt {came.unknown}" if came.unknown else ""
    begins = f"Slutar i {group}, sista dag {last_day}" if leaves else f"{group} är slut, sista dag {last_day}"
    return (
        f"{begins}. Närvarande {came.present} av {came.sessions} tillfällen "
        f"({came.hours}), giltigt skäl {came.excused}, frånvarande {came.absent}{unknown}. "
        "Noterat från gruppens närvaro."
    )


def summary_to_write(*, told: str | None, text: str, ended: bool, came: Tally) -> str | None:
    """What is written in the journal so that it sums up as `text`, or None where nothing is.

    `told` is the latest summary there, None before the first; one that no longer holds is corrected by a later note.
    The first is written once the group has `ended` for the person and there was a session to come to.
    """
    if told is None:
        return text if ended and came.sessions else None
    return None if told.removeprefix(CORRECTION) == text else f"{CORRECTION}{text}"


def has_ended(*, ends_on: dt.date, is_coming: bool, today: dt.date) -> bool:
    """Whether a group is over `today`: on its last day, or in its last week when no session `is_coming` any more."""
    return today >= ends_on or (not is_coming and today > ends_on - WEEK)


def ending_obstacles(*, ends_on: dt.date, is_coming: bool, today: dt.date) -> list[Obstacle]:
    """What stands in the way of summing up a group in the journals: that it still goes on."""
    if has_ended(ends_on=ends_on, is_coming=is_coming, today=today):
        return []
    text = f"Gruppen pågår till {ends_on}. Är den slut redan nu ändrar du dagen först."
    return [Obstacle(None, text, "goes_on")]
