"""When somebody can be enrolled, and who can work with a case from when."""

import datetime as dt
from collections.abc import Collection

from amc.obstacles import Obstacle
from amc.staff.models import Role, User

ALREADY_ENROLLED = Obstacle(
    "person",
    "Deltagaren är redan inskriven. Öppna den pågående inskrivningen i stället.",
    "already_enrolled",
)
CLOSED = Obstacle(None, "Inskrivningen är avslutad. Ladda om sidan.", "enrolment_closed")
MUST_SAY_WHY = Obstacle("reason", "Skriv varför, med några ord. Skälet syns i ärendet.", "reason_missing")

# Who can be given which part: a consultant answers for cases, a substitute stands in for one, specialists take theirs.
CASE_ROLES = (Role.KONSULENT, Role.ENHETSCHEF)
SPECIALIST_ROLES = (Role.SPECIALIST, *CASE_ROLES)


def person_obstacles(
    field: str, person: User, *, roles: Collection[str], unit_id: int, today: dt.date
) -> list[Obstacle]:
    """Why `person` cannot be given a part of a case in the unit: other unit, no fitting role, or no account."""
    works_here = person.unit_id == unit_id and person.has_role(*roles)
    if works_here and (person.expires_on is None or person.expires_on >= today):
        return []
    message = f"{person.full_name} kan inte ha ärenden här. Välj någon som arbetar på enheten."
    return [Obstacle(field, message, "cannot_have_cases")]


def hand_over_obstacles(
    *,
    consultant_id: int | None,
    new_id: int,
    from_on: dt.date,
    opened_on: dt.date,
    since: dt.date | None,
    reason: str,
    today: dt.date,
) -> list[Obstacle]:
    """Why a case cannot go from one consultant to another on `from_on`, the new one's first day.

    `since` is the present consultant's first day, None where nobody has the case: then no reason is needed.
    """
    found = []
    if consultant_id == new_id:
        found.append(Obstacle("consultant", "Konsulenten har redan ärendet. Välj någon annan.", "same_consultant"))
    if consultant_id is not None and not reason.strip():
        found.append(MUST_SAY_WHY)
    return found + _first_day_obstacles(from_on, since or opened_on, today)


def _first_day_obstacles(from_on: dt.date, earliest: dt.date, today: dt.date) -> list[Obstacle]:
    if from_on > today:
        message = "Ärendet kan inte lämnas över i förväg. Sätt in en ersättare för dagarna framöver i stället."
        return [Obstacle("from_on", message, "not_yet")]
    if from_on < earliest:
        message = f"Tidigast {earliest.isoformat()}, då den nuvarande tilldelningen började."
        return [Obstacle("from_on", message, "before_present")]
    return []


def period_obstacles(first_day: dt.date, last_day: dt.date | None, opened_on: dt.date) -> list[Obstacle]:
    """Why somebody cannot work with the case from `first_day` to `last_day`, both inclusive."""
    if first_day < opened_on:
        message = f"Inskrivningen började {opened_on.isoformat()}. Välj den dagen eller en senare."
        return [Obstacle("first_day", message, "before_enrolment")]
    if last_day is not None and last_day < first_day:
        return [Obstacle("last_day", "Sista dagen är före den första. Ändra en av dem.", "ends_before_start")]
    return []
