"""Where the apps above take part in what is done to a case: what stands in the way of closing it, what they ask
about it then, and what a meeting is besides a meeting; called from their `ready()`."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms

from amc.obstacles import Obstacle
from amc.staff.models import User
from participants.models import Closure, Enrolment, Meeting

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


@dataclass(frozen=True)
class Tie:
    """What a meeting is besides: `words` say what ("uppföljning av planen"); at `url` one says that it was held."""

    words: str
    url: str


TieProvider = Callable[[Meeting], Tie | None]
_ties: list[TieProvider] = []


def register_meeting_tie(provider: TieProvider) -> TieProvider:
    """Let `provider(meeting)` say what a planned meeting is besides, None for nothing more. Registered twice it is
    asked once."""
    if provider not in _ties:
        _ties.append(provider)
    return provider


def meeting_tie(meeting: Meeting) -> Tie | None:
    """What the meeting is besides, from all apps: the first that claims it."""
    return next((tie for tie in (provider(meeting) for provider in _ties) if tie), None)


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
