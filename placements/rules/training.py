"""Trainings of supervisors: which of several counts, and what can be entered [S1]."""

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

from amc.obstacles import Obstacle

MISSING, LAPSED = "Saknar utbildning", "Utbildningen har slutat gälla"


class Training(Protocol):
    """A training: the day it was held, and the last day it holds (None: until further notice)."""

    held_on: dt.date
    valid_until: dt.date | None


def best_of[T: Training](trainings: Iterable[T], day: dt.date) -> T | None:
    """Of the trainings that have been held on `day` the one that holds longest: it holds then if any does, and is the
    one that lapsed last if none does any more. None when there was none."""
    held = [training for training in trainings if training.held_on <= day]
    return max(held, key=lambda training: (training.valid_until or dt.date.max, training.held_on), default=None)


def lacks(training: Training | None, day: dt.date) -> str:
    """What is amiss on `day` with somebody whose best training it is, in words; empty when it holds."""
    if training is None:
        return MISSING
    return LAPSED if training.valid_until is not None and training.valid_until < day else ""


def training_obstacles(
    kind: str, held_on: dt.date, valid_until: dt.date | None, others: Iterable[tuple[str, dt.date]], *, today: dt.date
) -> list[Obstacle]:
    """What stands in the way of a training of `kind` held on a day; `others`: kind and day of those that the
    supervisor has. A course that is booked is none yet: nobody is trained by it before the first assignment [S1]."""
    found = []
    if held_on > today:
        message = "Utbildningen har inte varit än. Lägg in den när den är klar."
        found.append(Obstacle("held_on", message, "training_to_come"))
    if valid_until is not None and valid_until < held_on:
        message = "Utbildningen slutar gälla innan den gavs. Ändra något av datumen."
        found.append(Obstacle("valid_until", message, "training_ends_first"))
    if (kind, held_on) in set(others):
        message = "Den utbildningen finns redan. Ändra den i stället, om något är fel."
        found.append(Obstacle("held_on", message, "training_once"))
    return found
