"""Where upper apps have a say in what happens to a case, without being imported."""

import datetime as dt
from collections.abc import Callable

from amc.obstacles import Obstacle
from participants.models import Enrolment

ClosingProvider = Callable[[Enrolment, dt.date], list[Obstacle]]
_closing: list[ClosingProvider] = []


def register_closing(provider: ClosingProvider) -> None:
    """Let an app name what stands in the way of closing an enrolment on a day."""
    if provider not in _closing:
        _closing.append(provider)


def closing_obstacles(enrolment: Enrolment, closed_on: dt.date) -> list[Obstacle]:
    """What all apps say stands in the way of closing `enrolment` on `closed_on`."""
    return [obstacle for provider in _closing for obstacle in provider(enrolment, closed_on)]
