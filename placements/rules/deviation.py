"""What a deviation needs to be noted, mended and closed (domain.md section 4; [S1][S2])."""

import datetime as dt
from collections.abc import Sequence

from amc.obstacles import Obstacle

ALREADY_CLOSED = Obstacle(None, "Avvikelsen är redan stängd.", "already_mended")
NOT_CLOSED = Obstacle(None, "Avvikelsen är öppen redan.", "already_open")
MEASURE_DONE = Obstacle(None, "Åtgärden är redan gjord.", "measure_done")
MANAGER_CLOSES = Obstacle(
    None, "Bara enhetschefen stänger en avvikelse. Föreslå att den stängs.", "closing_not_granted"
)


def opening_obstacles(
    text: str, today: dt.date, happened_on: dt.date | None, happened_time: dt.time | None
) -> list[Obstacle]:
    """What stands in the way of noting a deviation: what has happened is said, and it has happened."""
    found = []
    if not text.strip():
        found.append(Obstacle("text", "Skriv vad som har hänt.", "text_missing"))
    if happened_on is not None and happened_on > today:
        found.append(Obstacle("happened_on", "Dagen har inte varit än. Skriv när det hände.", "happens_later"))
    if happened_time is not None and happened_on is None:
        message = "Skriv också vilken dag det hände."
        found.append(Obstacle("happened_on", message, "time_without_day"))
    return found


def closing_obstacles(how: str, waiting: Sequence[str]) -> list[Obstacle]:
    """What stands in the way of holding it mended: it is said how, and no measure waits. `waiting`: their words."""
    found = []
    if not how.strip():
        found.append(Obstacle("mended_how", "Skriv vad ni har gjort.", "how_missing"))
    if waiting:
        message = f"Åtgärder väntar: {'; '.join(waiting)}. Gör dem klara först."
        found.append(Obstacle(None, message, "measures_waiting"))
    return found


def measure_obstacles(text: str, due_on: dt.date, today: dt.date, *, closed: bool) -> list[Obstacle]:
    """What stands in the way of a measure: it says what, has a day that has not passed, and the deviation is open."""
    found = [ALREADY_CLOSED] if closed else []
    if not text.strip():
        found.append(Obstacle("text", "Skriv vad som ska göras.", "measure_empty"))
    if due_on < today:
        message = "Dagen har varit. Välj i dag eller senare."
        found.append(Obstacle("due_on", message, "measure_in_the_past"))
    return found
