"""When somebody can be enrolled, and who may work with a case from when (domain.md sections 3 and 7)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from amc.calendar import swedish_plural
from amc.obstacles import Obstacle

# So many cases are named when several stop the same thing.
MOST_NAMED = 5

ALREADY_ENROLLED = Obstacle(
    "person",
    "Deltagaren är redan inskriven. Öppna den pågående inskrivningen i stället.",
    "already_enrolled",
)


def assignment_obstacles(
    *,
    first: dt.date,
    last: dt.date | None,
    opened_on: dt.date,
    is_open: bool,
    same_unit: bool,
    usable: bool,
    is_known: bool = True,
    name: str = "",
) -> list[Obstacle]:
    """What stands in the way of somebody working with a case from `first` to `last` (inclusive; None: until further
    notice). `usable` says whether the account may be used on the first day, `is_known` whether `name` may see the
    person at all (domain.md section 5)."""
    found = []
    if not is_known:
        message = f"{name} är inte namngiven för deltagaren. Namnge först, under Skyddade personuppgifter."
        found.append(Obstacle("user", message, "not_named"))
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
        found.append(
            Obstacle(
                "user",
                "Personen kan inte ha ärenden: kontot är stängt eller har en annan roll. Välj någon annan.",
                "cannot_have_cases",
            )
        )
    return found


def already_there(name: str) -> Obstacle:
    """Why `name` does not get a part in a case in days when they have one."""
    return Obstacle("user", f"{name} arbetar redan med ärendet då.", "already_there")


def ending_obstacles(*, is_consultant: bool, last: dt.date, present_last: dt.date | None) -> list[Obstacle]:
    """What stands in the way of a part in a case ending with `last`, where it now ends with `present_last` (both
    inclusive; None: until further notice). A part is not lengthened by ending it."""
    if is_consultant:
        return [Obstacle(None, "Lämna över ärendet till någon annan i stället.", "is_consultant")]
    if present_last is not None and last > present_last:
        message = f"Det slutar redan {present_last}. Välj den dagen eller en tidigare."
        return [Obstacle("last", message, "ends_before")]
    return []


def obstacles_of_several(refused: Iterable[tuple[str, Obstacle]], *, amount: int) -> list[Obstacle]:
    """What stands in the way of doing the same with `amount` cases, of pairs of a case's name and an obstacle: each
    obstacle once, with the cases that it is about, unless it is about all of them."""
    cases: dict[Obstacle, list[str]] = {}
    for name, obstacle in refused:
        cases.setdefault(obstacle, []).append(name)
    found = []
    for obstacle, names in cases.items():
        if len(names) == amount > 1:
            found.append(replace(obstacle, field="to" if obstacle.field == "user" else obstacle.field))
            continue
        rest = len(names) - MOST_NAMED
        more = f" och {swedish_plural(rest, 'ärende', 'ärenden')} till" if rest > 0 else ""
        told = f"{'; '.join(names[:MOST_NAMED])}{more}: {obstacle.message}"
        found.append(replace(obstacle, field=None if obstacle.field == "user" else obstacle.field, message=told))
    return found


def hand_over_obstacles(
    *, first: dt.date, since: dt.date | None, is_same: bool, name: str, reason: str, today: dt.date
) -> list[Obstacle]:
    """What stands in the way of `name` becoming the consultant from `first`.

    `since` is the present consultant's first day, None where nobody has the case: then no reason is asked for.
    A case is handed over on the day, not beforehand: until then somebody else is its consultant everywhere. A change
    on a day to come is planned (rules.planning).
    """
    found = []
    if is_same:
        found.append(Obstacle("user", f"{name} har redan ärendet.", "same_consultant"))
    if since is not None and not reason.strip():
        found.append(Obstacle("reason", "Skriv varför, med några ord. Skälet syns i ärendet.", "no_reason"))
    if first > today:
        message = "Ärendet lämnas över på dagen. Ett byte längre fram planeras, och görs den dagen."
        found.append(Obstacle("first", message, "in_advance"))
    elif since is not None and first < since:
        message = f"Tidigast {since}, då den nuvarande konsulenten tog över."
        found.append(Obstacle("first", message, "before_present"))
    return found
