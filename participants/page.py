"""The frame of the participant's page: the head and the tabs, which the apps above add to.

A view renders a template that extends `participants/layout.html`, with `person_context(...)` in its context.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import cached_property

from amc.calendar import add_months
from amc.staff.access import Permission
from amc.staff.models import User
from amc.web.navigation import Tab
from participants.models import CaseAssignment, Enrolment, Meeting, Participant

AGE_WARNING_DAYS = 90

TABS = (
    ("participant_detail", "Översikt"),
    ("kartlaggning", "Kartläggning"),
    ("plan", "Plan"),
    ("journal", "Journal"),
    ("placements", "Placering"),
    ("follow_ups", "Uppföljning"),
    ("participant_history", "Dokument och historik"),
)


# --- What the apps above add ------------------------------------------------------------------------


@dataclass(frozen=True)
class Chip:
    """A state of the person as word and shape, and where it leads, if anywhere.

    `tone` is overdue, soon, done, info or neutral; `shape` is an icon other than the tone's own.
    """

    text: str
    tone: str = "neutral"
    url: str = ""
    shape: str = ""


@dataclass(frozen=True)
class Step:
    """What comes next for a person: what, the day, and where it is done."""

    text: str
    on: dt.date
    url: str


@dataclass(frozen=True)
class Document:
    """A document that belongs to a person: what it is, the day it is from, where it is, a word about its state."""

    title: str
    on: dt.date
    url: str
    note: str = ""


ChipProvider = Callable[[Sequence[int], dt.date], Mapping[int, Iterable[Chip]]]
StepProvider = Callable[[Sequence[int], dt.date], Mapping[int, Step]]
DocumentProvider = Callable[[User, Participant], Iterable[Document]]
_chips: list[ChipProvider] = []
_steps: list[StepProvider] = []
_documents: list[DocumentProvider] = []


def _register[Provider](providers: list[Provider], provider: Provider) -> Provider:
    if provider not in providers:
        providers.append(provider)
    return provider


def register_chips(provider: ChipProvider) -> ChipProvider:
    """Let `provider(participant_ids, today)` add chips: a mapping from participant id, in one query at the most."""
    return _register(_chips, provider)


def register_steps(provider: StepProvider) -> StepProvider:
    """Let `provider(participant_ids, today)` name each participant's next step, in one query at the most."""
    return _register(_steps, provider)


def register_documents(provider: DocumentProvider) -> DocumentProvider:
    """Let `provider(user, participant)` list documents that `user` may open, in one query at the most."""
    return _register(_documents, provider)


def chips_of(participant_ids: Sequence[int], today: dt.date) -> dict[int, list[Chip]]:
    """The chips of each participant, in the order in which the apps registered."""
    found: dict[int, list[Chip]] = {key: [] for key in participant_ids}
    for provider in _chips if participant_ids else ():
        for key, chips in provider(participant_ids, today).items():
            found[key].extend(chips)
    return found


def steps_of(participant_ids: Sequence[int], today: dt.date) -> dict[int, Step]:
    """The next step of each participant who has one: the earliest of what all apps know."""
    found: dict[int, Step] = {}
    for provider in _steps if participant_ids else ():
        for key, step in provider(participant_ids, today).items():
            if key not in found or step.on < found[key].on:
                found[key] = step
    return found


def documents_of(user: User, participant: Participant) -> list[Document]:
    """The documents of all apps, the newest first."""
    found = [document for provider in _documents for document in provider(user, participant)]
    return sorted(found, key=lambda document: document.on, reverse=True)


def meeting_steps(participant_ids: Sequence[int], today: dt.date) -> dict[int, Step]:
    """The next booked meeting of each participant, from `today` on."""
    midnight = timezone.make_aware(dt.datetime.combine(today, dt.time()))
    meetings = (
        Meeting.objects.filter(
            enrolment__participant__in=participant_ids,
            enrolment__closed_on__isnull=True,
            state=Meeting.State.PLANNED,
            starts_at__gte=midnight,
        )
        .order_by("enrolment__participant_id", "starts_at", "pk")
        .distinct("enrolment__participant_id")
        .values_list("enrolment__participant_id", "uuid", "kind", "starts_at")
    )
    return {
        key: Step(
            f"{Meeting.Kind(kind).label} {timezone.localtime(at):%H:%M}",
            timezone.localdate(at),
            reverse("meeting_hold", args=[uuid]),
        )
        for key, uuid, kind, at in meetings
    }


