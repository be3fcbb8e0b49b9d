"""Extending a placement, and ending it."""

import datetime as dt

from amc.obstacles import Obstacle
from placements.rules.employment import last_before_first
from placements.rules.periods import Period


def extend_obstacles(period: Period, last: dt.date, end_reason: str, today: dt.date) -> list[Obstacle]:
    """An extension is longer than what it extends, and does not wake up what has ended."""
    if end_reason and period.last < today:
        message = f"Placeringen slutade {period.last}. Lägg in en ny i stället."
        return [Obstacle(None, message, "has_ended")]
    if last <= period.last:
        message = f"Välj en dag efter {period.last}, då placeringen slutar nu. Ska den bli kortare väljer du Avsluta."
        return [Obstacle("last_day", message, "not_longer")]
    return []


def end_obstacles(period: Period, last: dt.date, reason: str, note: str, other: str) -> list[Obstacle]:
    """A placement ends no later than it was to. `other`: the reason that asks for a note."""
    if last < period.first:
        return [last_before_first(period.first, "placeringens")]
    found = []
    if last > period.last:
        message = f"Placeringen slutar redan {period.last}. Ska den bli längre väljer du Förläng."
        found.append(Obstacle("last_day", message, "longer"))
    if reason == other and not note.strip():
        found.append(Obstacle("end_note", "Skriv kort varför den slutar.", "note_missing"))
    return found
