"""Writing in the journal: it is only added to."""

import datetime as dt

from django.db import transaction

from amc.obstacles import refuse_if
from amc.staff.models import User
from participants.models import Enrolment, JournalEntry
from participants.rules import journal as rules


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
) -> JournalEntry:
    """Add a note about what happened at `occurred_at`; with `corrects` it stands beside the note it corrects.

    A correction of a correction stands beside the first note, with the others. A closed case's journal is written in,
    too: what happened late is told late. `now` is when it is written (the clock's time if None). Raises Refused for
    an empty text, a time to come or long before the enrolment, or a corrected note of another case.
    """
    moment = now or dt.datetime.now(dt.UTC)
    if corrects is not None and corrects.corrects is not None:
        corrects = corrects.corrects
    refuse_if(
        rules.entry_obstacles(
            text,
            occurred_at,
            moment,
            opened_on=enrolment.opened_on,
            correct_in=corrects is None or corrects.enrolment_id == enrolment.pk,
        )
    )
    return JournalEntry.objects.create(
        enrolment=enrolment, kind=kind, occurred_at=occurred_at, text=text.strip(), author=by, corrects=corrects
    )
