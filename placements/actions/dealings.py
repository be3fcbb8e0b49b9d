"""The log of contacts with an employer, and the steps that follow from them."""

import datetime as dt
from typing import Any

from django.db import transaction

from amc.obstacles import Refused, refuse_if
from amc.revisions import save_revised
from amc.staff.models import User
from placements.models import Employer, EmployerContact
from placements.rules.dealings import DONE, NO_STEP, contact_obstacles


@transaction.atomic
def note_contact(employer: Employer, *, by: User, today: dt.date, **values: Any) -> EmployerContact:
    """Note a contact with an employer; `values` are the fields of `EmployerContact`. Raises Refused."""
    return EmployerContact.objects.create(employer=employer, created_by=by, **_judged(values, today))


@transaction.atomic
def change_contact_note(contact: EmployerContact, *, revision: int, today: dt.date, **values: Any) -> EmployerContact:
    """Correct a note; what it said stays in the history. A step that is done keeps its own words and day.

    Raises Refused, and Stale when somebody else has changed it since `revision`.
    """
    known = EmployerContact.objects.select_for_update().get(pk=contact.pk)
    if known.done_on:
        values |= {name: getattr(known, name) for name in ("next_step", "next_on", "next_by")}
    values = _judged(values, today)
    for name, value in values.items():
        setattr(contact, name, value)
    save_revised(contact, revision, values)
    return contact


def _judged(values: dict[str, Any], today: dt.date) -> dict[str, Any]:
    """The values as they are kept: nobody is chosen for a step that there is not."""
    stepping = bool(values.get("next_step") or values.get("next_on"))
    values = {**values, "next_by": values.get("next_by") if stepping else None}
    refuse_if(
        contact_obstacles(
            values["held_on"],
            today=today,
            money=values["kind"] == EmployerContact.Kind.MONEY,
            amount=values.get("amount"),
            next_step=values.get("next_step", ""),
            next_on=values.get("next_on"),
            next_by=values["next_by"] is not None,
        )
    )
    return values


@transaction.atomic
def finish_step(contact: EmployerContact, *, outcome: str = "", by: User, today: dt.date) -> EmployerContact:
    """The next step is done, and `outcome` says how it went. Raises Refused when it is done already."""
    row = EmployerContact.objects.select_for_update().get(pk=contact.pk)
    if row.next_on is None:
        raise Refused(NO_STEP)
    if row.done_on:
        raise Refused(DONE)
    row.done_on, row.done_by, row.outcome = today, by, outcome
    save_revised(row, row.revision, ["done_on", "done_by", "outcome"])
    return row


@transaction.atomic
def reopen_step(contact: EmployerContact, revision: int) -> None:
    """The step is not done after all. Raises Stale when the note has been changed since `revision`."""
    contact.done_on, contact.done_by, contact.outcome = None, None, ""
    save_revised(contact, revision, ["done_on", "done_by", "outcome"])
