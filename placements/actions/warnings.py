"""Warnings: what the rules warn of is read and ticked before it goes on, and who did is kept."""

from amc.staff.models import User
from placements.models import AcknowledgedWarning, Employment, Internship
from placements.rules.verdict import Verdict


def keep_warnings(placement: Employment | Internship, verdict: Verdict, *, by: User) -> None:
    """Keep that `by` went on with `placement` in spite of what `verdict` warns of. In the caller's transaction."""
    AcknowledgedWarning.objects.bulk_create(
        AcknowledgedWarning(
            enrolment_id=placement.enrolment_id,
            employment=placement if isinstance(placement, Employment) else None,
            internship=placement if isinstance(placement, Internship) else None,
            code=warning.code,
            message=warning.message,
            acknowledged_by=by,
        )
        for warning in verdict.warnings
    )
