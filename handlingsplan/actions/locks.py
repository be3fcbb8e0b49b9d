"""The locks that every action on plans takes, always the enrolment before the version."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from amc.obstacles import Refused, refuse_if
from amc.revisions import Stale
from handlingsplan import rules
from handlingsplan.models import Activity, Goal, PlanVersion
from participants.models import Enrolment


@dataclass
class Edited[Row]:
    """A draft under change, and the row in it that was. `voided`: somebody had agreed to it, and no longer has."""

    version: PlanVersion
    voided: bool = False
    row: Row | None = None


def lock_enrolment(enrolment: Enrolment) -> Enrolment:
    """The enrolment as it stands, until the transaction ends."""
    return Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)


def lock_version(version: PlanVersion) -> PlanVersion:
    """The version as it stands, until the transaction ends. Raises Refused when it has been discarded."""
    row = PlanVersion.objects.select_for_update(of=("self",)).filter(pk=version.pk)
    found = row.select_related("plan__enrolment").first()
    if found is None:
        raise Refused(rules.GONE)
    return found


@contextmanager
def editing(version: PlanVersion) -> Iterator[Edited]:
    """The draft, locked, to be changed; afterwards nobody has agreed to it any longer.

    Raises Refused when the version is frozen or the enrolment closed.
    """
    row = lock_version(version)
    refuse_if(rules.editing_obstacles(row, row.plan.enrolment.is_open))
    edited: Edited = Edited(row, voided=bool(row.participant_agreed_at or row.consultant_agreed_at))
    yield edited
    if edited.voided:
        PlanVersion.objects.filter(pk=row.pk).update(
            participant_agreed_at=None,
            participant_agreed_how="",
            behalf_reason="",
            paper_date=None,
            paper_reference="",
            consultant_agreed_at=None,
            consultant_agreed_by=None,
        )


def current[Row: (Goal, Activity)](row: Row) -> Row:
    """The row as it stands. Raises Stale when somebody has removed it."""
    found = type(row).objects.filter(pk=row.pk).first()
    if found is None:
        raise Stale(None)
    return found
