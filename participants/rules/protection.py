"""When protected identity may be given and lifted, and who may see the person (domain.md section 5)."""

import datetime as dt
from collections.abc import Collection

from amc.obstacles import Obstacle


def decision_obstacles(*, decision: str, decided_on: dt.date, today: dt.date) -> list[Obstacle]:
    """What stands in the way of noting a decision: it names what it rests on, and is not of a day to come."""
    found = []
    if not decision.strip():
        message = "Skriv vad skyddet bygger på, till exempel Skatteverkets beslut med diarienummer."
        found.append(Obstacle("decision", message, "decision_missing"))
    if decided_on > today:
        message = "Beslutet kan inte vara fattat efter i dag. Kontrollera datumet."
        found.append(Obstacle("decided_on", message, "decided_in_future"))
    return found


def giving_obstacles(*, kind: str, in_force: Collection[str], named: int) -> list[Obstacle]:
    """What stands in the way of giving protection of `kind` when those kinds are `in_force` and `named` persons
    will see the person."""
    found = []
    if kind in in_force:
        message = "Skyddet gäller redan. Ändras beslutet, anteckna först att det gamla har upphört."
        found.append(Obstacle("kind", message, "already_protected"))
    if not named:
        message = "Välj minst en person som får se deltagaren. Utan namngiven personal kan ingen arbeta med ärendet."
        found.append(Obstacle("named", message, "nobody_named"))
    return found


def lifting_obstacles(
    *, kind: str, in_force: Collection[str], decided_on: dt.date, given_on: dt.date | None
) -> list[Obstacle]:
    """What stands in the way of lifting protection of `kind`, which was decided on `given_on`."""
    if kind not in in_force:
        return [Obstacle("kind", "Det skyddet gäller inte längre. Ladda om sidan.", "not_protected")]
    if given_on is not None and decided_on < given_on:
        message = f"Skyddet kan inte upphöra före beslutet {given_on.isoformat()}. Kontrollera datumet."
        return [Obstacle("decided_on", message, "lifted_before_given")]
    return []


def naming_obstacles(*, usable: bool, same_unit: bool, is_named: bool, name: str) -> list[Obstacle]:
    """What stands in the way of letting somebody see a protected person."""
    if is_named:
        return [Obstacle("user", f"{name} är redan namngiven.", "already_named")]
    if not usable:
        return [Obstacle("user", f"{name} har inget konto som går att använda. Välj någon annan.", "unusable")]
    if not same_unit:
        return [Obstacle("user", f"{name} arbetar inte på enheten. Välj någon annan.", "foreign_user")]
    return []


def unnaming_obstacles(*, others: int) -> list[Obstacle]:
    """What stands in the way of taking somebody away when `others` with a usable account are left."""
    if others:
        return []
    message = "Minst en person måste få se deltagaren. Namnge någon annan först."
    return [Obstacle(None, message, "last_named")]
