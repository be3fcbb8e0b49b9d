"""The frame of the participant's page: the head and the tabs, which the apps above add to.

A view renders a template that extends `participants/layout.html`, with `person_context(...)` in its context.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat, JSONObject
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import cached_property

from amc.calendar import add_months
from amc.staff.access import Permission
from amc.staff.models import User
from amc.web.navigation import Tab
from amc.written import Slot, written_once
from participants.models import CaseAssignment, Enrolment, Meeting, Participant, PlannedChange

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

    `tone` is overdue, soon, done, info or neutral; `shape` is an icon other than the tone's own. It leads nowhere for
    those to whom the page is not open: `opens` is what it takes.
    """

    text: str
    tone: str = "neutral"
    url: str = ""
    shape: str = ""
    opens: Permission = Permission.READ_CASES


@dataclass(frozen=True)
class Place:
    """Something else that can be done in a case, in the menu of its page: the word, the address and the icon."""

    text: str
    url: str
    icon: str


@dataclass(frozen=True)
class Step:
    """What comes next for a person: what, the day, and where it is done by those to whom that is open."""

    text: str
    on: dt.date
    url: str
    opens: Permission = Permission.READ_CASES


@dataclass(frozen=True)
class Document:
    """A document that belongs to a person: what it is, the day it is from, where it is, a word about its state."""

    title: str
    on: dt.date
    url: str
    note: str = ""


@dataclass(frozen=True)
class Standing:
    """What an app knows of an enrolment, read in the same statement as the enrolment itself.

    `facts` gives, for a day, expressions to annotate an Enrolment with (OuterRef("pk") is its key); their names
    begin with the app's own word. `chips` and `step` say what the annotated row means on that day, and `places` what
    else can be done in it while it is open; the row's `participant` and, for `chips` and `places`, its `source` are at
    hand.
    """

    facts: Callable[[dt.date], dict[str, Any]]
    chips: Callable[[Enrolment, dt.date], Iterable[Chip]] | None = None
    step: Callable[[Enrolment, dt.date], Step | None] | None = None
    places: Callable[[Enrolment], Iterable[Place]] | None = None


DocumentProvider = Callable[[User, Participant, Sequence[Enrolment]], Iterable[Document]]
_standings: list[Standing] = []
_documents: list[DocumentProvider] = []


def register_standing(standing: Standing) -> Standing:
    """Let an app add to the head of the page (and its step to the list of participants)."""
    if standing not in _standings:
        _standings.append(standing)
    return standing


def register_documents(provider: DocumentProvider) -> DocumentProvider:
    """Let `provider(user, participant, cases)` list documents that `user` may open, in one query at the most."""
    if provider not in _documents:
        _documents.append(provider)
    return provider


def with_standing(
    enrolments: "QuerySet[Enrolment]", today: dt.date, *, steps_only: bool = False
) -> "QuerySet[Enrolment]":
    """`enrolments` with all that the apps know of each, in one statement; with `steps_only`, what lists show."""
    facts: dict[str, Any] = {}
    for standing in _standings:
        if standing.step or not steps_only:
            facts |= standing.facts(today)
    return enrolments.select_related("participant").annotate(**facts)


def chips_of(enrolment: Enrolment, today: dt.date) -> list[Chip]:
    """The chips of a row from `with_standing`: the case's own, then those of the apps in their order."""
    found = list(case_chips(enrolment, today))
    for standing in _standings:
        found += standing.chips(enrolment, today) if standing.chips else ()
    return found


def places_of(enrolment: Enrolment) -> list[Place]:
    """What else can be done in a row from `with_standing`, from all apps."""
    return [place for standing in _standings if standing.places for place in standing.places(enrolment)]


def step_of(enrolment: Enrolment, today: dt.date) -> Step | None:
    """The next step of a row from `with_standing`: the earliest of what the apps know; none of a closed case."""
    if not enrolment.is_open:
        return None
    found = [standing.step(enrolment, today) for standing in _standings if standing.step]
    return min((step for step in found if step), key=lambda step: step.on, default=None)