def case_chips(participant: Participant, enrolment: Enrolment, today: dt.date) -> list[Chip]:
    """What the case itself says: closed, without consultant, soon too old for its source, needs an interpreter."""
    chips = []
    if not enrolment.is_open:
        chips.append(Chip(f"Avslutad {enrolment.closed_on}", shape="archive"))
    elif enrolment.consultant_id is None:
        chips.append(Chip("Konsulent saknas", "overdue", reverse("enrolment_assign", args=[enrolment.uuid])))
    limit = enrolment.source.below_age
    if enrolment.is_open and limit is not None:
        last = last_day_below(participant.birth_date, limit)
        tone = "overdue" if last < today else "soon" if (last - today).days <= AGE_WARNING_DAYS else "info"
        chips.append(Chip(f"{enrolment.source.name} till {last}", tone))
    if participant.interpreter_language:
        chips.append(Chip(f"Tolk {participant.interpreter_language.lower()}", "info", shape="chat-left-text"))
    return chips


def last_day_below(birth_date: dt.date, age: int) -> dt.date:
    """The last day on which somebody is younger than `age`: KAA is left at the 20th birthday [SFS 2010:800 29:9]."""
    return add_months(birth_date, 12 * age) - dt.timedelta(days=1)


# --- The head ---------------------------------------------------------------------------------------


@dataclass
class Head:
    """Who the page is about, and what stands at its top; each part is read once, when it is asked for."""

    participant: Participant
    user: User
    today: dt.date
    tab: str = ""

    @property
    def age(self) -> int:
        """Age today, in whole years."""
        return self.participant.age_on(self.today)

    @cached_property
    def enrolments(self) -> list[Enrolment]:
        """The enrolments that the user may see: the open one first, then the latest."""
        rows = Enrolment.objects.visible_to(self.user).filter(participant=self.participant)
        related = rows.select_related("consultant", "team", "source", "closure").order_by("-opened_on", "-pk")
        return sorted(related, key=lambda row: not row.is_open)

    @property
    def enrolment(self) -> Enrolment | None:
        """The open enrolment, else the latest."""
        return self.enrolments[0] if self.enrolments else None

    @property
    def open_enrolment(self) -> Enrolment | None:
        """The enrolment in progress."""
        current = self.enrolment
        return current if current and current.is_open else None

    @cached_property
    def assignments(self) -> list[CaseAssignment]:
        """Everybody who has worked, works or will work with any of the person's cases, the latest first."""
        rows: QuerySet[CaseAssignment] = CaseAssignment.objects.visible_to(self.user)
        rows = rows.filter(enrolment__participant=self.participant).select_related("user", "assigned_by")
        return list(rows.order_by("-period", "-pk"))

    def _today(self, part: str) -> list[CaseAssignment]:
        return [row for row in self.assignments if row.part == part and self.today in row.period]

    @property
    def substitutes(self) -> list[CaseAssignment]:
        """Who stands in for the consultant today."""
        return self._today(CaseAssignment.Part.SUBSTITUTE)

    @property
    def specialists(self) -> list[CaseAssignment]:
        """The specialists of today."""
        return self._today(CaseAssignment.Part.SPECIALIST)

    @property
    def works_with(self) -> bool:
        """Whether the user works with the case today, in any part: the key to the fenced areas [S2]."""
        return any(row.user_id == self.user.pk and self.today in row.period for row in self.assignments)

    @cached_property
    def chips(self) -> list[Chip]:
        """States of the person: what the case itself says, then what all apps say."""
        own = case_chips(self.participant, self.enrolment, self.today) if self.enrolment else []
        return own + chips_of([self.participant.pk], self.today)[self.participant.pk]

    @cached_property
    def step(self) -> Step | None:
        """What comes next."""
        return steps_of([self.participant.pk], self.today).get(self.participant.pk) if self.open_enrolment else None

    @property
    def list_url(self) -> str:
        """Where the list of participants is."""
        return reverse("participant_list")

    @property
    def dial(self) -> str:
        """The telephone number as a telephone takes it: figures and a leading plus."""
        return "".join(sign for sign in self.participant.phone if sign.isdigit() or sign == "+")

    @property
    def may_edit(self) -> bool:
        """Whether the user does casework."""
        return Permission.CASEWORK.granted_to(self.user)

    @property
    def tabs(self) -> list[Tab]:
        """The parts of the page that exist."""
        return tabs_of(self.participant, self.tab)


def tabs_of(participant: Participant, current: str) -> list[Tab]:
    """The tabs with their addresses; a part whose app is not installed is left out. `current` is a URL name."""
    found = []
    for name, word in TABS:
        try:
            found.append(Tab(word, reverse(name, args=[participant.uuid]), name == current))
        except NoReverseMatch:
            continue
    return found


def person_context(request: HttpRequest, participant: Participant, tab: str) -> dict[str, Any]:
    """What `participants/layout.html` shows: `participant` (read from `visible_to`) and `head`.

    `tab` is the URL name of the part that is shown. Reads the enrolments, the assignments, the chips and the next
    step, one query each.
    """
    head = Head(participant, request.user, timezone.localdate(), tab)  # type: ignore[arg-type]
    return {"participant": participant, "head": head}
