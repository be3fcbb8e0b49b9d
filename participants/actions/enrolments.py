"""An enrolment is opened, and a consultant works with it from the first day."""

import datetime as dt

from django.db import IntegrityError, connection, transaction
from psycopg.types.range import DateRange

from amc.obstacles import Refused
from amc.staff.models import Team, Unit, User
from participants.models import CaseAssignment, Enrolment, Participant, Referral, Source
from participants.rules.enrolments import ALREADY_ENROLLED

ONE_OPEN = "one_open_enrolment"


@transaction.atomic
def enrol(
    *,
    participant: Participant,
    unit: Unit,
    team: Team | None,
    source: Source,
    referral: Referral | None,
    consultant: User | None,
    opened_on: dt.date,
    by: User,
) -> Enrolment:
    """Enrol `participant` in `unit` from `opened_on`, with a case number and the consultant assigned from that day.

    The person's file moves to `unit`. The caller has asked the rules of the source and the consultant.
    Raises Refused when the person has an open enrolment; of two at the same time one succeeds.
    """
    if Enrolment.objects.filter(participant=participant, closed_on__isnull=True).exists():
        raise Refused(ALREADY_ENROLLED)
    try:
        with transaction.atomic():
            enrolment = Enrolment.objects.create(
                participant=participant,
                case_number=_case_number(opened_on.year),
                unit=unit,
                team=team,
                source=source,
                referral=referral,
                consultant=consultant,
                opened_on=opened_on,
            )
    except IntegrityError as error:
        diagnostics = getattr(error.__cause__, "diag", None)
        if getattr(diagnostics, "constraint_name", None) != ONE_OPEN:
            raise
        raise Refused(ALREADY_ENROLLED) from error
    if consultant is not None:
        CaseAssignment.objects.create(
            enrolment=enrolment,
            user=consultant,
            part=CaseAssignment.Part.CONSULTANT,
            period=DateRange(opened_on, None),
            assigned_by=by,
        )
    if participant.unit_id != unit.pk:
        participant.unit = unit
        participant.revision += 1
        participant.save(update_fields=["unit", "revision"])
    return enrolment


def _case_number(year: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('participants_case_number')")
        return f"{year}-{cursor.fetchone()[0]:05d}"
