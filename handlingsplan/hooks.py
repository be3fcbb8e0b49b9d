"""What the apps above know of the activities of a plan, and let one do with them; told from their `ready()`."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from handlingsplan.models import Activity
from participants.hooks import Tie
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


_parts: list[ActivityPart] = []


def register_activity_part(part: ActivityPart) -> ActivityPart:
    """Let an app add to the activities of plans. Registered twice it adds once."""
    if part not in _parts:
        _parts.append(part)
    return part


def activity_ties(head: Head) -> dict[uuid.UUID, Tie]:
    """What the activities of the head's case are besides, from all apps, by `origin`."""
    return {origin: tie for part in _parts for origin, tie in part.ties(head).items()}


def activity_places(head: Head, activity: Activity) -> list[Place]:
    """What else can be done with an activity of the head's case, from all apps."""
    return [place for part in _parts for place in part.places(head, activity)]
