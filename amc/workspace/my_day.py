"""Min dag: what one person must do, grouped by urgency, and the own cases by next step."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    DateTimeField,
    Exists,
    F,
    Func,
    IntegerField,
    Max,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.db.models.functions import JSONObject
from django.urls import reverse

from amc.calendar import swedish_plural, working_day_after, working_days_between
from amc.due import DueRule
from amc.reminders import asking
from amc.reminders.asking import Due, due_rows
from amc.reminders.registry import OF_THE_CASE
from amc.staff.access import Permission
from amc.staff.models import Municipality, Role, User
from amc.workspace.nameless import names_of
from amc.written import AnyOf, Slot, written_once
from handlingsplan.due import ACTIVITY
from handlingsplan.models import Activity, FollowUp
from participants.due import INTERPRETER
from participants.due_referrals import UNSEEN
from participants.models import (
    CaseAssignment,
    Enrolment,
    KartlaggningEntry,
    Meeting,
    Participant,
    Referral,
)
from participants.page import Change, change_to_come
from participants.rules.facts import LANGUAGE, interpreter_in_words
from placements.models import Employment, Internship

COMING_DAYS = 30
# Unread referrals are one row together.
BY_ROW = tuple(rule for rule in OF_THE_CASE if rule is not UNSEEN)
# More than this is no day's work; the page says how many more there are.
MOST_ROWS = 200


@dataclass(frozen=True)
class Task:
    """One row of Min dag: what kind, about whom, due when, and where it is seen to. `form_url` is the small form that
    opens in the row, empty where it takes a page; `key` tells the row from the others."""

    label: str
    icon: str
    verb: str
    name: str
    person_url: str
    url: str
    form_url: str
    due_on: dt.date
    key: str
    # What has to be known to do it, beside whom it is about.
    details: str = ""


@dataclass(frozen=True)
class Group:
    """Rows of one urgency."""

    code: str
    title: str
    tasks: list[Task]


@dataclass(frozen=True)
class Case:
    """One of the own cases, with its next step; `stands_in`: as the consultant's substitute of the day."""

    enrolment: Enrolment
    step: str
    day: dt.date | None
    url: str
    stands_in: bool = False

    @property
    def change(self) -> Change | None:
        """To whom it goes, and when, where that is planned."""
        return Change.of(self.enrolment)


def my_due(user: User, today: dt.date, own: Iterable[Enrolment]) -> list[Due]:
    """What falls to `user` until thirty days from `today`: as responsible, as one who works with the case (`own`, the
    `own_cases`), and for a manager what nobody in the unit answers for. What is somebody
    else's to do (a supervisor's month) is left out; a specialist has their own activities of a plan, not the whole
    case."""
    mine = asking.of_responsible(user) | asking.of_participants(row.participant_id for row in own)
    if user.unit_id and user.has_role(Role.ENHETSCHEF):
        mine |= asking.of_nobody() & asking.of_unit(user.unit_id)
    elif user.unit_id and user.has_role(Role.KONSULENT):
        mine |= asking.of_nobody() & asking.of_no_participant() & asking.of_unit(user.unit_id)
    reach = asking.due_by(today + dt.timedelta(days=COMING_DAYS))
    rows = due_rows(today, mine & reach, rules=BY_ROW, limit=MOST_ROWS)
    if user.has_role(Role.SPECIALIST):
        rows = _own_part(user, today, rows)
    return [row for row in rows if row.due_on <= today + dt.timedelta(days=min(COMING_DAYS, row.rule.horizon))]


def _own_part(user: User, today: dt.date, rows: list[Due]) -> list[Due]:
    """The rows without those of cases that `user` takes part in as specialist, but for what `user` answers for: what
    nobody answers for there is the manager's or the ekonom's."""
    parts = CaseAssignment.objects.filter(user=user, period__contains=today, enrolment__closed_on__isnull=True)
    others = parts.exclude(part=CaseAssignment.Part.SPECIALIST)
    whole = set(others.values_list("enrolment__participant_id", flat=True))
    own = own_activities(user, rows)
    return [
        row
        for row in rows
        if row.participant_id is None
        or row.participant_id in whole
        or row.responsible_id == user.pk
        or row.subject in own
    ]


