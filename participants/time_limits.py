"""How much is left of what ends by itself, for the plan that the participant holds in the hand."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from amc.staff.models import User
from participants.models import Enrolment


@dataclass(frozen=True)
class Total:
    """What a form of employment counts together: its name, the days used of it and all that it allows, 30 days to the
    month. More may be used than it allows."""

    name: str
    used: int
    whole: int


@dataclass(frozen=True)
class TimeLimit:
    """A time-limited employment: what it is, its last day, the days of it that have passed and all of them, 30 to the
    month; `total` where its form counts employments together."""

    name: str
    last_day: dt.date
    passed: int
    whole: int
    total: Total | None = None

    @property
    def used(self) -> float:
        """The share that has passed, 0–1."""
        return min(1, max(0, self.passed / self.whole)) if self.whole else 1


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
