"""Noting who is shown: `record_reading` in a view, one row per showing, written before the answer is sent."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from amc.audit.models import ReadLog
from amc.staff.mixins import signed_in
from amc.staff.models import Role

PURPOSE = "Handläggning"
LONGEST_REASON = 600
_ATTRIBUTE = "_amc_readings"


@dataclass(frozen=True)
class Shown:
    """How persons are shown; the same showing of several persons becomes one row."""

    kind: str
    entitlement: str
    purpose: str
    reason: str = ""


@dataclass
class Readings:
    """What one request has shown so far."""

    shown: dict[Shown, "People"] = field(default_factory=dict)

    def of(self, how: Shown) -> "People":
        """Who is shown in that way."""
        return self.shown.setdefault(how, People())


@dataclass
class People:
    """Persons of one showing, each once: keys of participants, addresses of referrals, and how many have neither."""

    persons: dict[int, None] = field(default_factory=dict)
    referrals: dict[UUID, None] = field(default_factory=dict)
    others: int = 0

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.persons) + len(self.referrals) + self.others


def record_reading(
    request: HttpRequest,
    kind: ReadLog.Kind,
    persons: Iterable[int | None] = (),
    *,
    referrals: Iterable[UUID] = (),
    others: int = 0,
    entitlement: str = "",
    purpose: str = "",
    reason: str = "",
) -> None:
    """Note that the answer to `request` shows `persons` (keys of participants; None is left out), `referrals`
    (addresses of referrals) or so many `others` who have no row yet.

    `entitlement` is what gives the right (default: what the user's role gives for lists), `purpose` why (default: the
    view's), `reason` the user's own words or the selection of a list. Nothing is written until the answer is ready
    (amc.audit.middleware); a page that is not shown leaves nothing.
    """
    how = Shown(
        kind,
        entitlement or of_role(request.user),
        purpose or purpose_of(request),
        reason[:LONGEST_REASON],
    )
    people = readings_of(request).of(how)
    people.persons.update((key, None) for key in persons if key is not None)
    people.referrals.update((key, None) for key in referrals)
    people.others += others


def readings_of(request: HttpRequest) -> Readings:
    """What the request has shown so far."""
    found: Readings | None = getattr(request, _ATTRIBUTE, None)
    if found is None:
        found = Readings()
        setattr(request, _ATTRIBUTE, found)
    return found


def purpose_of(request: HttpRequest) -> str:
    """Why the page of `request` exists: its view's `purpose`."""
    match = request.resolver_match
    view = getattr(match.func, "view_class", None) if match else None
    return str(getattr(view, "purpose", PURPOSE))


def of_role(user: Any) -> str:
    """What gives somebody the right to a list: the widest of the roles."""
    given = ReadLog.Entitlement
    for role, entitlement in (
        (Role.ENHETSCHEF, given.MANAGER),
        (Role.KONSULENT, given.UNIT),
        (Role.SPECIALIST, given.SPECIALIST),
        (Role.EKONOM, given.PAY),
        (Role.HR, given.STAFFING),
        (Role.HANDLEDARE, given.SUPERVISOR),
    ):
        if user.has_role(role):
            return str(entitlement)
    return str(given.NONE)


def write_readings(request: HttpRequest) -> None:
    """Write what the request has shown, in one statement; none where nobody was shown."""
    rows = [
        _row(request, how, persons=list(people.persons), referrals=list(people.referrals), count=people.count)
        for how, people in readings_of(request).shown.items()
        if people.count
    ]
    if rows:
        ReadLog.objects.bulk_create(rows)


def write_denial(request: HttpRequest, asked_for: UUID | None) -> None:
    """Write that the user asked for something that they may not see, or that does not exist."""
    how = Shown(ReadLog.Kind.DENIED, ReadLog.Entitlement.NONE, purpose_of(request))
    ReadLog.objects.bulk_create([_row(request, how, count=0, asked_for=asked_for)])


def _row(request: HttpRequest, how: Shown, **values: Any) -> ReadLog:
    user = signed_in(request)
    return ReadLog(
        at=timezone.now(),
        user_id=user.pk,
        unit_id=user.unit_id,
        kind=how.kind,
        page=request.resolver_match.view_name if request.resolver_match else "",
        purpose=how.purpose,
        entitlement=how.entitlement,
        reason=how.reason,
        ip=_address(request),
        **values,
    )


def _address(request: HttpRequest) -> str | None:
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return None
