"""Changing who somebody is: particulars and identity number."""

import datetime as dt
from typing import Any

from django.db import transaction

from amc.obstacles import Obstacle, Refused
from amc.revisions import save_revised
from participants.identity import Identity
from participants.models import IdentityNumber, OutsideContact, Participant


@transaction.atomic
def update_person(participant: Participant, revision: int, **values: Any) -> Participant:
    """Save a person's particulars. Raises Stale when somebody saved them after `revision` was shown."""
    for name, value in values.items():
        setattr(participant, name, value)
    save_revised(participant, revision, values)
    return participant


@transaction.atomic
def change_identity(participant: Participant, identity: Identity, *, day: dt.date) -> IdentityNumber:
    """Give the person a new identity number; the one before is kept as history [SFS 1991:481].

    Raises Refused when the number is already somebody's, this person's included.
    """
    Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    if IdentityNumber.objects.filter(number=identity.number).exists():
        raise Refused(
            Obstacle("number", "Numret finns redan i registret. Kontrollera det mot handlingen.", "number_taken")
        )
    participant.identity_numbers.filter(is_current=True).update(is_current=False)
    return IdentityNumber.objects.create(
        participant=participant, kind=identity.kind, number=identity.number, valid_from=day
    )


@transaction.atomic
def add_contact(*, enrolment: Any, **values: Any) -> OutsideContact:
    """Note a contact outside the unit, or that none is named."""
    return OutsideContact.objects.create(enrolment=enrolment, **values)


@transaction.atomic
def end_contact(contact: OutsideContact, *, day: dt.date) -> None:
    """The contact is no longer the person's; it stays in the history."""
    OutsideContact.objects.filter(pk=contact.pk, ended_on__isnull=True).update(ended_on=day)
