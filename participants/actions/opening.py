"""Opening a person for a reason, and ending it."""

import datetime as dt

from django.db import transaction

from amc.obstacles import refuse_if
from amc.staff.models import Municipality, User
from participants.models import OpeningReason, Participant, TemporaryAccess
from participants.rules import opening as rules

# Where no municipality is set up yet.
MINUTES = 60


@transaction.atomic
def open_for_reason(
    *, participant: Participant, reason: OpeningReason, note: str, by: User, now: dt.datetime
) -> TemporaryAccess:
    """Let `by` open `participant` for as many minutes as the municipality has decided, from `now`.

    An access that still holds is ended: the new one, with its reason, takes its place. Raises Refused as the rules say.
    """
    refuse_if(rules.opening_obstacles(needs_note=reason.needs_note, note=note))
    end_access(participant=participant, by=by, now=now)
    minutes = Municipality.objects.filter(pk=1).values_list("opening_minutes", flat=True).first() or MINUTES
    return TemporaryAccess.objects.create(
        participant=participant,
        user=by,
        reason=reason,
        note=note.strip(),
        opened_at=now,
        until=now + dt.timedelta(minutes=minutes),
    )


def end_access(*, participant: Participant, by: User, now: dt.datetime) -> int:
    """End what `by` has open of `participant`; answers how many (0 or 1)."""
    return TemporaryAccess.objects.filter(participant=participant, user=by).holding(now).update(ended_at=now)
