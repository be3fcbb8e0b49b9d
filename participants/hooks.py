"""Where the apps above take part in closing an enrolment: what stands in the way, and what they ask about it; called
from their `ready()`."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django import forms

from amc.obstacles import Obstacle
from amc.staff.models import User
from participants.models import Closure, Enrolment

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


class ClosingPart(Protocol):
    """What an app above asks on the form that closes a case."""

    heading: str

    def fields(self, enrolment: Enrolment) -> dict[str, forms.Field]:
        """The questions, by the names of their fields; empty where there is nothing to ask about."""

    def record(self, closure: Closure, answers: dict[str, Any], *, by: User, now: dt.datetime) -> None:
        """Write the answers down, in the transaction that closes the case. Raises Refused, at the fields."""


_parts: list[ClosingPart] = []


def register_closing_part(part: ClosingPart) -> ClosingPart:
    """Let `part` ask its questions when a case is closed. Registered twice it asks once."""
    if part not in _parts:
        _parts.append(part)
    return part


def closing_parts() -> list[ClosingPart]:
    """The parts of all apps, in the order of registration."""
    return list(_parts)
