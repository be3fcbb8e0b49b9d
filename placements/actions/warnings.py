"""Warnings: what the rules warn of is read and ticked before it goes on, and who did is kept."""

from amc.staff.models import User
from placements.models import AcknowledgedWarning, Employment, Internship
from placements.rules.verdict import WANTS_REASON, Verdict


def keep_warnings(placement: Employment | Internship, verdict: Verdict, *, by: User, reason: str = "") -> None:
    """Keep that `by` went on with `placement` in spite of what `verdict` warns of, with the `reason` where one is
    wanted. In the caller's transaction."""
    AcknowledgedWarning.objects.bulk_create(
        AcknowledgedWarning(
            enrolment_id=placement.enrolment_id,
            employment=placement if isinstance(placement, Employment) else None,
            internship=placement if isinstance(placement, Internship) else None,
            code=warning.code,
            message=warning.message,
            reason=reason.strip() if warning.code in WANTS_REASON else "",
            acknowledged_by=by,
        )
        for warning in verdict.warnings
    )
