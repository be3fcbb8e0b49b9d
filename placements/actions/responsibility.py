"""Who answers for what at an employer's, and what to beware of there."""

import datetime as dt
from typing import Any

from django.db import transaction

from amc.obstacles import Refused, refuse_if
from amc.revisions import save_revised
from amc.staff.models import User
from placements.models import Employer, EmployerWarning, ResponsibilityAgreement
from placements.rules.place import LIFTED, agreement_obstacles, warning_obstacles


@transaction.atomic
def register_agreement(employer: Employer, *, by: User, today: dt.date, **values: Any) -> ResponsibilityAgreement:
    """Register an agreement that is signed; `values` are the fields of `ResponsibilityAgreement`. Raises Refused."""
    _judge_agreement(employer, values, today)
    return ResponsibilityAgreement.objects.create(employer=employer, created_by=by, **values)


@transaction.atomic
def change_agreement(
    agreement: ResponsibilityAgreement, *, revision: int, today: dt.date, **values: Any
) -> ResponsibilityAgreement:
    """Correct or prolong an agreement. Raises Refused, and Stale when somebody else has since `revision`."""
    _judge_agreement(agreement.employer, values, today)
    for name, value in values.items():
        setattr(agreement, name, value)
    save_revised(agreement, revision, values)
    return agreement


def _judge_agreement(employer: Employer, values: dict[str, Any], today: dt.date) -> None:
    workplace = values.get("workplace")
    strange = workplace is not None and workplace.employer_id != employer.pk
    refuse_if(agreement_obstacles(values["signed_on"], values.get("valid_to"), today=today, other_workplace=strange))


@transaction.atomic
def warn_of_employer(
    employer: Employer, *, reason: str, by: User, today: dt.date, until: dt.date | None = None
) -> EmployerWarning:
    """Warn whoever places somebody at the employer's, until `until` or until it is lifted. Raises Refused."""
    refuse_if(warning_obstacles(until, today=today))
    return EmployerWarning.objects.create(employer=employer, reason=reason, until=until, created_by=by)


@transaction.atomic
def lift_warning(warning: EmployerWarning, *, by: User, today: dt.date) -> EmployerWarning:
    """The warning holds no longer; it stays in the history. Raises Refused when it has ended."""
    row = EmployerWarning.objects.select_for_update().get(pk=warning.pk)
    if row.lifted_on or (row.until and row.until < today):
        raise Refused(LIFTED)
    row.lifted_on, row.lifted_by = today, by
    save_revised(row, row.revision, ["lifted_on", "lifted_by"])
    return row
