"""What the tests of placements share: a person ready for an AMI, and direct SQL as the role `app`."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from participants.models import Enrolment
from tests.factories import (
    EmployerFactory,
    EnrolmentFactory,
    People,
    PlanVersionFactory,
    SupervisorFactory,
    agreed,
)

D = dt.date.fromisoformat
AGREED_ON = D("2026-01-20")


def ready_for_ami(people: People, **values: Any) -> Enrolment:
    """An open enrolment of anna's with a plan agreed 2026-01-20."""
    values = {"participant__unit": people.unit, "consultant": people.anna} | values
    enrolment = EnrolmentFactory(**values)
    agreed(PlanVersionFactory(enrolment=enrolment), AGREED_ON)
    return enrolment


def placed(factory: Any, **values: Any) -> Any:
    """A placement and its supervision in one transaction, as the supervisor from day one is looked at when it ends."""
    with transaction.atomic():
        return factory(**values)


INSERT = """
    WITH employment AS (
        INSERT INTO placements_employment (uuid, revision, participant_id, enrolment_id, scheme, employer_id, period,
            extent, tasks, collective_agreement, "union", exception_reason, exception_paper_date, exception_by_id,
            exception_at, end_reason, end_note, created_by_id, created_at)
        VALUES (gen_random_uuid(), 0, %(participant)s, %(enrolment)s, %(scheme)s, %(employer)s,
            daterange(%(first)s, %(last)s, '[]'), 100, '', '', '', %(reason)s, %(paper)s, %(by)s,
            CASE WHEN %(by)s::bigint IS NULL THEN NULL ELSE now() END, '', '', %(created_by)s, now())
        RETURNING id, enrolment_id, period)
    INSERT INTO placements_supervision (uuid, revision, supervisor_id, enrolment_id, employment_id, period)
    SELECT gen_random_uuid(), 0, %(supervisor)s, enrolment_id, id, period FROM employment WHERE %(supervised)s
"""


def insert_employment(enrolment: Enrolment, first: str, last: str, scheme: str = "ami", **values: Any) -> None:
    """One employment with its supervision, by SQL alone: no rule of ours has a say."""
    execute = sql_employment(enrolment, first, last, scheme, **values)
    with connection.cursor() as cursor:
        execute(cursor)


def sql_employment(
    enrolment: Enrolment, first: str, last: str, scheme: str = "ami", **values: Any
) -> Callable[[Any], None]:
    """The same for a cursor of one's own choice; the rows that it leans on are made now."""
    employer = values.pop("employer", None) or EmployerFactory()
    by = values.get("by")
    arguments = {
        "participant": enrolment.participant_id,
        "enrolment": enrolment.pk,
        "scheme": scheme,
        "employer": employer.pk,
        "first": first,
        "last": last,
        "reason": values.get("reason", ""),
        "paper": values.get("paper"),
        "by": by.pk if by else None,
        "created_by": enrolment.consultant_id,
        "supervisor": SupervisorFactory(employer=employer).pk,
        "supervised": values.get("supervised", True),
    }
    return lambda cursor: cursor.execute(INSERT, arguments)
