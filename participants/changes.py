"""What has changed in a kartläggning since a moment, word by word."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from amc.audit.history import EMPTY, history_of
from amc.staff.models import User
from amc.web.words import Piece, word_diff
from participants.models import Enrolment, KartlaggningArea, KartlaggningEntry, Participant
from participants.rules.facts import PARTICULARS, lines_in_one, told_of_area


@dataclass(frozen=True)
class Moment:
    """Something to count from: what it is called in an address, what the reader calls it, and when it was; `dated`
    where the day is to be told beside the label."""

    key: str
    label: str
    at: dt.datetime
    dated: bool = True

    @property
    def words(self) -> str:
        """ "Sedan du läste sist, 2026-11-20"."""
        return f"{self.label}, {timezone.localdate(self.at)}" if self.dated else self.label


MomentProvider = Callable[[User, Enrolment], Moment | None]
_providers: list[MomentProvider] = []


def register_moment(provider: MomentProvider) -> MomentProvider:
    """Let an app above name a moment of the case that `user` may know of, e.g. when the plan was agreed; in one
    query. Registered twice it is asked once."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def moments_of(user: User, enrolment: Enrolment) -> list[Moment]:
    """The moments that the apps above name."""
    return [moment for provider in _providers if (moment := provider(user, enrolment)) is not None]


@dataclass(frozen=True)
class Line:
    """One of an area's texts, then and now."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class AreaChange:
    """An area that says something else than it did. `was` is None where nothing was written then, and `now` where
    only what is kept with the person has changed; `at` is the latest change, and `authors` all who made one."""

    area: KartlaggningArea
    was: KartlaggningEntry | None
    now: KartlaggningEntry | None
    lines: list[Line]
    authors: list[str]
    at: dt.datetime


def changes(entries: Iterable[KartlaggningEntry], since: dt.datetime) -> list[AreaChange]:
    """The areas in which something was written after `since` and says something else, in the order of the areas.

    `entries` are one person's, in any order, with area and author.
    """
    by_area: dict[int, list[KartlaggningEntry]] = {}
    for entry in sorted(entries, key=lambda one: (one.created_at, one.pk)):
        by_area.setdefault(entry.area_id, []).append(entry)
    found = []
    for rows in by_area.values():
        before = [row for row in rows if row.created_at <= since]
        after = rows[len(before) :]
        was = before[-1] if before else None
        if after and (lines := lines_of(was, after[-1])):
            authors = list(dict.fromkeys(row.author.full_name for row in after))
            found.append(AreaChange(after[-1].area, was, after[-1], lines, authors, after[-1].created_at))
    return sorted(found, key=_place)


def _place(one: AreaChange) -> tuple[int, int]:
    return one.area.order, one.area.pk


def with_particulars(
    found: Sequence[AreaChange], participant: Participant, since: dt.datetime, areas: Iterable[KartlaggningArea]
) -> list[AreaChange]:
    """The changes, and in `areas` (those that the reader sees) also what is kept with the person and has changed since:
    the level of education and the interpreter's language, wherever they were changed."""
    by_area = {one.area.code: one for one in found}
    # The latest first.
    events = [event for event in history_of(participant, MOST_EVENTS) if event.at > since]
    for area in areas:
        kept = PARTICULARS.get(area.code)
        if kept is None:
            continue
        field: Any = Participant._meta.get_field(kept.key)
        label = str(field.verbose_name).capitalize()
        moves = [(change, event) for event in events for change in event.changes if change.label == label]
        if not moves:
            continue
        before, now = _bare(moves[-1][0].before), _bare(moves[0][0].after)
        if before == now:
            continue
        latest = moves[0][1].at
        one = by_area.get(area.code) or AreaChange(area, None, None, [], [], latest)
        by_area[area.code] = replace(
            one,
            lines=[Line(label, word_diff(before, now)), *one.lines],
            authors=list(dict.fromkeys([*one.authors, *(event.who for _, event in reversed(moves))])),
            at=max(one.at, latest),
        )
    return sorted(by_area.values(), key=_place)


def _bare(words: str) -> str:
    return "" if words == EMPTY else words


def lines_of(was: KartlaggningEntry | None, now: KartlaggningEntry) -> list[Line]:
    """The texts that differ between two entries of an area."""
    before: Sequence[str] = _texts(was) if was else ("", "", "", "")
    found = []
    for label, old, new in zip(LABELS, before, _texts(now), strict=True):
        if old != new:
            found.append(Line(label, word_diff(old, new)))
    return found


# So far back the person's own particulars are read.
MOST_EVENTS = 200
LABELS = ("Med deltagarens egna ord", "Bedömning", "Uppgifter", "Hinder för arbete")


def _texts(entry: KartlaggningEntry) -> tuple[str, str, str, str]:
    # What is kept with the person is compared by its own history (with_particulars).
    answered = lines_in_one(told_of_area(entry.area.code, entry.facts))
    return entry.own_words, entry.assessment, answered, "Ja" if entry.is_obstacle else ""
