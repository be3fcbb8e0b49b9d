"""Changing who somebody is: particulars and identity number."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, connection, transaction

from amc.obstacles import Refused, refuse_if
from amc.revisions import save_revised
from participants.actions.meetings import interpreter_came_to_be_needed
from participants.actions.protection import hide
from participants.identity import Identity
from participants.models import IdentityNumber, OutsideContact, Participant
from participants.rules.persons import NUMBER_TAKEN, birth_obstacles, contact_obstacles, number_obstacles


@transaction.atomic
def update_person(participant: Participant, revision: int, *, today: dt.date, **values: Any) -> Participant:
    """Save a person's particulars. Raises Stale when somebody saved them after `revision` was shown, and Refused
    for a birth date that nobody can have."""
    refuse_if(birth_obstacles(values["birth_date"], today) if "birth_date" in values else [])
    for name, value in values.items():
        setattr(participant, name, value)
    language = values.get("interpreter_language", "")
    newly = language and Participant.objects.filter(pk=participant.pk, interpreter_language="").exists()
    save_revised(participant, revision, values)
    if newly:
        interpreter_came_to_be_needed(participant, language)
    return participant


@transaction.atomic
def change_identity(participant: Participant, identity: Identity, *, day: dt.date) -> IdentityNumber:
    """Give the person a new identity number; the one before is kept as history [SFS 1991:481].

    An earlier number of the same person can become the present one again. Where the present one is claimed for somebody
    else, giving it anew says that it is this person's, and giving another yields it. Raises Refused when the number
    is that of somebody whom the user sees, is the present one, or is a samordningsnummer where there is a
    personnummer.
    """
    person = Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    same = list(IdentityNumber.objects.filter(number=identity.number))
    known = next((row for row in same if row.participant_id == participant.pk), None)
    own = list(participant.identity_numbers.all())
    present = next((row for row in own if row.is_current), None)
    claimed = [row for row in own if row.claimed_on]
    refuse_if(
        number_obstacles(
            is_others=any(row.participant_id != participant.pk and not row.disputed for row in same),
            is_present=known is not None and known == present,
            is_claimed=bool(claimed),
            from_kind=present.kind if present else "",
            to_kind=identity.kind,
        )
    )
    # Whoever has looked at the document has looked at the earlier numbers, too.
    settled = participant.identity_numbers.filter(claimed_on__isnull=False)
    if present is not None and present == known:
        settled.update(claimed_on=None)
        return present
    participant.identity_numbers.filter(is_current=True).update(is_current=False)
    number = _given(participant, known, identity, day)
    if present is not None and present in claimed:
        _yield_number(present)
    settled.update(claimed_on=None)
    if person.is_protected:
        hide(person)
    return number


def _given(participant: Participant, known: IdentityNumber | None, identity: Identity, day: dt.date) -> IdentityNumber:
    if known is not None:
        known.is_current = True
        known.save(update_fields=["is_current"])
        return known
    try:
        with transaction.atomic():
            return IdentityNumber.objects.create(
                participant=participant, kind=identity.kind, number=identity.number, valid_from=day
            )
    except IntegrityError as error:
        raise Refused(NUMBER_TAKEN) from error


def _yield_number(number: IdentityNumber) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CALL participants_yield_number(%s)", [number.pk])


@transaction.atomic
def add_contact(*, enrolment: Any, today: dt.date, **values: Any) -> OutsideContact:
    """Note a contact outside the unit, or that none is named. Raises Refused for one that is neither, and for
    one that begins after `today`."""
    told = values.get("name", ""), values.get("none_named", False), values.get("since")
    refuse_if(contact_obstacles(*told, today=today))
    return OutsideContact.objects.create(enrolment=enrolment, **values)


@transaction.atomic
def update_contact(contact: OutsideContact, revision: int, *, today: dt.date, **values: Any) -> OutsideContact:
    """Save a contact. Raises Refused as `add_contact`, and Stale when somebody saved it after `revision`."""
    for name, value in values.items():
        setattr(contact, name, value)
    refuse_if(contact_obstacles(contact.name, contact.none_named, contact.since, today=today))
    save_revised(contact, revision, values)
    return contact


@transaction.atomic
def end_contact(contact: OutsideContact, *, day: dt.date) -> None:
    """The contact is no longer the person's; it stays in the history."""
    OutsideContact.objects.filter(pk=contact.pk, ended_on__isnull=True).update(ended_on=day)
