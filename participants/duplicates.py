"""Whether somebody is already here: open referrals and open enrolments of the same person, and known persons.

The same person is the same identity number, or the same name and birth date. Everything is asked of one unit, on
behalf of somebody: what other units know is not told here, nor anything of protected persons hidden from who asks.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from amc.staff.models import Unit, User
from participants.models import Enrolment, IdentityNumber, Participant, Referral
from participants.names import sort_key

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Known:
    """Something open about the same person: `words` say what, `referral` or `enrolment` is the row's key."""

    words: str
    referral: int | None = None
    enrolment: int | None = None


@dataclass(frozen=True, slots=True)
class Sought:
    """Who is asked about; `name_key` as `Referral.sort_key`."""

    number: str
    name_key: str
    birth_date: dt.date

    @classmethod
    def of(cls, number: str, first_name: str, last_name: str, birth_date: dt.date) -> "Sought":
        """By a person's particulars as they were written."""
        return cls(number, sort_key(f"{last_name}, {first_name}"), birth_date)


def open_matters(
    unit: Unit, people: Iterable[Sought], *, by: User, but: int | None = None
) -> dict[Sought, list[Known]]:
    """What is open in `unit`, as far as `by` may know, about each of `people`: referrals that wait (except the one
    with key `but`) and enrolments. Two queries per 2,000 people; those about whom nothing is open are left out."""
    people = list(people)
    found: dict[Sought, list[Known]] = defaultdict(list)
    for start in range(0, len(people), BATCH):
        batch = people[start : start + BATCH]
        by_number: dict[str, list[Sought]] = defaultdict(list)
        by_name: dict[tuple[str, dt.date], list[Sought]] = defaultdict(list)
        for sought in batch:
            if sought.number:
                by_number[sought.number].append(sought)
            by_name[sought.name_key, sought.birth_date].append(sought)
        for number, name, birth_date, known in (*_referrals(unit, by, batch, but), *_enrolments(unit, by, batch)):
            same = by_number.get(number, []) if number else []
            alike = [sought for sought in by_name.get((name, birth_date), []) if may_be_one(number, sought.number)]
            for sought in dict.fromkeys((*same, *alike)):
                if known not in found[sought]:
                    found[sought].append(known)
    return dict(found)


def _referrals(unit: Unit, by: User, batch: list[Sought], but: int | None) -> Iterable[tuple[str, str, dt.date, Known]]:
    same = Q(identity_number__in=[one.number for one in batch if one.number])
    same |= Q(sort_key__in=[one.name_key for one in batch])
    waiting = Referral.objects.filter(same, unit=unit).without_hidden(by).open().exclude(pk=but)
    for referral in waiting.select_related("source").order_by("pk"):
        words = f"en öppen anvisning från {referral.source.name}, inkommen {referral.received_on.isoformat()}"
        known = Known(words, referral=referral.pk)
        yield referral.identity_number, referral.sort_key, referral.birth_date, known


def _enrolments(unit: Unit, by: User, batch: list[Sought]) -> Iterable[tuple[str, str, dt.date, Known]]:
    # Two branches, each with its index; an "or" between them would read every open enrolment.
    current = Enrolment.objects.filter(unit=unit, closed_on__isnull=True).without_hidden(by)
    numbers = [one.number for one in batch if one.number]
    by_number = IdentityNumber.objects.filter(number__in=numbers).values("participant")
    by_name = current.filter(participant__sort_key__in=[one.name_key for one in batch])
    columns = ("identity_numbers__number", "sort_key", "birth_date")
    values = [*(f"participant__{column}" for column in columns), "pk", "case_number"]
    numbered = current.filter(participant__in=by_number).order_by()
    rows = numbered.values_list(*values).union(by_name.order_by().values_list(*values)).order_by()
    for number, name, birth_date, pk, case_number in rows:
        known = Known(f"en pågående inskrivning, {case_number}", enrolment=pk)
        yield number or "", name, birth_date, known


def hidden_numbers(by: User, numbers: Iterable[str]) -> set[str]:
    """Those of `numbers` that are numbers of protected persons hidden from `by`: to leave out, never to tell."""
    asked = list(numbers)
    if not asked:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT participants_hidden_numbers(%s, %s)", [by.pk, asked])
        return {number for (number,) in cursor.fetchall()}


def namesakes(unit: Unit, sought: Sought, *, by: User) -> list[Participant]:
    """Persons of `unit` whom `by` may know of, with the same name and birth date; who has another personnummer is
    somebody else."""
    alike = Participant.objects.filter(unit=unit, sort_key=sought.name_key, birth_date=sought.birth_date)
    same = alike.without_hidden(by)
    numbers: dict[int, list[str]] = defaultdict(list)
    for person, number in IdentityNumber.objects.filter(participant__in=same).values_list("participant_id", "number"):
        numbers[person].append(number)
    return [
        person
        for person in same.order_by("pk")[:20]
        if all(may_be_one(number, sought.number) for number in numbers[person.pk])
    ]


def may_be_one(number: str, other: str) -> bool:
    """Whether two identity numbers can be one person's: only two different personnummer can't.

    A samordningsnummer or a reserve number may have become a personnummer since [SFS 1991:481].
    """
    return number == other or not (_is_personnummer(number) and _is_personnummer(other))


def _is_personnummer(number: str) -> bool:
    return number.isdigit() and number[6:8] < "60"