def documents_of(user: User, participant: Participant, cases: Sequence[Enrolment]) -> list[Document]:
    """The documents of all apps, the newest first. `cases`: the person's, as the page has read them with closures."""
    found = [document for provider in _documents for document in provider(user, participant, cases)]
    return sorted(found, key=lambda document: document.on, reverse=True)


# --- What the case itself knows ---------------------------------------------------------------------


def _next_meeting(today: dt.date) -> dict[str, Any]:
    midnight = timezone.make_aware(dt.datetime.combine(today, dt.time()))
    coming = Meeting.objects.filter(
        enrolment=OuterRef("pk"), state=Meeting.State.PLANNED, starts_at__gte=midnight
    ).order_by("starts_at", "pk")
    return {"meeting_next": Subquery(coming.values(row=JSONObject(uuid="uuid", kind="kind", at="starts_at"))[:1])}


def _meeting_step(enrolment: Enrolment, today: dt.date) -> Step | None:
    row = enrolment.meeting_next  # type: ignore[attr-defined]
    if row is None:
        return None
    at = timezone.localtime(dt.datetime.fromisoformat(row["at"]))
    url = reverse("meeting_hold", args=[row["uuid"]])
    return Step(f"{Meeting.Kind(row['kind']).label} {at:%H:%M}", at.date(), url, Permission.CASEWORK)


MEETINGS = Standing(facts=_next_meeting, step=_meeting_step)


def case_chips(enrolment: Enrolment, today: dt.date) -> Iterable[Chip]:
    """What the case itself says: protected, closed, without consultant, soon too old, needs an interpreter."""
    participant = enrolment.participant
    yield from protection_chips(participant)
    if not enrolment.is_open:
        yield Chip(f"Avslutad {enrolment.closed_on}", shape="archive")
    elif enrolment.consultant_id is None:
        url = reverse("enrolment_assign", args=[enrolment.uuid])
        yield Chip("Konsulent saknas", "overdue", url, opens=Permission.CASEWORK)
    limit = enrolment.source.below_age
    if enrolment.is_open and limit is not None:
        last = last_day_below(participant.birth_date, limit)
        tone = "overdue" if last < today else "soon" if (last - today).days <= AGE_WARNING_DAYS else "info"
        yield Chip(f"{enrolment.source.name} till {last}", tone)
    if participant.interpreter_language:
        yield Chip(f"Tolk {participant.interpreter_language.lower()}", "info", shape="chat-left-text")


def protection_chips(participant: Participant) -> Iterable[Chip]:
    """That the person is protected, before all else; it leads to how one behaves."""
    if participant.is_protected:
        url = reverse("protection", args=[participant.uuid])
        yield Chip("Skyddade personuppgifter", "overdue", url, shape="shield-lock")


def last_day_below(birth_date: dt.date, age: int) -> dt.date:
    """The last day on which somebody is younger than `age`: KAA is left at the 20th birthday [SFS 2010:800 29:9]."""
    return add_months(birth_date, 12 * age) - dt.timedelta(days=1)


# --- The head ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Assigned:
    """Somebody's part in a case; days as ISO text, `after` the day after the last."""

    user: int
    name: str
    title: str
    part: str
    first: str
    after: str | None


@dataclass(frozen=True)
class Change:
    """That a case goes to another consultant: to whom, the first day, and the key of what is planned."""

    name: str
    day: dt.date
    uuid: str

    @classmethod
    def of(cls, enrolment: Any) -> "Change | None":
        """Of a row annotated with `change_to_come`, while the case is open."""
        row = enrolment.change_to_come if enrolment.is_open else None
        return cls(row["name"], dt.date.fromisoformat(row["day"]), row["uuid"]) if row else None


