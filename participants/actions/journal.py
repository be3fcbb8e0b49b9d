"""Writing in the journal: it is only added to."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from amc.obstacles import Obstacle, refuse_if
from amc.staff.models import Role, User
from participants.models import Enrolment, JournalEntry
from participants.rules import journal as rules


def late_obstacles(
    enrolment: Enrolment, by: User, today: dt.date, corrects: JournalEntry | None = None
) -> list[Obstacle]:
    """What stands in the way of `by` writing in the case `today`, or correcting `corrects`; empty for an open case."""
    return rules.late_obstacles(
        closed_on=enrolment.closed_on,
        written_on=today,
        of_the_case=by.pk == enrolment.consultant_id or by.has_role(Role.ENHETSCHEF),
        corrects_own=corrects is not None and corrects.author_id == by.pk,
    )


@transaction.atomic
def write_journal(
    *,
    enrolment: Enrolment,
    kind: str,
    occurred_at: dt.datetime,
    text: str,
    by: User,
    corrects: JournalEntry | None = None,
    now: dt.datetime | None = None,
    key: uuid.UUID | None = None,
) -> JournalEntry:
    """Add a note about what happened at `occurred_at`; with `corrects` it stands beside the note it corrects.

    A correction of a correction stands beside the first note, with the others. `now` is when it is written (the
    clock's time if None), and `key` its uuid where the writer has to find it again. Raises Refused for an empty text, a
    time to come or long before the enrolment, a corrected note of another case, and, after the case was closed, for
    others than `late_obstacles` names.
    """
    moment = now or dt.datetime.now(dt.UTC)
    if corrects is not None and corrects.corrects is not None:
        corrects = corrects.corrects
    enrolment.refresh_from_db(fields=["closed_on", "consultant"])
    refuse_if(
        [
            *late_obstacles(enrolment, by, timezone.localdate(moment), corrects),
            *rules.entry_obstacles(
                text,
                occurred_at,
                moment,
                opened_on=enrolment.opened_on,
                correct_in=corrects is None or corrects.enrolment_id == enrolment.pk,
            ),
        ]
    )
    named = {} if key is None else {"uuid": key}
    return JournalEntry.objects.create(
        enrolment=enrolment,
        kind=kind,
        occurred_at=occurred_at,
        text=text.strip(),
        author=by,
        corrects=corrects,
        **named,
    )
