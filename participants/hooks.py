"""Where the apps above say what stands in the way of closing an enrolment; called from their `ready()`."""

import datetime as dt
from collections.abc import Callable, Iterable

from amc.obstacles import Obstacle
from participants.models import Enrolment

ClosingProvider = Callable[[Enrolment, dt.date], Iterable[Obstacle]]
_closing: list[ClosingProvider] = []


def register_closing(provider: ClosingProvider) -> ClosingProvider:
    """Let `provider(enrolment, closed_on)` name what must be done before the enrolment is closed on that day.

    `closed_on` is the last day, inclusive. Registered twice it is asked once.
    """
    if provider not in _closing:
        _closing.append(provider)
    return provider


def closing_obstacles(enrolment: Enrolment, closed_on: dt.date) -> list[Obstacle]:
    """What stands in the way of closing `enrolment` on `closed_on`, from all apps: e.g. a placement in progress."""
    return [obstacle for provider in _closing for obstacle in provider(enrolment, closed_on)]
