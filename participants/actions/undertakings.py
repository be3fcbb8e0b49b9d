"""What the parties of a meeting promise, and what becomes of it."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from amc.obstacles import Obstacle, refuse_if
from amc.revisions import save_revised
from amc.staff.models import User
from participants.models import Enrolment, Meeting, Undertaking
from participants.rules import meetings as rules

SETTLED = ("state", "settled_on", "settled_by", "reason", "due_on")
CASE_CLOSED = "Ärendet avslutades."


def promise(meeting: Meeting, promises: Iterable[rules.Promise]) -> list[Undertaking]:
    """Note what was promised at `meeting`, in the caller's transaction. Raises Refused as `promise_obstacles`."""
    rows = list(promises)
    refuse_if(rules.promise_obstacles(rows, made_on=timezone.localdate(meeting.starts_at)))
    return [
        Undertaking.objects.create(
            meeting=meeting, party=row.party, name=row.name.strip(), what=row.what.strip(), due_on=row.due_on
        )
        for row in rows
    ]


@transaction.atomic
def settle(
    undertaking: Undertaking, revision: int, *, outcome: str, day: dt.date, reason: str, by: User, today: dt.date
) -> Undertaking:
    """Say what became of it: done or dropped on `day`, or open still until `day` (both inclusive).

    Raises Refused as `settle_obstacles`, and Stale when somebody saved it after `revision`.
    """
    refuse_if(rules.settle_obstacles(state=undertaking.state, outcome=outcome, reason=reason, day=day, today=today))
    if outcome == Undertaking.State.OPEN:
        undertaking.due_on = day
    else:
        undertaking.state, undertaking.settled_on, undertaking.settled_by = outcome, day, by
        undertaking.reason = reason.strip() if outcome == Undertaking.State.DROPPED else ""
    save_revised(undertaking, revision, SETTLED)
    return undertaking


@transaction.atomic
def reopen(undertaking: Undertaking, revision: int, *, due_on: dt.date) -> Undertaking:
    """What was settled or moved by mistake is open again until `due_on`. Raises Refused in a closed case, Stale when
    somebody has saved it after `revision`."""
    row = Undertaking.objects.select_related("meeting__enrolment").get(pk=undertaking.pk)
    if not Enrolment.objects.filter(participant=row.meeting.enrolment.participant_id, closed_on__isnull=True).exists():
        refuse_if([Obstacle(None, "Ärendet är avslutat.", "closed")])
    row.state, row.settled_on, row.settled_by = Undertaking.State.OPEN, None, None
    row.reason, row.due_on = "", due_on
    save_revised(row, revision, SETTLED)
    return row


def drop_all(enrolment: Enrolment, *, by: User, day: dt.date) -> int:
    """What is still promised when the case closes is chased no more; answers how many. In the caller's transaction.

    What was promised in an earlier case, and held when that was handed over to this one, ends with it, too.
    """
    found = Undertaking.objects.open().filter(meeting__enrolment__participant=enrolment.participant_id)
    rows = list(found.select_for_update(no_key=True, of=("self",)).order_by("pk"))
    for row in rows:
        row.state, row.settled_on, row.settled_by = Undertaking.State.DROPPED, day, by
        row.reason, row.revision = CASE_CLOSED, row.revision + 1
        row.save(update_fields=[*SETTLED, "revision"])
    return len(rows)