def own_activities(user: User, rows: Iterable[Due]) -> set[uuid.UUID]:
    """The activities among `rows` that `user` is named as responsible for in the plan."""
    activities = [row.subject for row in rows if row.rule is ACTIVITY]
    if not activities:
        return set()
    own = Activity.objects.visible_to(user).filter(uuid__in=activities, responsible=user)
    return set(own.values_list("uuid", flat=True))


def key_of(row: Due) -> str:
    """What tells the row from the others on the page."""
    return f"{row.rule.code}-{row.subject}"


def tasks_of(user: User, rows: Iterable[Due], today: dt.date) -> list[Task]:
    """The rows with names that the user may see; a row about a person out of sight is left out."""
    rows = list(rows)
    people = _people(user, rows)
    nameless = names_of(user, rows)
    tasks = []
    for row in rows:
        person = people.get(row.participant_id) if row.participant_id else None
        name = person.full_name if person else nameless.get(row.subject, "")
        if not name:
            continue
        rule = row.rule
        tasks.append(
            Task(
                rule.label,
                rule.icon,
                rule.verb,
                name,
                person.get_absolute_url() if person else "",
                row.url_for(user),
                row.form_url if Permission.CASEWORK.granted_to(user) or rule is ACTIVITY else "",
                row.due_on,
                key_of(row),
                _details(rule, person, nameless.get(row.subject, "")) if person else "",
            )
        )
    return tasks


def _details(rule: DueRule, person: Any, said: str) -> str:
    """What has to be known beside whom it is about: what is to be done, or what the interpreter is to know."""
    return interpreter_in_words(said, person.said or {}) if rule is INTERPRETER else said


def _people(user: User, rows: list[Due]) -> dict[int, Any]:
    """The participants of the rows that the user may see, by key; with what they answered of languages (`said`) where
    an interpreter is to be booked."""
    languages = any(row.rule is INTERPRETER for row in rows)
    keys = sorted({row.participant_id for row in rows if row.participant_id})
    return {row.pk: row for row in _persons(user, languages, keys=keys)}


@written_once(keys=ArrayField(BigIntegerField()))
def _persons(user: User, languages: bool, keys: Slot) -> "QuerySet[Participant]":
    people = Participant.objects.visible_to(user).filter(AnyOf("pk", keys)).order_by()
    if languages:
        answered = KartlaggningEntry.objects.visible_to(user).filter(participant=OuterRef("pk"), area__code=LANGUAGE)
        people = people.annotate(said=Subquery(answered.order_by("-created_at", "-pk").values("facts")[:1]))
    return people


def unread(user: User, today: dt.date) -> list[Task]:
    """The unread referrals of the unit as one row, when the oldest soon has lain longer than it may: each of them as a
    row would fill the page of a large unit."""
    if not user.unit_id or not Permission.CASEWORK.granted_to(user):
        return []
    found = _unseen.first(user)
    if found is None:
        return []
    due_on = working_day_after(found["oldest"], (found["days"] or 5) + 1)
    if due_on > today + dt.timedelta(days=UNSEEN.horizon):
        return []
    age = swedish_plural(working_days_between(found["oldest"], today), "arbetsdag", "arbetsdagar")
    amount = swedish_plural(found["amount"], "oläst anvisning", "olästa anvisningar")
    name = f"{amount}, {'den' if found['amount'] == 1 else 'äldsta'} {age}"
    label = "Anvisningar" if found["amount"] > 1 else "Anvisning"
    return [Task(label, UNSEEN.icon, "Läs anvisningarna", name, "", reverse("referral_list"), "", due_on, UNSEEN.code)]


@written_once()
def _unseen(user: User) -> "QuerySet[Referral, dict[str, Any]]":
    days = Municipality.objects.filter(pk=1).values("referral_unseen_days")
    unseen = Referral.objects.visible_to(user).filter(state=Referral.State.UNSEEN).order_by()
    whole = unseen.values("unit").annotate(amount=Count("pk"), oldest=Min("received_on"))
    return whole.annotate(days=Max(Subquery(days, IntegerField()))).values("amount", "oldest", "days")


