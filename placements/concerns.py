"""What has been a concern at an employer: the warnings that somebody read and went on in spite of, and what was noted.

A log to read before somebody is placed there (domain.md section 3). Nobody without the casework is told of whom it is.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from amc.staff.access import Permission
from amc.staff.models import User
from placements.models import AcknowledgedWarning, Deviation, Employer
from placements.rules.misuse import OF_THE_PLACE

MOST = 10


@dataclass(frozen=True)
class Concern:
    """One line of the log.

    `on`: the day it was found. `what`: the kind of thing. `text`: what was read, empty where it may tell of a person.
    `by`: who went on in spite of it, or noted it. `person` and `url` are empty for those who may not open the case.
    """

    on: dt.date
    what: str
    text: str
    by: str
    noted: bool
    person: str = ""
    participant_id: int = 0
    url: str = ""
    state: str = ""


@dataclass(frozen=True)
class ConcernLog:
    """The lines, the latest first, and whether there are more than those; where the deviations are listed."""

    lines: list[Concern]
    more: bool
    list_url: str


def with_concerns(employers: QuerySet[Employer], user: User) -> QuerySet[Employer]:
    """`employers` with whether there is anything to read of each kind: `has_warned` and `has_noted`."""
    here = OuterRef("pk")
    return employers.annotate(has_warned=Exists(_read_at(here, user)), has_noted=Exists(_noted_at(here, user)))


def _read_at(employer: Any, user: User) -> QuerySet[AcknowledgedWarning]:
    at = Q(employment__employer=employer) | Q(internship__workplace__employer=employer)
    return AcknowledgedWarning.objects.visible_to(user).filter(at, code__in=OF_THE_PLACE)


def _noted_at(employer: Any, user: User) -> QuerySet[Deviation]:
    return Deviation.objects.visible_to(user).at_employer(employer).filter(kind__in=Deviation.CONCERNING)


def concerns_of(employer: Any, user: User, *, every: bool = False) -> ConcernLog:
    """The concerns at `employer`, read `with_concerns`, that `user` may know of: the latest `MOST`, or every one.

    A query of each kind that there is.
    """
    reads = Permission.READ_CASES.granted_to(user)
    warned = _read_at(employer, user).order_by("-pk") if employer.has_warned else AcknowledgedWarning.objects.none()
    noted = _noted_at(employer.pk, user) if employer.has_noted else Deviation.objects.none()
    limit = None if every else MOST + 1
    related = ("enrolment__participant", "employment", "internship")
    lines = [
        *(_warned(row, reads) for row in warned.select_related(*related, "acknowledged_by")[:limit]),
        *(_noted(row, reads) for row in noted.select_related(*related, "created_by")[:limit]),
    ]
    lines.sort(key=lambda line: line.on, reverse=True)
    address = f"{reverse('deviation_list')}?lage=alla&arbetsgivare={employer.uuid}" if reads else ""
    return ConcernLog(lines if every else lines[:MOST], not every and len(lines) > MOST, address)


def _warned(row: AcknowledgedWarning, reads: bool) -> Concern:
    placement = row.employment or row.internship
    assert placement is not None  # noqa: S101 - constraint warning_of_one_placement
    return Concern(
        timezone.localdate(row.acknowledged_at),
        OF_THE_PLACE[row.code],
        row.message,
        row.acknowledged_by.full_name,
        noted=False,
        participant_id=row.enrolment.participant_id,
        person=row.enrolment.participant.full_name if reads else "",
        url=placement.get_absolute_url() if reads else "",
    )


def _noted(row: Deviation, reads: bool) -> Concern:
    return Concern(
        row.noticed_on,
        row.get_kind_display(),
        row.text if reads else "",
        row.created_by.full_name,
        noted=True,
        participant_id=row.enrolment.participant_id,
        person=row.enrolment.participant.full_name if reads else "",
        url=row.get_absolute_url() if reads else "",
        state=f"Stängd {row.mended_on}" if row.mended_on else "Öppen",
    )
