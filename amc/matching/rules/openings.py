"""What holds for an opening."""

import datetime as dt

from amc.calendar import swedish_plural
from amc.obstacles import Obstacle
from amc.web.display import date


def coming(opens_on: dt.date | None, day: dt.date) -> dt.date | None:
    """The day a firm opens, as long as it has not passed on `day` (domain.md section 3); None for one that is open."""
    return opens_on if opens_on and opens_on >= day else None


def opens_words(opens_on: dt.date | None) -> str:
    """ "Öppnar den 3 januari 2027"; empty for None."""
    return f"Öppnar den {date(opens_on)}" if opens_on else ""


def first_possible(starts_on: dt.date | None, opens_on: dt.date | None) -> dt.date | None:
    """The first day that somebody can begin: the place's own, but none before the firm opens. None for any day."""
    return max(filter(None, (starts_on, opens_on)), default=None)


def opening_obstacles(
    *, starts_on: dt.date | None, ends_on: dt.date | None, places: int, taken: int = 0, in_use: bool = True
) -> list[Obstacle]:
    """Days are inclusive and in order, there are no fewer places than are taken, and the workplace is `in_use`."""
    found = [] if in_use else [Obstacle("workplace", "Arbetsplatsen används inte längre. Välj en annan.", "not_used")]
    if starts_on and ends_on and ends_on < starts_on:
        found.append(Obstacle("ends_on", "Platsen slutar innan den börjar. Ändra något av datumen.", "backwards"))
    if places < taken:
        words = swedish_plural(taken, "plats är tagen", "platser är tagna")
        found.append(Obstacle("places", f"{words}. Skriv {taken} eller fler.", "taken"))
    return found


def closing_obstacles(*, closed_on: dt.date | None) -> list[Obstacle]:
    """What is closed is not closed once more."""
    return [Obstacle(None, f"Platsen stängdes redan {closed_on}.", "closed")] if closed_on else []


def reopening_obstacles(
    *, closed_on: dt.date | None, ends_on: dt.date | None, in_use: bool, today: dt.date
) -> list[Obstacle]:
    """Only what is closed, and has not passed, opens again, and only at a workplace that is `in_use`."""
    if closed_on is None:
        return [Obstacle(None, "Platsen är redan öppen.", "open")]
    if not in_use:
        return [Obstacle(None, "Arbetsplatsen används inte längre. Ändra det på arbetsplatsen först.", "not_used")]
    if ends_on and ends_on < today:
        return [Obstacle(None, f"Platsen gällde till {ends_on}. Lägg in en ny plats i stället.", "passed")]
    return []
