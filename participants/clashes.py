"""What a consultant has booked at a time: the own meetings, and what the apps above have booked."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils import timezone

from amc.staff.models import User
from participants.models import Meeting


@dataclass(frozen=True)
class Busy:
    """Something booked, without a word of whom it is about."""

    label: str
    starts_at: dt.datetime
    ends_at: dt.datetime

    @property
    def words(self) -> str:
        """ "samtal 10:00–11:00"."""
        first, last = timezone.localtime(self.starts_at), timezone.localtime(self.ends_at)
        return f"{self.label[0].lower()}{self.label[1:]} {first:%H:%M}–{last:%H:%M}"


BusyProvider = Callable[[User, dt.datetime, dt.datetime], Iterable[Busy]]
_providers: list[BusyProvider] = []


def register_busy(provider: BusyProvider) -> BusyProvider:
    """Let `provider(user, first, after)` tell what `user` has booked that takes of the time from `first` to `after`."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def busy(user: User, first: dt.datetime, after: dt.datetime, *, but: uuid.UUID | None = None) -> list[Busy]:
    """What `user` has booked that takes of the time, earliest first; `but` is the meeting that is being booked."""
    meetings = Meeting.objects.visible_to(user).filter(consultant=user).overlapping(first, after)
    if but is not None:
        meetings = meetings.exclude(uuid=but)
    found = [Busy(row.get_kind_display(), row.starts_at, row.ends_at) for row in meetings.order_by("starts_at", "pk")]
    found += [row for provider in _providers for row in provider(user, first, after)]
    return sorted(found, key=lambda row: row.starts_at)
