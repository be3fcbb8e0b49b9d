"""Noting statements asked for, received and sent: each change is a later row."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from amc.obstacles import refuse_if
from amc.revisions import Stale
from amc.staff.models import User
from participants.actions.sharing import record_disclosure, works_with
from participants.models import (
    Consent,
    Disclosure,
    Enrolment,
    OutsideContact,
    Participant,
    Recipient,
    Statement,
    StatementKind,
)
from participants.rules import statements as rules


def party_of(contact: OutsideContact | None, party: str) -> str:
    """Who it is, as it is written in the statement: the contact's organisation and name, or what was written."""
    if contact is None:
        return party.strip()
    who = contact.get_organisation_display()
    return who if contact.none_named else f"{who}, {contact.name}"


def _refuse(participant: Participant, *, sensitive: bool, by: User, today: dt.date, **said: Any) -> None:
    works = works_with(by, participant, today)
    refuse_if(rules.statement_obstacles(**said, today=today, sensitive=sensitive, works_with_case=works))


@transaction.atomic
def note_statement(
    *,
    enrolment: Enrolment,
    kind: StatementKind,
    direction: str,
    contact: OutsideContact | None,
    party: str,
    day: dt.date,
    due_on: dt.date | None,
    reference: str,
    by: User,
    today: dt.date,
) -> Statement:
    """Note that a statement is asked for or has come. Raises Refused."""
    due_on = due_on if direction == rules.ASKED else None
    said = {"direction": direction, "party": party_of(contact, party), "day": day, "due_on": due_on}
    said["reference"] = reference.strip()
    refuse_if(rules.change_obstacles(before=rules.ASKED, now=direction))
    _refuse(enrolment.participant, sensitive=kind.sensitive, by=by, today=today, **said)
    return Statement.objects.create(
        participant_id=enrolment.participant_id,
        enrolment=enrolment,
        kind=kind,
        sensitive=kind.sensitive,
        contact=contact,
        author=by,
        **said,
    )


@transaction.atomic
def send_statement(
    *,
    enrolment: Enrolment,
    kind: StatementKind,
    contact: OutsideContact | None,
    recipient: str,
    organisation: str,
    person: str,
    consent: Consent | None,
    statute: str,
    reasons: str,
    facts: Sequence[str],
    form: str,
    disclosed_at: dt.datetime,
    reference: str,
    by: User,
    now: dt.datetime,
) -> Statement:
    """Note that a statement was sent, and record the disclosure that it is. With a `contact` the recipient is that
    one; with a `consent` it is the consent's. Raises Refused for what either does not allow."""
    if contact is not None:
        organisation, person = contact.get_organisation_display(), contact.name or "ingen utsedd"
        recipient = rules.recipient_of(contact.organisation)
    told = organisation if consent is None else consent.organisation
    day, today = timezone.localdate(disclosed_at), timezone.localdate(now)
    said = {"direction": rules.SENT, "party": f"{told}, {person.strip()}", "day": day, "due_on": None}
    said["reference"] = reference.strip()
    _refuse(enrolment.participant, sensitive=kind.sensitive, by=by, today=today, **said)
    disclosure = record_disclosure(
        participant=enrolment.participant,
        enrolment=enrolment,
        consent=consent,
        recipient=recipient or Recipient.ANNAN,
        organisation=organisation,
        person=person,
        what=f"{kind.name}, {reference.strip()}" if reference.strip() else kind.name,
        facts=facts,
        statute=statute,
        reasons=reasons,
        form=form,
        disclosed_at=disclosed_at,
        by=by,
        now=now,
        sensitive=kind.sensitive,
    )
    return Statement.objects.create(
        participant_id=enrolment.participant_id,
        enrolment=enrolment,
        kind=kind,
        sensitive=kind.sensitive,
        contact=contact,
        disclosure=disclosure,
        author=by,
        **said,
    )


@transaction.atomic
def link_statement(
    *, enrolment: Enrolment, kind: StatementKind, disclosure: Disclosure, reference: str, by: User, now: dt.datetime
) -> Statement:
    """Note that a statement was sent with a `disclosure` that is recorded already; to whom and when is what that says.

    Raises Refused for a disclosure of another case, and for one that is another statement's.
    """
    row = Disclosure.objects.get(pk=disclosure.pk)
    # The case stands in line for it: of two who link one disclosure at once, the later is refused.
    case = Enrolment.objects.select_for_update(no_key=True, of=("self",)).get(pk=enrolment.pk)
    taken = Statement.objects.filter(disclosure=row).exists()
    refuse_if(rules.link_obstacles(same_case=row.enrolment_id == case.pk, taken=taken))
    said: dict[str, Any] = {"direction": rules.SENT, "party": f"{row.organisation}, {row.person}", "due_on": None}
    said |= {"day": timezone.localdate(row.disclosed_at), "reference": reference.strip()}
    _refuse(case.participant, sensitive=kind.sensitive, by=by, today=timezone.localdate(now), **said)
    return Statement.objects.create(
        participant_id=case.participant_id,
        enrolment=case,
        kind=kind,
        sensitive=kind.sensitive,
        disclosure=row,
        author=by,
        **said,
    )


@transaction.atomic
def change_statement(
    seen: Statement,
    *,
    direction: str,
    party: str,
    day: dt.date,
    due_on: dt.date | None,
    reference: str,
    by: User,
    today: dt.date,
    kind: StatementKind | None = None,
) -> Statement:
    """Say what stands of a statement from now on; `seen` and those before it stay as they were.

    `kind` where it was the wrong one. Of one that was sent only the reference changes. Raises Refused, and Stale with
    the latest when somebody changed it after `seen`.
    """
    participant = Participant.objects.select_for_update(no_key=True).get(pk=seen.participant_id)
    latest = Statement.objects.filter(chain=seen.chain).current().select_related("author").get()
    if latest.pk != seen.pk:
        raise Stale(latest)
    kind = kind or seen.kind
    same = {"same_kind": kind == seen.kind, "same_fence": kind.sensitive == seen.sensitive or kind == seen.kind}
    refuse_if(rules.change_obstacles(before=seen.direction, now=direction, **same))
    if direction == rules.SENT:
        party, day = seen.party, seen.day
    due_on = due_on if direction == rules.ASKED else None
    said = {"direction": direction, "party": party.strip(), "day": day, "due_on": due_on}
    said["reference"] = reference.strip()
    _refuse(participant, sensitive=seen.sensitive, by=by, today=today, **said)
    return Statement.objects.create(
        participant=participant,
        enrolment_id=seen.enrolment_id,
        kind=kind,
        sensitive=seen.sensitive,
        contact_id=seen.contact_id if said["party"] == seen.party else None,
        disclosure_id=seen.disclosure_id,
        chain=seen.chain,
        supersedes=seen,
        author=by,
        **said,
    )
