"""What the apps above know of the activities of a plan and of a person's weeks, and let one do with them; told from
their `ready()`."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from handlingsplan.hours import NONE, Span
from handlingsplan.models import Activity
from participants.hooks import Tie
from participants.models import Enrolment
from participants.page import Head, Place

Ties = Mapping[uuid.UUID, Tie]


@dataclass(frozen=True)
class ActivityPart:
    """What an app above adds to activities. Neither asks the database: the head's enrolment was read with the app's
    own facts (participants.page.Standing).

    `ties`: what activities are besides ("CV-kurs", the group), by their `origin`. `places`: what else can be done with
    an activity, in its menu.
    """

    ties: Callable[[Head], Ties]
    places: Callable[[Head, Activity], Iterable[Place]]


@dataclass(frozen=True)
class Booked:
    """Something at a time of a day. `hours` is what it counts, `note` what became of it, empty while that is not known,
    with the tone of its chip; `origin` is the activity that it stands for in its week."""

    day: dt.date
    starts_at: dt.time
    ends_at: dt.time | None
    words: str
    url: str = ""
    hours: Decimal = NONE
    note: str = ""
    tone: str = "neutral"
    origin: uuid.UUID | None = None


@dataclass(frozen=True)
class WeekPart:
    """What an app knows of a case day by day, read in one statement with all other apps.

    `facts(first, last)` gives expressions to annotate an Enrolment with for the days `first` to `last`, both inclusive
    (OuterRef("pk") is its key); their names begin with "week_" and the app's own word. Of the annotated row, `booked`
    says what stands at a time, `placed` what goes on for hours besides the plan, and `asked` how much is asked.
    """

    facts: Callable[[dt.date, dt.date], dict[str, Any]]
    booked: Callable[[Any, Head], Iterable[Booked]] | None = None
    placed: Callable[[Any], Iterable[Span]] | None = None
    asked: Callable[[Any], Iterable[Span]] | None = None


@dataclass(frozen=True)
class Weekly:
    """What all apps know of the days of a case."""

    booked: list[Booked]
    placed: list[Span]
    asked: list[Span]


_parts: list[ActivityPart] = []
_weeks: list[WeekPart] = []


def register_activity_part(part: ActivityPart) -> ActivityPart:
    """Let an app add to the activities of plans. Registered twice it adds once."""
    if part not in _parts:
        _parts.append(part)
    return part


def register_week_part(part: WeekPart) -> WeekPart:
    """Let an app add to the week of a case. Registered twice it adds once."""
    if part not in _weeks:
        _weeks.append(part)
    return part


def activity_ties(head: Head) -> dict[uuid.UUID, Tie]:
    """What the activities of the head's case are besides, from all apps, by `origin`."""
    return {origin: tie for part in _parts for origin, tie in part.ties(head).items()}


def activity_places(head: Head, activity: Activity) -> list[Place]:
    """What else can be done with an activity of the head's case, from all apps."""
    return [place for part in _parts for place in part.places(head, activity)]


def read_weekly(head: Head, enrolment: Enrolment, first: dt.date, last: dt.date) -> Weekly:
    """What all apps know of the days `first` to `last` of `enrolment`, which the head's user sees; one query."""
    facts: dict[str, Any] = {}
    for part in _weeks:
        facts |= part.facts(first, last)
    row = Enrolment.objects.visible_to(head.user).annotate(**facts).get(pk=enrolment.pk)
    row.participant = head.participant
    booked = [one for part in _weeks if part.booked for one in part.booked(row, head)]
    return Weekly(
        booked=sorted(booked, key=lambda one: (one.day, one.starts_at, one.words)),
        placed=[span for part in _weeks if part.placed for span in part.placed(row)],
        asked=[span for part in _weeks if part.asked for span in part.asked(row)],
    )
