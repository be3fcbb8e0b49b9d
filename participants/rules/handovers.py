"""When cases can be handed over as one step, and when a step can be undone (domain.md section 7)."""

import datetime as dt
from dataclasses import dataclass

from amc.calendar import swedish_plural
from amc.obstacles import Obstacle


def step_obstacles(
    *, chosen: int, gone: list[str], first: dt.date, last: dt.date | None, today: dt.date, reason: str, to_self: bool
) -> list[Obstacle]:
    """What stands in the way of handing over `chosen` cases from `first`, for good or through `last`.

    `gone` names those that are somebody else's or closed by now; `to_self` says that a case would go to whom it is of.
    What stands in the way in each case is asked case by case (rules.enrolments).
    """
    found = []
    if not chosen and not gone:
        found.append(Obstacle(None, "Välj vem som tar över, för minst ett ärende.", "nothing_chosen"))
    if gone:
        verb = "är avslutat eller har" if len(gone) == 1 else "är avslutade eller har"
        message = f"{'; '.join(gone)} {verb} bytt konsulent medan du höll på. Listan visar hur det är nu."
        found.append(Obstacle(None, message, "changed"))
    if not reason.strip():
        found.append(Obstacle("reason", "Skriv varför ärendena lämnas över.", "no_reason"))
    if to_self:
        found.append(Obstacle(None, "Ingen kan lämna över till sig själv. Välj någon annan.", "to_self"))
    if last is not None and last < first:
        found.append(Obstacle("last", "Sista dagen ligger före den första. Byt plats på dem.", "backwards"))
    elif last is not None and last < today:
        found.append(Obstacle("last", "Perioden har redan varit. Välj dagar som kommer.", "past"))
    return found


def distributed[Case, Person](cases: list[Case], among: dict[Person, int]) -> dict[Case, Person]:
    """Who gets which case when `cases` are shared `among` persons with so many cases each: one at a time to whoever has
    fewest by then, so that all end as even as can be; of equals the first."""
    load, shared = dict(among), {}
    for case in cases:
        person = min(load, key=lambda one: load[one])
        shared[case] = person
        load[person] += 1
    return shared


@dataclass(frozen=True)
class Since:
    """How a handed case stands against how the step left it. `meeting_on`: the day of a meeting that came with the step
    and has been changed since, or that the receiver has booked since."""

    is_closed: bool
    consultant_changed: bool
    staff_changed: bool
    case_changed: bool
    meeting_on: dt.date | None = None


def why_kept(since: Since) -> str:
    """Why a case stays where it went when its handover is undone; empty where it goes back to exactly what it was."""
    if since.is_closed:
        return "Ärendet är avslutat."
    if since.consultant_changed:
        return "Ärendet har bytt konsulent igen."
    if since.staff_changed:
        return "Vilka som arbetar med ärendet har ändrats."
    if since.meeting_on:
        return f"Mötet {since.meeting_on} är bokat eller ändrat sedan dess."
    if since.case_changed:
        return "Ärendet har ändrats sedan dess."
    return ""


def undo_obstacles(*, is_undone: bool, standing: int) -> list[Obstacle]:
    """What stands in the way of undoing a handover with `standing` cases that the user sees and that have not been
    undone."""
    if is_undone:
        return [Obstacle(None, "Överlämningen är redan ångrad.", "undone")]
    if not standing:
        return [Obstacle(None, "Det finns inget ärende kvar att ångra.", "nothing_left")]
    return []


def told_of_kept(names: list[str]) -> str:
    """What is said of the cases that stay, by name."""
    cases = swedish_plural(len(names), "ärende", "ärenden")
    return f"{cases} gick inte att ångra: {'; '.join(names)}." if names else ""
