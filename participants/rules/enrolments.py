"""Who may work with a case, and when (domain.md sections 3 and 7)."""

import datetime as dt

from amc.obstacles import Obstacle


def assignment_obstacles(
    *, first: dt.date, last: dt.date | None, opened_on: dt.date, is_open: bool, same_unit: bool, usable: bool
) -> list[Obstacle]:
    """What stands in the way of somebody working with a case from `first` to `last` (inclusive; None: until further
    notice). `usable` says whether the account may be used on the first day."""
    found = []
    if not is_open:
        found.append(Obstacle(None, "Ärendet är avslutat och kan inte lämnas över.", "closed"))
    if first < opened_on:
        found.append(
            Obstacle("first", f"Inskrivningen började {opened_on}. Välj den dagen eller en senare.", "before_opening")
        )
    if last is not None and last < first:
        found.append(Obstacle("last", "Sista dagen ligger före den första. Byt plats på dem.", "backwards"))
    if not same_unit:
        found.append(Obstacle("user", "Personen arbetar på en annan enhet. Välj någon på den egna.", "other_unit"))
    if not usable:
        found.append(Obstacle("user", "Kontot är stängt. Välj någon annan.", "account_closed"))
    return found
