"""The participant's page: one head and one row of tabs, whichever app serves the tab.

Upper apps add chips to the head with `register_chips` when they are ready, so that no import goes upwards.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from amc.calendar import today as municipal_today
from amc.staff.models import User
from amc.web.navigation import Tab
from participants.models import CaseAssignment, Enrolment, Participant

TABS = (
    ("participant_detail", "Översikt"),
    ("kartlaggning", "Kartläggning"),
    ("plan", "Plan"),
    ("journal", "Journal"),
    ("placements", "Placering"),
    ("follow_ups", "Uppföljning"),
    ("participant_history", "Dokument och historik"),
)


@dataclass(frozen=True, slots=True)
class Chip:
    """A state in the head: words, a tone (overdue, soon, done, info, neutral) and where it leads, if anywhere."""

    text: str
    tone: str = "neutral"
    url: str = ""


ChipProvider = Callable[[User, Participant, Enrolment | None, dt.date], list[Chip]]
_providers: list[ChipProvider] = []


def register_chips(provider: ChipProvider) -> None:
    """Let an app say what its rows mean for the person: (user, participant, latest enrolment, today) → chips."""
    if provider not in _providers:
        _providers.append(provider)


@dataclass(frozen=True)
class Head:
    """What is always shown of a person."""

    participant: Participant
    enrolment: Enrolment | None
    age: int
    substitutes: list[CaseAssignment]
    chips: list[Chip]
    works_with_case: bool
    can_write: bool

    @property
    def is_open(self) -> bool:
        """Whether the person is enrolled now."""
        return self.enrolment is not None and self.enrolment.is_open


def latest_enrolment(user: User, participant: Participant) -> Enrolment | None:
    """The open enrolment, else the latest closed one, of those that `user` may see."""
    return (
        Enrolment.objects.visible_to(user)
        .filter(participant=participant)
        .select_related("consultant", "team", "source", "unit")
        .order_by("-opened_on", "-pk")
        .first()
    )


def head(user: User, participant: Participant, today: dt.date) -> Head:
    """The head of a person's page, as `user` may see it."""
    enrolment = latest_enrolment(user, participant)
    assignments = list(
        CaseAssignment.objects.filter(enrolment=enrolment, period__contains=today).select_related("user")
        if enrolment
        else []
    )
    chips = []
    if enrolment and not enrolment.is_open:
        chips.append(Chip(f"Avslutad {enrolment.closed_on}"))
    if enrolment and enrolment.is_open and enrolment.consultant_id is None:
        chips.append(Chip("Konsulent saknas", "overdue", reverse("enrolment_assign", args=[enrolment.uuid])))
    if participant.interpreter_language:
        chips.append(Chip(f"Tolk {participant.interpreter_language.lower()}", "info"))
    if enrolment and enrolment.is_open and enrolment.source.below_age:
        chips += _age_limit(participant, enrolment, today)
    for provider in _providers:
        chips += provider(user, participant, enrolment, today)
    return Head(
        participant=participant,
        enrolment=enrolment,
        age=participant.age_on(today),
        substitutes=[row for row in assignments if row.part == CaseAssignment.Part.SUBSTITUTE],
        chips=chips,
        works_with_case=any(row.user_id == user.pk for row in assignments),
        can_write=bool(enrolment and enrolment.is_open),
    )


def _age_limit(participant: Participant, enrolment: Enrolment, today: dt.date) -> list[Chip]:
    """Until when the source's upper age allows it: KAA is left at the 20th birthday [SFS 2010:800 29:9]."""
    limit = enrolment.source.below_age
    try:
        birthday = participant.birth_date.replace(year=participant.birth_date.year + limit)
    except ValueError:
        birthday = dt.date(participant.birth_date.year + limit, 2, 28)
    last = birthday - dt.timedelta(days=1)
    tone = "overdue" if last < today else "soon" if (last - today).days <= 90 else "info"
    return [Chip(f"{enrolment.source.name} till {last}", tone)]


def person_context(request: HttpRequest, participant: Participant, tab: str) -> dict[str, Any]:
    """The context of participants/layout.html: `participant`, `head` and `tabs`; `tab` is a URL name of TABS."""
    user = request.user
    return {
        "participant": participant,
        "head": head(user, participant, municipal_today()),  # type: ignore[arg-type]
        "tabs": [Tab(word, reverse(name, args=[participant.uuid]), current=name == tab) for name, word in TABS],
    }
