"""Deviations: opened when something is not as it should be, and mended."""

import datetime as dt

from django.db import transaction

from amc.obstacles import Obstacle, Refused, refuse_if
from amc.revisions import save_revised
from amc.staff.models import User
from placements.models import Deviation, Employment, Internship


@transaction.atomic
def open_deviation(placement: Employment | Internship, *, kind: str, text: str, by: User, today: dt.date) -> Deviation:
    """Note a deviation at a placement, noticed `today`."""
    if not text.strip():
        raise Refused(Obstacle("text", "Skriv vad som har hänt.", "text_missing"))
    return Deviation.objects.create(
        enrolment_id=placement.enrolment_id,
        employment=placement if isinstance(placement, Employment) else None,
        internship=placement if isinstance(placement, Internship) else None,
        kind=kind,
        text=text,
        noticed_on=today,
        created_by=by,
    )


@transaction.atomic
def mend_deviation(deviation: Deviation, *, how: str, by: User, today: dt.date) -> Deviation:
    """Note how it was mended. Of two who mend the same, the first stands."""
    if not how.strip():
        refuse_if([Obstacle("mended_how", "Skriv vad ni har gjort.", "how_missing")])
    rows = Deviation.objects.filter(pk=deviation.pk, mended_on__isnull=True)
    if not rows.update(mended_on=today, mended_by=by, mended_how=how, revision=deviation.revision + 1):
        raise Refused(Obstacle(None, "Avvikelsen är redan åtgärdad.", "already_mended"))
    deviation.refresh_from_db()
    return deviation


@transaction.atomic
def reopen_deviation(deviation: Deviation, revision: int) -> Deviation:
    """A deviation that was marked as mended by mistake is open again. Raises Stale when somebody has changed it after
    `revision`."""
    deviation.mended_on = deviation.mended_by = None
    deviation.mended_how = ""
    save_revised(deviation, revision, ["mended_on", "mended_by", "mended_how"])
    return deviation
