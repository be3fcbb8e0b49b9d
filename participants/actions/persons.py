"""Changing who somebody is: particulars and identity number."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

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

    An earlier number of the same person can become the present one again. Raises Refused when the number is
    somebody else's, is the present one, or is a samordningsnummer where there is a personnummer.
    """
    person = Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    known = IdentityNumber.objects.filter(number=identity.number).first()
    present = participant.identity_numbers.filter(is_current=True).first()
    refuse_if(
        number_obstacles(
            is_others=known is not None and known.participant_id != participant.pk,
            is_present=known is not None and known == present,
            from_kind=present.kind if present else "",
            to_kind=identity.kind,
        )
    )
    participant.identity_numbers.filter(is_current=True).update(is_current=False)
    if known is not None:
        known.is_current = True
        known.save(update_fields=["is_current"])
        return known
    try:
        with transaction.atomic():
            number = IdentityNumber.objects.create(
                participant=participant, kind=identity.kind, number=identity.number, valid_from=day
            )
    except IntegrityError as error:
        raise Refused(NUMBER_TAKEN) from error
    if person.is_protected:
        hide(person)
    return number


@transaction.atomic
def add_contact(*, enrolment: Any, **values: Any) -> OutsideContact:
    """Note a contact outside the unit, or that none is named. Raises Refused for one that is neither."""
    refuse_if(contact_obstacles(values.get("name", ""), values.get("none_named", False)))
    return OutsideContact.objects.create(enrolment=enrolment, **values)


@transaction.atomic
def update_contact(contact: OutsideContact, revision: int, **values: Any) -> OutsideContact:
    """Save a contact. Raises Refused as `add_contact`, and Stale when somebody saved it after `revision`."""
    for name, value in values.items():
        setattr(contact, name, value)
    refuse_if(contact_obstacles(contact.name, contact.none_named))
    save_revised(contact, revision, values)
    return contact


@transaction.atomic
def end_contact(contact: OutsideContact, *, day: dt.date) -> None:
    """The contact is no longer the person's; it stays in the history."""
    OutsideContact.objects.filter(pk=contact.pk, ended_on__isnull=True).update(ended_on=day)
