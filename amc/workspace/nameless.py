"""What rows about no participant are called in Min dag: referrals, groups, letters, employers and offers."""

import uuid
from collections.abc import Container, Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case as Either
from django.db.models import (
    Count,
    Func,
    Q,
    QuerySet,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat

from amc.due import DueRule
from amc.groups import due as groups
from amc.groups.models import GroupActivity, GroupSession
from amc.offers import due as offers
from amc.reminders.asking import Due
from amc.staff.models import User
from amc.written import AnyOf, Slot, written_once
from handlingsplan.due import ACTIVITY
from handlingsplan.models import Activity
from participants.due import INTERPRETER, UNDERTAKING
from participants.due_handovers import LETTER
from participants.due_planned import DONE, OF_STEPS
from participants.models import (
    HandedCase,
    Meeting,
    PlannedChange,
    Referral,
    Undertaking,
)
from placements import due_employers

_NOT_REFERRALS = {*groups.RULES, LETTER, *OF_STEPS, *due_employers.RULES, *offers.RULES}


def is_referral(row: Due) -> bool:
    """Whether the row is about a referral that is nobody's yet, rather than about a person, a group, a letter, cases
    that change consultant, an employer or an offer."""
    return row.participant_id is None and row.rule not in _NOT_REFERRALS


class _Clock(Func):
    """A time of the day as "13:30"."""

    function = "to_char"
    template = "%(function)s(%(expressions)s, 'HH24:MI')"
    output_field = TextField()


def _said(*parts: Any) -> Concat:
    return Concat(*(Cast(part, TextField()) for part in parts), output_field=TextField())


def names_of(user: User, rows: list[Due]) -> dict[uuid.UUID, str]:
    """What the rows about no participant are called, by their subjects, in one statement: referrals by the name they
    give, groups by their name and sessions of theirs by the time as well, letters by how many cases of whom were taken
    over, changes of consultant likewise, what is to be done with employers by the employer, offers by the workplace.
    And the languages that interpreters are asked for, by their meetings, and what is to be done of the activities of
    plans and of what was promised at meetings."""

    def subjects(rules: Container[DueRule]) -> list[uuid.UUID]:
        return [row.subject for row in rows if row.rule in rules]

    found = {
        "referrals": [row.subject for row in rows if is_referral(row)],
        "sessions": subjects(groups.RULES),
        "letters": subjects((LETTER,)),
        "steps": subjects(OF_STEPS),
        "done": subjects((DONE,)),
        "employers": subjects(due_employers.RULES),
        "meetings": subjects((INTERPRETER,)),
        "offered": subjects(offers.RULES),
        "activities": subjects((ACTIVITY,)),
        "promised": subjects((UNDERTAKING,)),
    }
    return dict(_names(user, **found)) if any(found.values()) else {}


_SUBJECTS = ArrayField(UUIDField())


@written_once(
    referrals=_SUBJECTS,
    sessions=_SUBJECTS,
    letters=_SUBJECTS,
    steps=_SUBJECTS,
    done=_SUBJECTS,
    employers=_SUBJECTS,
    meetings=_SUBJECTS,
    offered=_SUBJECTS,
    activities=_SUBJECTS,
    promised=_SUBJECTS,
)
def _names(user: User, **of: Slot) -> "QuerySet[Any, Any]":
    first, *others = (
        *_referrals(user, of["referrals"]),
        *_groups(user, of["sessions"]),
        *_taken(user, of["letters"]),
        *_changing(user, of["steps"], of["done"]),
        *due_employers.words_of(user, of["employers"]),
        *_languages(user, of["meetings"]),
        *offers.words_of(user, of["offered"]),
        *_what_of_plans(user, of["activities"]),
        *_what_was_promised(user, of["promised"]),
    )
    return first.union(*others, all=True).order_by()


def _referrals(user: User, own: Slot) -> "Iterable[QuerySet[Any, Any]]":
    rows = Referral.objects.visible_to(user).filter(AnyOf("uuid", own)).order_by()
    yield rows.values_list("uuid", _said("first_name", Value(" "), "last_name"))


def _groups(user: User, own: Slot) -> "Iterable[QuerySet[Any, Any]]":
    met = _said("group__name", Value(", "), "held_on", Value(" "), _Clock("starts_at"), Value("–"), _Clock("ends_at"))
    yield GroupSession.objects.visible_to(user).filter(AnyOf("uuid", own)).order_by().values_list("uuid", met)
    yield GroupActivity.objects.visible_to(user).filter(AnyOf("uuid", own)).order_by().values_list("uuid", "name")


def _taken(user: User, own: Slot) -> "Iterable[QuerySet[Any, Any]]":
    of, undone = "letter__handover__of", "letter__handover__undone_at"
    one = Either(When(amount=1, then=Value(" ärende av ")), default=Value(" ärenden av "))
    taken_back = Either(
        When(**{f"{undone}__isnull": True}, then=Value("")),
        default=Value(", överlämningen är ångrad"),
        output_field=TextField(),
    )
    taken = HandedCase.objects.visible_to(user).filter(AnyOf("letter__uuid", own)).order_by()
    named = taken.values("letter__uuid", f"{of}__first_name", f"{of}__last_name", undone).annotate(amount=Count("pk"))
    words = _said("amount", one, f"{of}__first_name", Value(" "), f"{of}__last_name", taken_back)
    yield named.values_list("letter__uuid", words)


def _languages(user: User, own: Slot) -> "Iterable[QuerySet[Any, Any]]":
    rows = Meeting.objects.visible_to(user).filter(AnyOf("uuid", own)).order_by()
    yield rows.values_list("uuid", Cast("interpreter_language", TextField()))


def _what_of_plans(user: User, own: Slot) -> "Iterable[QuerySet[Any, Any]]":
    rows = Activity.objects.visible_to(user).filter(AnyOf("uuid", own)).order_by()
    yield rows.values_list("uuid", Cast("what", TextField()))


def _what_was_promised(user: User, own: Slot) -> "Iterable[QuerySet[Any, Any]]":
    rows = Undertaking.objects.visible_to(user).filter(AnyOf("uuid", own)).order_by()
    yield rows.values_list("uuid", Cast("what", TextField()))


def _changing(user: User, own: Slot, done: Slot) -> "Iterable[QuerySet[Any, Any]]":
    """How many of the user's cases go with each step, or come and of whom; those of `done` have gone."""
    states = PlannedChange.State
    one = Either(When(amount=1, then=Value(" ärende")), default=Value(" ärenden"))
    of = _said(Value(" av "), "of__first_name", Value(" "), "of__last_name")
    whose = Either(When(of=user, then=Value("")), default=of, output_field=TextField())
    yield (
        PlannedChange.objects.visible_to(user)
        .filter(Q(of=user) | Q(to=user), AnyOf("step", own))
        .filter(Q(state=states.PLANNED) | Q(AnyOf("step", done), state=states.DONE))
        .order_by()
        .values("step", "of", "of__first_name", "of__last_name")
        .annotate(amount=Count("pk"))
        .values_list("step", _said("amount", one, whose))
    )
