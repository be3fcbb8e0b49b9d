"""How much is left of what ends by itself, for the plan that the participant holds in the hand."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from amc.staff.models import User
from participants.models import Enrolment


@dataclass(frozen=True)
class TimeLimit:
    """A time-limited employment: what it is, its last day, in words how much is used and left, and the used share of
    the whole, 0–1."""

    name: str
    last_day: dt.date
    words: str
    used: float


TimeLimitProvider = Callable[[User, Enrolment, dt.date], Iterable[TimeLimit]]
_providers: list[TimeLimitProvider] = []


def register_time_limits(provider: TimeLimitProvider) -> TimeLimitProvider:
    """Let `provider(user, enrolment, day)` tell what runs on `day`, as far as `user` may know, in one query."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def time_limits(user: User, enrolment: Enrolment, day: dt.date) -> list[TimeLimit]:
    """What runs on `day` and ends by itself, the earliest last day first."""
    found = [one for provider in _providers for one in provider(user, enrolment, day)]
    return sorted(found, key=lambda one: one.last_day)
