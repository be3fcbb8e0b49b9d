"""What the participant's overview shows, read from all apps in a few statements."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, CharField, DateField, DateTimeField, F, Func, JSONField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject
from django.urls import reverse

from amc.reminders.asking import Due, due_rows, of_participants
from amc.reminders.registry import OF_THE_CASE
from amc.staff.access import Permission
from amc.staff.models import User
from amc.workspace.lifeline import Bar, Dot, Lifeline, draw
from amc.workspace.my_day import own_activities
from amc.written import Slot, written_once
from handlingsplan.models import FollowUp, Goal, PlanVersion
from participants.models import Enrolment, JournalEntry, Meeting, OutsideContact, Participant, Undertaking
from placements.models import Employment, Internship

LATEST_ENTRIES = 3
COMING_MEETINGS = 3
PLACEMENTS = {"internship": ("Praktik", "series-2"), "employment": ("Anställning", "series-1")}
ON_THE_LINE = frozenset({"plan", "follow_up", *PLACEMENTS})
_CONTACT = ("pk", "organisation", "none_named", "phone", "email")
FOLLOW_UP_KINDS: dict[str, str] = dict(FollowUp.Kind.choices)


@dataclass(frozen=True)
class Overview:
    """The parts of the page. What is due stands with where it is seen to, nowhere where that is not the reader's."""

    enrolments: list[Enrolment]
    due: list[tuple[Due, str]]
    meetings: list[Meeting]
    undertakings: list[Undertaking]
    journal: list[JournalEntry]
    goals: list[Goal]
    contacts: list[OutsideContact]
    lifeline: Lifeline | None


@dataclass(frozen=True)
class Event:
    """One thing that hangs on a case, as it is read: what sort, which row, words, first day (a goal's is the day it is
    to be reached, a contact has none), last day where it lasts, and what else its sort has."""

    sort: str
    uuid: uuid.UUID
    words: str
    first: dt.date | None
    last: dt.date | None
    more: dict[str, Any] | None


def overview(user: User, participant: Participant, enrolments: list[Enrolment], now: dt.datetime) -> Overview:
    """Everything that `user` may see of `participant` on one page.

    `enrolments` are those that the user may see; `now` carries the municipality's time zone.
    """
    today = now.date()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    person = participant.pk
    found = [Event(*values) for values in _events(user, person=person)]
    due = due_rows(today, of_participants([person]), rules=OF_THE_CASE)
    own = None if Permission.CASEWORK.granted_to(user) else own_activities(user, due)
    return Overview(
        enrolments=enrolments,
        due=[(row, row.url_for(user) if own is None or row.subject in own else "") for row in due],
        meetings=_meetings(user, person=person, since=midnight),
        undertakings=_undertakings(user, person=person),
        journal=_journal(user, person=person),
        goals=goals_of(found),
        contacts=contacts_of(found),
        lifeline=lifeline(participant, enrolments, found, today),
    )


@written_once(person=BigIntegerField(), since=DateTimeField())
def _meetings(user: User, person: Slot, since: Slot) -> "QuerySet[Meeting]":
    coming = Meeting.objects.visible_to(user).filter(state=Meeting.State.PLANNED, starts_at__gte=since)
    return coming.filter(enrolment__participant=person).order_by("starts_at", "pk")[:COMING_MEETINGS]


@written_once(person=BigIntegerField())
def _undertakings(user: User, person: Slot) -> "QuerySet[Undertaking]":
    return Undertaking.objects.visible_to(user).open().filter(meeting__enrolment__participant=person)


@written_once(person=BigIntegerField())
def _journal(user: User, person: Slot) -> "QuerySet[JournalEntry]":
    own = JournalEntry.objects.visible_to(user).filter(enrolment__participant=person)
    return own.select_related("author").order_by("-occurred_at", "-pk")[:LATEST_ENTRIES]


def _words(*parts: Any) -> Cast:
    return Cast(Concat(*parts, output_field=CharField()), CharField())


def _last_day(period: str) -> Func:
    return Func(F(period), function="upper", template="(%(function)s(%(expressions)s) - 1)", output_field=DateField())


