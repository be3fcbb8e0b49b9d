"""Visits together with Arbetsförmedlingen: planned for a day to come, and held or cancelled with words."""

import datetime as dt

from amc.obstacles import Obstacle
from placements.rules.dealings import LONGEST_AHEAD

PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
ENDED = Obstacle(None, "Sambesöket är redan genomfört eller inställt.", "visit_ended")


def planning_obstacles(
    on_day: dt.date, *, today: dt.date, before: dt.date | None = None, state: str = PLANNED
) -> list[Obstacle]:
    """What stands in the way of planning a visit for `on_day`; `before` is the day it was planned for, which may have
    passed while the rest is corrected."""
    if state != PLANNED:
        return [ENDED]
    if on_day < today and on_day != before:
        text = "Dagen har varit. Skriv ett besök som är gjort som en kontakt i loggen i stället."
        return [Obstacle("on_day", text, "visit_passed")]
    if on_day > today + LONGEST_AHEAD:
        return [Obstacle("on_day", "Mer än två år framåt. Kontrollera året.", "visit_far_off")]
    return []


def ending_obstacles(*, state: str, to: str, on_day: dt.date, outcome: str, today: dt.date) -> list[Obstacle]:
    """What stands in the way of saying how a visit went: it is held on its day at the earliest, and in words."""
    if state != PLANNED:
        return [ENDED]
    found = []
    if to == HELD and on_day > today:
        text = f"Besöket är planerat till {on_day}. Flytta det, eller ställ in det."
        found.append(Obstacle("state", text, "visit_to_come"))
    if not outcome.strip():
        text = "Skriv vad ni kom fram till." if to == HELD else "Skriv varför besöket ställs in."
        found.append(Obstacle("outcome", text, "visit_no_words"))
    return found
