"""When "vad händer sedan?" is asked of a time-limited employment, and what an answer must say.

Half of the time has passed, and again 120 days before the end, while there still is time to act. "Inte klart än" is no
answer to rest with: it is asked again. Some weeks after the end it is asked what it became.
"""

import datetime as dt

from amc.obstacles import Obstacle
from placements.rules.periods import Period

BEFORE_END_DAYS = 120
NOT_ASKED = Obstacle(None, "Om den här anställningsformen ställs frågan inte.", "next_step_not_asked")


def half_time(employment: Period) -> dt.date:
    """The day on which half of the days have passed, rounded down."""
    return employment.first + dt.timedelta(days=((employment.last - employment.first).days + 1) // 2)


def before_end(employment: Period) -> dt.date:
    """120 days before the last day, or the first day of an employment that is no longer than that."""
    return max(employment.first, employment.last - dt.timedelta(days=BEFORE_END_DAYS))


def asked_again(employment: Period, answered: dt.date, days: int) -> dt.date:
    """When it is asked again after "Inte klart än": `days` later, not before it is asked at all, and on the last day at
    the latest."""
    return max(before_end(employment), min(employment.last, answered + dt.timedelta(days=days)))


def outcome_obstacles(employment: Period, *, asked: bool, today: dt.date) -> list[Obstacle]:
    """What stands in the way of noting what an employment became: it has to be over.

    `asked`: the question is asked of its form of employment (Scheme.asks_next_step).
    """
    found = []
    if not asked:
        found.append(NOT_ASKED)
    if employment.last >= today:
        message = f"Anställningen pågår till {employment.last}. Svara när den är slut."
        found.append(Obstacle(None, message, "outcome_too_early"))
    return found


def answer_obstacles(text: str, employment: Period, *, asked: bool, today: dt.date) -> list[Obstacle]:
    """What stands in the way of an answer: it says what is done now, and the employment has begun.

    `asked`: the question is asked of its form of employment (Scheme.asks_next_step).
    """
    found = []
    if not asked:
        found.append(NOT_ASKED)
    if not text.strip():
        found.append(Obstacle("text", "Skriv vad ni gör nu, till exempel vem som kontaktar vem.", "next_step_empty"))
    if employment.first > today:
        message = f"Anställningen börjar {employment.first}. Svara när den har börjat."
        found.append(Obstacle(None, message, "next_step_too_early"))
    return found
