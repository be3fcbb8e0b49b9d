"""What becomes of a planned change when somebody changes the consultant by hand before its day."""

import datetime as dt
from collections.abc import Iterable

from participants.models import PlannedChange
from participants.rules.planning import CHANGED


def overtake(cases: Iterable[int], *, by_id: int, now: dt.datetime) -> None:
    """Let what is planned for the cases with these keys come to nothing, and tell whoever planned it; an earlier change
    that came to nothing is dealt with. In the caller's transaction, with the cases locked."""
    keys = list(cases)
    rows = PlannedChange.objects.filter(enrolment__in=keys)
    rows.filter(state=PlannedChange.State.REFUSED, read_at__isnull=True).update(read_at=now)
    settled = {"state": PlannedChange.State.REFUSED, "why": CHANGED, "settled_at": now, "settled_by": by_id}
    # Whoever planned it and changed it knows.
    rows.to_come().filter(planned_by=by_id).update(**settled, read_at=now)
    rows.to_come().update(**settled)
