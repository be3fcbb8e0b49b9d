"""Who may open a person without saying why, and what is asked of the others [SFS 2001:454 10 §]."""

import datetime as dt
from dataclasses import dataclass

from amc.audit.models import ReadLog
from amc.obstacles import Obstacle
from amc.staff.models import Role

# A consultant follows up a closed case for half a year (domain.md section 7: three and six months after a placement).
AFTER_CLOSING_MONTHS = 6
SHORTEST_NOTE = 10

_BY_PART = {
    "consultant": ReadLog.Entitlement.OWN,
    "substitute": ReadLog.Entitlement.SUBSTITUTE,
    "specialist": ReadLog.Entitlement.SPECIALIST,
}


@dataclass(frozen=True)
class Ties:
    """What ties a user to a person on a day.

    `part`: the user's part in a case today ("consultant", "substitute", "specialist"), or "consultant" for a case of
    the user's that was closed not long ago; "" for none. `receives`: the user took the referral today, or took it and
    nobody has the case yet. `until`, `reason`: a temporary access that holds now.
    """

    part: str = ""
    receives: bool = False
    until: dt.datetime | None = None
    reason: str = ""


def entitlement(roles: list[str], ties: Ties) -> str:
    """What gives somebody with `roles` the right to open the person; "" when a reason is asked for.

    The enhetschef answers for the whole unit. A consultant needs a part in the case. Ekonom and HR see placements
    only, which their pages see to; specialists see nobody without a part.
    """
    given = ReadLog.Entitlement
    if ties.part:
        return str(_BY_PART[ties.part])
    if Role.ENHETSCHEF in roles:
        return str(given.MANAGER)
    if Role.KONSULENT in roles:
        if ties.receives:
            return str(given.RECEIVER)
        return str(given.TEMPORARY) if ties.until else ""
    for role, right in (
        (Role.SPECIALIST, given.SPECIALIST),
        (Role.EKONOM, given.PAY),
        (Role.HR, given.STAFFING),
        (Role.HANDLEDARE, given.SUPERVISOR),
    ):
        if role in roles:
            return str(right)
    return ""


def opening_obstacles(*, needs_note: bool, note: str) -> list[Obstacle]:
    """What stands in the way of opening for a reason: one that has to be told, and is not."""
    if needs_note and len(note.strip()) < SHORTEST_NOTE:
        return [Obstacle("note", "Skriv med egna ord varför, så att enhetschefen förstår.", "note_missing")]
    return []
