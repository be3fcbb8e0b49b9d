"""What has been a concern at an employer: whoever warned of it, the warnings that somebody read and went on in spite
of, and what was noted.

A log to read before somebody is placed there (domain.md section 3). Nobody without the casework is told of whom it is.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, JSONObject
from django.urls import reverse

from amc.calendar import today
from amc.staff.access import Permission
from amc.staff.models import User
from handlingsplan.models import LocalDate
from placements.models import AcknowledgedWarning, Deviation, Employer, EmployerWarning
from placements.rules.misuse import OF_THE_PLACE

MOST = 10


@dataclass(frozen=True)
class Concern:
    """One line of the log.

    `on`: the day it was found. `what`: the kind of thing. `text`: what was read, empty where it may tell of a person.
    `by`: who went on in spite of it, or noted it; `why` they did. `state`: how far it has come, and whether it still
    `stands`. `person`, `why` and `url` are empty for those who may not open the case.
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
    stands: bool = False
    why: str = ""


@dataclass(frozen=True)
class ConcernLog:
    """The lines, the latest first, and whether there are more than those; where the deviations are listed."""

    lines: list[Concern]
    more: bool
    list_url: str


def with_concerns(rows: "QuerySet[Employer]", user: User, *, every: bool = False) -> "QuerySet[Employer]":
    """Employers with what `concerns_of` tells of them, as far as `user` may see: the latest `MOST`, or every one."""
    limit = None if every else MOST + 1
    at = Q(employment__employer=OuterRef("pk")) | Q(internship__workplace__employer=OuterRef("pk"))
    warned = AcknowledgedWarning.objects.visible_to(user).filter(at, code__in=OF_THE_PLACE).order_by("-pk")
    noted = Deviation.objects.visible_to(user).filter(at, kind__in=Deviation.CONCERNING).order_by("-noticed_on", "-pk")
    of_whom = {
        "person": _name("enrolment__participant"),
        "participant": "enrolment__participant",
        "uuid": "uuid",
    }
    read = JSONObject(
        **of_whom,
        kind="code",
        text="message",
        why="reason",
        on=LocalDate("acknowledged_at"),
        by=_name("acknowledged_by"),
        employment="employment__uuid",
        internship="internship__uuid",
    )
    cautioned = EmployerWarning.objects.visible_to(user).filter(employer=OuterRef("pk")).order_by("-created_at", "-pk")
    caution = JSONObject(
        text="reason",
        on=LocalDate("created_at"),
        by=_name("created_by"),
        until="until",
        lifted="lifted_on",
        lifted_by=_name("lifted_by"),
    )
    said = JSONObject(**of_whom, kind="kind", text="text", on="noticed_on", by=_name("created_by"), closed="mended_on")
    return rows.annotate(
        warned_of=ArraySubquery(warned.values(told=read)[:limit]),
        noted_of=ArraySubquery(noted.values(told=said)[:limit]),
        cautioned_of=ArraySubquery(cautioned.values(told=caution)[:limit]),
    )


def concerns_of(employer: Any, user: User, *, every: bool = False) -> ConcernLog:
    """The concerns at an employer that was read `with_concerns` of the same user; no query."""
    reads, day = Permission.READ_CASES.granted_to(user), today()
    lines = [
        *(_warned(told, reads) for told in employer.warned_of),
        *(_noted(told, reads) for told in employer.noted_of),
        *(_cautioned(told, day) for told in employer.cautioned_of),
    ]
    lines.sort(key=lambda line: line.on, reverse=True)
    address = f"{reverse('deviation_list')}?lage=alla&arbetsgivare={employer.uuid}" if reads else ""
    return ConcernLog(lines if every else lines[:MOST], not every and len(lines) > MOST, address)


def _name(path: str) -> Concat:
    return Concat(f"{path}__first_name", Value(" "), f"{path}__last_name")


def _warned(told: dict[str, Any], reads: bool) -> Concern:
    kind = "employment" if told["employment"] else "internship"
    return Concern(
        dt.date.fromisoformat(told["on"]),
        OF_THE_PLACE[told["kind"]],
        told["text"],
        told["by"],
        noted=False,
        participant_id=told["participant"],
        person=told["person"] if reads else "",
        url=reverse(f"{kind}_detail", args=[told[kind]]) if reads else "",
        why=told["why"] if reads else "",
    )


def _noted(told: dict[str, Any], reads: bool) -> Concern:
    return Concern(
        dt.date.fromisoformat(told["on"]),
        Deviation.Kind(told["kind"]).label,
        told["text"] if reads else "",
        told["by"],
        noted=True,
        participant_id=told["participant"],
        person=told["person"] if reads else "",
        url=reverse("deviation_detail", args=[told["uuid"]]) if reads else "",
        state=f"Stängd {told['closed']}" if told["closed"] else "Öppen",
        stands=not told["closed"],
    )


def _cautioned(told: dict[str, Any], day: dt.date) -> Concern:
    over = bool(told["until"]) and told["until"] < f"{day}"
    state = f"Gällde till {told['until']}" if over else "Gäller"
    if told["lifted"]:
        state = f"Hävd {told['lifted']} av {told['lifted_by']}"
    return Concern(
        dt.date.fromisoformat(told["on"]),
        "Varning om arbetsgivaren",
        told["text"],
        told["by"],
        noted=True,
        state=state,
        stands=state == "Gäller",
    )