def change_to_come() -> Subquery:
    """To whom a case is planned to go and when, to annotate an Enrolment with as `change_to_come`."""
    name = Concat("to__first_name", Value(" "), "to__last_name")
    rows = PlannedChange.objects.to_come().filter(enrolment=OuterRef("pk"))
    return Subquery(rows.values(row=JSONObject(name=name, day="day", uuid="uuid"))[:1])


def _people() -> ArraySubquery:
    rows = CaseAssignment.objects.standing().filter(enrolment=OuterRef("pk")).order_by("pk")
    name = Concat("user__first_name", Value(" "), "user__last_name")
    period = {"first": F("period__startswith"), "after": F("period__endswith")}
    return ArraySubquery(
        rows.values(row=JSONObject(user="user", name=name, title="user__title", part="part", **period))
    )


@written_once(person=BigIntegerField())
def _enrolments(user: User, today: dt.date, person: Slot) -> "QuerySet[Enrolment]":
    own = Enrolment.objects.visible_to(user).filter(participant=person)
    rows = with_standing(own, today).select_related("consultant", "team", "source", "closure", "referral")
    return rows.annotate(people=_people(), change_to_come=change_to_come()).order_by("-opened_on", "-pk")


@dataclass
class Head:
    """Who the page is about, and what stands at its top; each part is read once, when it is asked for."""

    participant: Participant
    user: User
    today: dt.date
    tab: str = ""
    access_until: dt.datetime | None = None

    @property
    def age(self) -> int:
        """Age today, in whole years."""
        return self.participant.age_on(self.today)

    @cached_property
    def enrolments(self) -> list[Enrolment]:
        """The enrolments that the user may see: the open one first, then the latest."""
        found = _enrolments(self.user, self.today, person=self.participant.pk)
        return sorted(found, key=lambda row: not row.is_open)

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
    def people(self) -> list[Assigned]:
        """Everybody who works with any of the person's cases today."""
        rows = [Assigned(**row) for enrolment in self.enrolments for row in enrolment.people]  # type: ignore[attr-defined]
        today = self.today.isoformat()
        return [row for row in rows if row.first <= today and (row.after is None or today < row.after)]

    @property
    def substitutes(self) -> list[Assigned]:
        """Who stands in for the consultant today."""
        return [row for row in self.people if row.part == CaseAssignment.Part.SUBSTITUTE]

    @property
    def specialists(self) -> list[Assigned]:
        """The specialists of today."""
        return [row for row in self.people if row.part == CaseAssignment.Part.SPECIALIST]

    @property
    def works_with(self) -> bool:
        """Whether the user works with the case today, in any part: the key to the fenced areas [S2]."""
        return any(row.user == self.user.pk for row in self.people)

    @property
    def change(self) -> Change | None:
        """To whom the open case goes, and when, where that is planned."""
        return Change.of(self.open_enrolment) if self.open_enrolment else None

    @cached_property
    def chips(self) -> list[Chip]:
        """States of the person, from all apps."""
        found = chips_of(self.enrolment, self.today) if self.enrolment else protection_chips(self.participant)
        return [chip if chip.opens.granted_to(self.user) else replace(chip, url="") for chip in found]

    @cached_property
    def step(self) -> Step | None:
        """What comes next."""
        found = step_of(self.enrolment, self.today) if self.enrolment else None
        return found if found is None or found.opens.granted_to(self.user) else replace(found, url="")

    @property
    def places(self) -> list[Place]:
        """What else can be done in the open case, from all apps."""
        return places_of(self.open_enrolment) if self.open_enrolment else []

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
    def may_manage(self) -> bool:
        """Whether the user leads the unit."""
        return Permission.MANAGE.granted_to(self.user)

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

    `tab` is the URL name of the part that is shown. `access_until` is set for somebody who has the person open for a
    while only (participants.opening). The head is read in one statement, when it is first asked for.
    """
    until = getattr(request, "access_until", None)
    head = Head(participant, request.user, timezone.localdate(), tab, until)  # type: ignore[arg-type]
    return {"participant": participant, "head": head}
