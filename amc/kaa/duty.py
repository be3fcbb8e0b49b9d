"""From when to when a municipality answers for a young person [SFS 2010:800 29:9]."""

import datetime as dt

from amc.kaa.rules import birthday
from participants.models import Enrolment


def duty_of(enrolment: Enrolment) -> dict[str, dt.date | None]:
    """From when somebody is the municipality's to seek, which may be before the enrolment, and until when."""
    referral = enrolment.referral
    since = min(referral.received_on, enrolment.opened_on) if referral else enrolment.opened_on
    return {"since": since, "closed_on": enrolment.closed_on}


def leaves_on(enrolment: Enrolment) -> dt.date | None:
    """The day on which the person is too old; None where the source has no such limit."""
    limit = enrolment.source.below_age
    return birthday(enrolment.participant.birth_date, limit) if limit is not None else None
