"""The journal is written in, and only added to."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from amc.obstacles import refuse_if
from amc.staff.models import User
from participants.models import Enrolment, JournalEntry
from participants.rules.journal import journal_obstacles


@transaction.atomic
def write_journal(
    *,
    enrolment: Enrolment,
    kind: str,
    occurred_at: dt.datetime,
    text: str,
    by: User,
    now: dt.datetime | None = None,
    corrects: JournalEntry | None = None,
) -> JournalEntry:
    """Add a note about what happened at `occurred_at`; answers it.

    `corrects` is the note that this one corrects: a correction of a correction points at the first note, so that
    all corrections stand beside it. Also a closed enrolment's journal is written in: what happened late is told late.
    Raises Refused when the text is empty or the time has not been.
    """
    now = now or timezone.now()
    if corrects is not None and corrects.corrects_id is not None:
        corrects = corrects.corrects
    refuse_if(
        journal_obstacles(
            text=text,
            occurred_at=occurred_at,
            opened_on=enrolment.opened_on,
            now=now,
            corrects_other=corrects is not None and corrects.enrolment_id != enrolment.pk,
        )
    )
    return JournalEntry.objects.create(
        enrolment=enrolment, kind=kind, occurred_at=occurred_at, text=text.strip(), author=by, corrects=corrects
    )
