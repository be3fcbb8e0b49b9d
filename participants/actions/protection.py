"""Protected identity: given, lifted, and who may see the person. Each decision is a row that is only added."""

import datetime as dt
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from psycopg.types.range import DateRange

from amc.obstacles import refuse_if
from amc.staff.adapter import usable
from amc.staff.models import Municipality, Role, User
from participants.models import Participant, ProtectedAccess, ProtectedIdentity
from participants.rules import protection as rules

Change = ProtectedIdentity.Change
ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def give_protection(
    participant: Participant,
    *,
    kind: str,
    decision: str,
    decided_on: dt.date,
    named: Iterable[User],
    by: User,
    today: dt.date,
) -> ProtectedIdentity:
    """Note that protection of `kind` holds; from now on the person exists for the named staff alone.

    `named` are those who may see the person beside those named already. The address is forgotten (the history holds
    none), and referrals with the person's number are the person's. Raises Refused when the protection holds already,
    when nobody is named, and for a decision without reference or of a day to come.
    """
    person = _locked(participant)
    chosen = list(dict.fromkeys(named))
    present = set(_usable_access(person, today).values_list("user", flat=True))
    refuse_if(
        [
            *rules.decision_obstacles(decision=decision, decided_on=decided_on, today=today),
            *rules.giving_obstacles(
                kind=kind, in_force=kinds_in_force(person), named=len(present | {one.pk for one in chosen})
            ),
        ]
    )
    for user in chosen:
        if user.pk not in present:
            name_staff(person, user=user, reason="", by=by, today=today)
    row = _note(person, Change.GIVEN, kind, decision, decided_on, by)
    Participant.objects.filter(pk=person.pk).update(
        is_protected=True, address="", postcode="", city="", revision=person.revision + 1
    )
    hide(person)
    return row


def hide(person: Participant) -> None:
    """Let referrals with any of a protected person's numbers be the person's, wherever they lie."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT participants_hide_person(%s)", [person.pk])


@transaction.atomic
def lift_protection(
    participant: Participant, *, kind: str, decision: str, decided_on: dt.date, by: User, now: dt.datetime
) -> ProtectedIdentity:
    """Note that protection of `kind` no longer holds; without any left the person is as all others, and nobody is
    named any more. `now` carries the municipality's zone.

    Raises Refused when it does not hold, or for a decision without reference, of a day to come, or older than the
    one it lifts.
    """
    person = _locked(participant)
    in_force = kinds_in_force(person)
    given = person.protections.filter(kind=kind).first()
    refuse_if(
        [
            *rules.decision_obstacles(decision=decision, decided_on=decided_on, today=now.date()),
            *rules.lifting_obstacles(
                kind=kind, in_force=in_force, decided_on=decided_on, given_on=given.decided_on if given else None
            ),
        ]
    )
    row = _note(person, Change.LIFTED, kind, decision, decided_on, by)
    if in_force == {kind}:
        person.protected_access.filter(ended_at__isnull=True).update(ended_at=now, ended_by=by)
        Participant.objects.filter(pk=person.pk).update(is_protected=False, revision=person.revision + 1)
    return row


@transaction.atomic
def name_staff(
    participant: Participant, *, user: User, reason: str, by: User | None, today: dt.date
) -> ProtectedAccess:
    """Let `user` see the protected person from today. Raises Refused for an account that can't be used, one of
    another unit, and somebody already named. `by` is None where the rules name somebody."""
    person = _locked(participant)
    refuse_if(
        rules.naming_obstacles(
            usable=usable(user, today),
            same_unit=user.unit_id in {None, person.unit_id},
            is_named=person.protected_access.filter(user=user, ended_at__isnull=True).exists(),
            name=user.full_name,
        )
    )
    return ProtectedAccess.objects.create(
        participant=person, user=user, period=DateRange(today, None), reason=reason.strip(), named_by=by
    )


@transaction.atomic
def unname_staff(access: ProtectedAccess, *, by: User, now: dt.datetime) -> None:
    """Take somebody's sight of the person away, from the next request. Raises Refused for the last one who can
    see a protected person. Somebody taken away already stays so."""
    person = _locked(access.participant)
    today = now.date()
    others = _usable_access(person, today).exclude(pk=access.pk).count()
    refuse_if(rules.unnaming_obstacles(others=others) if person.is_protected else [])
    row = ProtectedAccess.objects.filter(pk=access.pk, ended_at__isnull=True)
    first = access.period.lower
    row.update(ended_at=now, ended_by=by, period=DateRange(first, max(today, first + ONE_DAY)))


def keep_somebody_named(today: dt.date) -> int:
    """Name the enhetschefer of the unit for every protected person whom nobody with a usable account is named to
    see, so that no case is lost when people leave. Answers how many were named."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT participants_keep_somebody_named(%s)", [today])
        return int(cursor.fetchone()[0])


def kinds_in_force(participant: Participant) -> set[str]:
    """The kinds of protection that hold: each kind's latest row says so."""
    latest = participant.protections.order_by("kind", "-pk").distinct("kind").values_list("kind", "change")
    return {kind for kind, change in latest if change == Change.GIVEN}


def suggested_staff(by: User, unit_id: int, today: dt.date) -> list[User]:
    """Whom the municipality names from the start: whoever notes the protection, and by default the enhetschef."""
    rule = Municipality.objects.values_list("protected_named", flat=True).first()
    whom = Q(pk=by.pk)
    if rule == Municipality.NamedByDefault.ENHETSCHEF:
        whom |= Q(roles__contains=[Role.ENHETSCHEF])
    return list(User.objects.active_on(today).filter(whom, unit=unit_id).order_by("sort_key", "pk"))


def _locked(participant: Participant) -> Participant:
    return Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)


def _usable_access(person: Participant, today: dt.date) -> "QuerySet[ProtectedAccess]":
    return person.protected_access.in_force().filter(user__in=User.objects.active_on(today))


def _note(
    person: Participant, change: str, kind: str, decision: str, decided_on: dt.date, by: User
) -> ProtectedIdentity:
    return ProtectedIdentity.objects.create(
        participant=person,
        kind=kind,
        change=change,
        decision=decision.strip(),
        decided_on=decided_on,
        recorded_by=by,
    )
