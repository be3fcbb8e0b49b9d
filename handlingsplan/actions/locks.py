"""The locks that every action on plans takes, always the enrolment before the version."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from amc.obstacles import Refused, refuse_if
from amc.revisions import Stale
from handlingsplan import rules
from handlingsplan.models import Activity, Goal, PlanParty, PlanVersion
from participants.models import Enrolment


@dataclass
class Edited[Row]:
    """A draft under change, and the row in it that was. `voided`: those who had agreed to it, and no longer have."""

    version: PlanVersion
    voided: tuple[str, ...] = ()
    row: Row | None = None


def lock_enrolment(enrolment: Enrolment) -> Enrolment:
    """The enrolment as it stands, until the transaction ends."""
    return Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)


def lock_version(version: PlanVersion) -> PlanVersion:
    """The version as it stands, until the transaction ends. Raises Refused when it has been discarded."""
    row = PlanVersion.objects.select_for_update(of=("self",)).filter(pk=version.pk)
    found = row.select_related("plan__enrolment", "consultant_agreed_by").first()
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
    parties = list(row.parties.filter(agreed_on__isnull=False))
    edited: Edited = Edited(row, voided=tuple(_agreed(row, parties)))
    yield edited
    today = timezone.localdate()
    if row.participant_agreed_at:
        PlanVersion.objects.filter(pk=row.pk).update(
            participant_agreed_at=None,
            participant_agreed_how="",
            behalf_reason="",
            paper_date=None,
            paper_reference="",
            participant_lost_on=today,
        )
    if row.consultant_agreed_at:
        PlanVersion.objects.filter(pk=row.pk).update(
            consultant_agreed_at=None,
            consultant_agreed_by=None,
            consultant_lost_on=today,
            consultant_lost=row.consultant_agreed_by,
        )
    if parties:
        row.parties.filter(agreed_on__isnull=False).update(
            agreed_on=None,
            how="",
            reference="",
            noted_at=None,
            noted_by=None,
            lost_on=today,
            revision=F("revision") + 1,
        )


def _agreed(version: PlanVersion, parties: list[PlanParty]) -> Iterator[str]:
    if version.participant_agreed_at:
        yield "deltagaren"
    if version.consultant_agreed_at and version.consultant_agreed_by:
        yield version.consultant_agreed_by.full_name
    yield from (party.who for party in parties)


def current[Row: (Goal, Activity)](row: Row) -> Row:
    """The row as it stands. Raises Stale when somebody has removed it."""
    found = type(row).objects.filter(pk=row.pk).first()
    if found is None:
        raise Stale(None)
    return found