@written_once(person=BigIntegerField())
def _events(user: User, person: Slot) -> "QuerySet[Any, Any]":
    """Agreed plans, follow-ups, internships, employments, goals in force and contacts outside of the
    person's enrolments, in one statement."""
    no_day, nothing = Cast(Value(None), DateField()), Cast(Value(None), JSONField())

    def row(
        rows: "QuerySet[Any]", sort: str, words: Any, first: Any, last: Any = no_day, more: Any = nothing
    ) -> "QuerySet[Any]":
        return rows.order_by().values_list(Value(sort, CharField()), "uuid", words, first, last, more)

    plans = PlanVersion.objects.visible_to(user).filter(plan__enrolment__participant=person, agreed_on__isnull=False)
    follow_ups = FollowUp.objects.visible_to(user).filter(enrolment__participant=person, cancelled_at__isnull=True)
    internships = Internship.objects.visible_to(user).filter(enrolment__participant=person)
    employments = Employment.objects.visible_to(user).filter(enrolment__participant=person)
    in_force = PlanVersion.objects.visible_to(user).in_force().filter(plan__enrolment__participant=person)
    goals = Goal.objects.visible_to(user).filter(version__in=in_force)
    contacts = OutsideContact.objects.visible_to(user).filter(enrolment__participant=person, ended_on__isnull=True)
    begins = Func(F("period"), function="lower", output_field=DateField())
    found = row(plans, "plan", _words(Cast("number", CharField()), Value("")), F("agreed_on")).union(
        row(follow_ups, "follow_up", _words("kind", Value("")), Coalesce("held_on", "due_on"), F("held_on")),
        row(
            internships, "internship", _words("kind__name", Value(", "), "workplace__name"), begins, _last_day("period")
        ),
        row(
            employments,
            "employment",
            _words("scheme__name", Value(", "), "employer__name"),
            begins,
            _last_day("period"),
        ),
        row(goals, "goal", _words("text", Value("")), F("due_on"), more=JSONObject(order="order", pk="pk")),
        row(contacts, "contact", _words("name", Value("")), no_day, more=JSONObject(**{key: key for key in _CONTACT})),
        all=True,
    )
    return found.order_by()


def goals_of(found: Iterable[Event]) -> list[Goal]:
    """The goals among `found`, in the plan's order."""
    rows = [event for event in found if event.sort == "goal"]
    rows.sort(key=lambda event: (event.more["order"], event.more["pk"]))  # type: ignore[index]
    return [Goal(uuid=row.uuid, text=row.words, due_on=row.first) for row in rows]


def contacts_of(found: Iterable[Event]) -> list[OutsideContact]:
    """The contacts among `found`."""
    rows = [event for event in found if event.sort == "contact"]
    rows.sort(key=lambda event: (event.more["organisation"], event.more["pk"]))  # type: ignore[index]
    return [OutsideContact(uuid=row.uuid, name=row.words, **row.more or {}) for row in rows]


def lifeline(
    participant: Participant, enrolments: Iterable[Enrolment], found: Iterable[Event], today: dt.date
) -> Lifeline | None:
    """The drawing: what lasts as bars, what happens on a day as dots."""
    bars = [
        Bar("Inskrivning", f"Inskrivning {row.case_number}", row.opened_on, row.closed_on, tone="series-4")
        for row in sorted(enrolments, key=lambda row: row.opened_on)
    ]
    dots = []
    for first, event in sorted(
        ((event.first, event) for event in found if event.first and event.sort in ON_THE_LINE),
        key=lambda pair: (pair[0], pair[1].sort),
    ):
        if event.sort in PLACEMENTS:
            lane, tone = PLACEMENTS[event.sort]
            url = reverse(f"{event.sort}_detail", args=[event.uuid])
            bars.append(Bar(lane, event.words, first, event.last, url, tone))
        elif event.sort == "plan":
            url = reverse("plan", args=[participant.uuid])
            dots.append(Dot("Plan", f"Plan version {event.words} överenskommen", first, url, "series-3"))
        else:
            dots.append(_follow_up(event, first, today))
    return draw(bars, dots, today)


def _follow_up(event: Event, first: dt.date, today: dt.date) -> Dot:
    held, late = event.last is not None, first < today
    state = "genomförd" if held else "försenad" if late else "ska göras"
    tone = "done" if held else "overdue" if late else "soon"
    url = reverse("follow_up_detail", args=[event.uuid])
    return Dot("Uppföljning", f"{FOLLOW_UP_KINDS[event.words]}, {state}", first, url, tone)
