"""What a booked meeting must be."""

import datetime as dt

from django.utils import timezone

from amc.obstacles import Obstacle


def meeting_obstacles(starts_at: dt.datetime, ends_at: dt.datetime, *, is_open: bool, today: dt.date) -> list[Obstacle]:
    """What stands in the way of booking a meeting; one earlier on the same day may be entered afterwards."""
    found = []
    if not is_open:
        found.append(Obstacle(None, "Ärendet är avslutat; det går inte att boka möten i det.", "closed"))
    if ends_at <= starts_at:
        found.append(Obstacle("minutes", "Mötet måste vara längre än noll minuter.", "too_short"))
    if timezone.localdate(starts_at) < today:
        message = "Dagen har varit. Skriv i journalen om mötet i stället, eller välj en annan dag."
        found.append(Obstacle("starts_at", message, "has_been"))
    return found


def outcome_obstacles(*, state: str, starts_at: dt.datetime, now: dt.datetime, outcome: str) -> list[Obstacle]:
    """What stands in the way of saying how a meeting went; only cancelling can be said beforehand."""
    if state != "planned":
        return [Obstacle(None, "Någon har redan skrivit hur mötet gick. Läs om sidan.", "answered")]
    if outcome != "cancelled" and starts_at > now:
        return [Obstacle(None, "Mötet har inte börjat än.", "not_begun")]
    return []
