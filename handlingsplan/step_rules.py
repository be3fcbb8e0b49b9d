"""What a set of questions about steps must be to be asked, and which sets follow a case. Pure."""

import datetime as dt
from collections.abc import Mapping

from amc.obstacles import Obstacle

# By the word of the form. Whole steps only: a mean of them is still read as "3,6 av 5".
SCALES = {"1-5": (1, 5), "0-10": (0, 10)}
LONGEST_INTERVAL = 60
MOST_FIRST_DAYS = 180
MOST_QUESTIONS = 30


def scale_ends(scale: str) -> tuple[int, int]:
    """The lowest and the highest of a scale in `SCALES`. Raises KeyError for any other."""
    return SCALES[scale]


def set_obstacles(*, every: int, first_days: int, asks_participant: bool, asks_consultant: bool) -> list[Obstacle]:
    """A set is asked of somebody, a first time within some days, and again after a while."""
    found = []
    if not 1 <= every <= LONGEST_INTERVAL:
        found.append(Obstacle("every", f"Skriv ett tal mellan 1 och {LONGEST_INTERVAL}.", "interval"))
    if not 1 <= first_days <= MOST_FIRST_DAYS:
        found.append(Obstacle("first_days", f"Skriv ett tal mellan 1 och {MOST_FIRST_DAYS}.", "first_days"))
    if not (asks_participant or asks_consultant):
        found.append(Obstacle("asks_participant", "Välj vem som svarar.", "nobody_answers"))
    return found


def draft_obstacles(amount: int) -> list[Obstacle]:
    """A draft with so many questions can be published when somebody would stand to answer it."""
    if amount == 0:
        return [Obstacle(None, "Lägg till minst en fråga innan du publicerar.", "no_questions")]
    if amount > MOST_QUESTIONS:
        text = f"Högst {MOST_QUESTIONS} frågor. Ta bort några innan du publicerar."
        return [Obstacle(None, text, "too_many_questions")]
    return []


def follows(code: str, *, chosen: Mapping[str, bool], begins: bool, is_answered: bool) -> bool:
    """Whether the set `code` follows a case: as somebody has chosen, else where it has been answered, or `begins` with
    such a case."""
    return chosen.get(code, begins or is_answered)


def first_on(first_days: int, *, chosen_on: dt.date | None, opened_on: dt.date, published_on: dt.date) -> dt.date:
    """By when a set that follows a case is to be answered the first time: `first_days` after the day on which somebody
    chose it; where nobody did, after the case began, or after the set was first published where that was later."""
    return (chosen_on or max(opened_on, published_on)) + dt.timedelta(days=first_days)