def grouped(tasks: Iterable[Task], today: dt.date) -> list[Group]:
    """Försenat, I dag, Denna vecka (through Sunday) and Kommande 30 dagar; empty groups are left out."""
    sunday = today + dt.timedelta(days=6 - today.weekday())
    groups = [
        Group("overdue", "Försenat", []),
        Group("today", "I dag", []),
        Group("week", "Denna vecka", []),
        Group("coming", "Kommande 30 dagar", []),
    ]
    for task in sorted(tasks, key=lambda task: task.due_on):
        late = task.due_on < today
        index = 0 if late else 1 if task.due_on == today else 2 if task.due_on <= sunday else 3
        groups[index].tasks.append(task)
    return [group for group in groups if group.tasks]


def coming(today: dt.date, now: dt.datetime | Slot) -> dict[str, Subquery]:
    """What comes first in a case from `now` on, which is `today`, by sort. Looked up by the case: read by time,
    PostgreSQL takes what is the whole municipality's."""
    case = {"enrolment": OuterRef("pk")}
    last_day = Func(F("period"), template="(upper(%(expressions)s) - 1)", output_field=DateField())
    meetings = Meeting.objects.filter(**case, state=Meeting.State.PLANNED, starts_at__gte=now).order_by(
        "starts_at", "pk"
    )
    follow_ups = FollowUp.objects.filter(**case).open().filter(due_on__gte=today).order_by("due_on", "pk")

    def ends(rows: "QuerySet[Any]") -> Subquery:
        lasting = rows.filter(**case, period__endswith__gt=today).annotate(ends=last_day)
        return Subquery(lasting.order_by("ends").values("ends")[:1])

    return {
        "next_meeting": Subquery(meetings.values(row=JSONObject(kind="kind", at="starts_at"))[:1]),
        "next_follow_up": Subquery(follow_ups.values("due_on")[:1]),
        "employment_ends": ends(Employment.objects.all()),
        "internship_ends": ends(Internship.objects.all()),
    }


def _first_step(enrolment: Any, tz: dt.tzinfo | None) -> tuple[str, dt.date | None]:
    """The earliest of what `coming` found."""
    steps = [
        ("Uppföljning", enrolment.next_follow_up),
        ("Anställningen slutar", enrolment.employment_ends),
        ("Praktiken slutar", enrolment.internship_ends),
    ]
    if met := enrolment.next_meeting:
        steps.insert(0, (Meeting.Kind(met["kind"]).label, dt.datetime.fromisoformat(met["at"]).astimezone(tz).date()))
    return min((step for step in steps if step[1]), key=lambda step: step[1], default=("", None))


@written_once(now=DateTimeField())
def _own_cases(user: User, today: dt.date, now: Slot) -> "QuerySet[Enrolment]":
    standing_in = CaseAssignment.objects.filter(
        user=user, part=CaseAssignment.Part.SUBSTITUTE, period__contains=today, enrolment=OuterRef("pk")
    )
    return (
        Enrolment.objects.visible_to(user)
        .worked_by(user, today)
        .select_related("participant")
        .annotate(stands_in=Exists(standing_in), change_to_come=change_to_come(), **coming(today, now))
        .order_by("participant__sort_key", "pk")
    )


def own_cases(user: User, now: dt.datetime) -> list[Any]:
    """The open enrolments that `user` works with at `now`, with what comes first in each."""
    return _own_cases(user, now.date(), now=now)


def cases_of(user: User, due: Iterable[Due], now: dt.datetime, own: Iterable[Any]) -> list[Case]:
    """The `own_cases` by next step: what is due or comes first, else nothing planned (shown first: a case where
    nothing is planned is the one that gets forgotten)."""
    first_due: dict[int, Due] = {}
    for row in due:
        if row.participant_id is not None:
            first_due.setdefault(row.participant_id, row)
    cases = []
    for enrolment in own:
        soonest = first_due.get(enrolment.participant_id)
        step, day = _first_step(enrolment, now.tzinfo)
        if soonest and (day is None or soonest.due_on <= day):
            cases.append(
                Case(enrolment, soonest.rule.label, soonest.due_on, soonest.url_for(user), enrolment.stands_in)
            )
        else:
            cases.append(Case(enrolment, step, day, enrolment.participant.get_absolute_url(), enrolment.stands_in))
    return sorted(cases, key=lambda case: (case.day or dt.date.min, case.enrolment.participant.sort_key))
