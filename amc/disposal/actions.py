"""Holding, approving and carrying out disposal."""

import datetime as dt

from django.db import connection, transaction

from amc.disposal import rules
from amc.disposal.candidates import Candidate, candidates, print_of
from amc.disposal.models import DisposalItem, DisposalRun, LegalHold
from amc.obstacles import Obstacle, Refused, refuse_if
from amc.staff.models import User
from participants.models import Participant


@transaction.atomic
def place_hold(participant: Participant, *, reason: str, decision: str, by: User) -> LegalHold:
    """Stop the disposal of everything about the person. Raises Refused when it is stopped already."""
    Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    refuse_if(rules.hold_obstacles(already=LegalHold.objects.filter(participant=participant).standing().exists()))
    return LegalHold.objects.create(
        participant=participant, reason=reason.strip(), decision=decision.strip(), placed_by=by
    )


@transaction.atomic
def lift_hold(hold: LegalHold, *, reason: str, by: User, now: dt.datetime) -> LegalHold:
    """Let the person's records be disposed of when their time comes. Raises Refused when it is lifted already."""
    row = LegalHold.objects.select_for_update(no_key=True, of=("self",)).get(pk=hold.pk)
    if row.lifted_at is not None:
        raise Refused(Obstacle(None, "Gallringsstoppet är redan hävt.", "lifted"))
    row.lifted_at, row.lifted_by, row.lifted_reason = now, by, reason.strip()
    row.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    return row


@transaction.atomic
def approve_disposal(*, by: User, seen: str, decision: str, today: dt.date) -> DisposalRun:
    """Approve the disposal of all that is due in the user's unit, as the user has seen it.

    Nothing goes yet: `carry_out` does it, record by record, and PostgreSQL looks at each anew. Raises Refused when
    the list has changed since.
    """
    due = [one for one in candidates(by, today) if one.fate == rules.Fate.DUE]
    refuse_if(rules.run_obstacles(amount=len(due), seen=seen, now=print_of(due), decision=decision))
    assert by.unit is not None  # noqa: S101 - for the type checker; nobody without a unit has candidates
    run = DisposalRun.objects.create(unit=by.unit, approved_by=by, decision=decision.strip())
    DisposalItem.objects.bulk_create(_item(run, one) for one in due)
    return run


def _item(run: DisposalRun, one: Candidate) -> DisposalItem:
    return DisposalItem(run=run, record=one.record, subject=one.subject)


def carry_out(item_id: int) -> str:
    """Dispose of one record of an approved run, in a transaction of its own; answers the outcome.

    All is decided by PostgreSQL (disposal_carry_out): that the run is approved, that the term is past by the rule in
    force, that nothing holds it. A record that is no longer due stays, and the log says why.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT disposal_carry_out(%s)", [item_id])
        return str(cursor.fetchone()[0])
