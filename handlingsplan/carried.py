"""The text that somebody was shown when they were asked to agree, carried by the form and signed by us.

A draft is changed in place, so the text that an old tab shows is nowhere else once it has been changed.
"""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.core import signing

from handlingsplan.content import GoalContent, PlanContent
from handlingsplan.models import Activity, ActivityKind, Goal, PlanVersion

# Another shape of what is said takes another number, so that a page from before is not read as one of after.
_SALT = "handlingsplan.carried.1:"


def carry(content: PlanContent) -> str:
    """The words of `content`, whose version has its plan read, for a hidden field; no query."""
    version = content.version
    said = {
        "version": str(version.uuid),
        "number": version.number,
        "summary": version.summary,
        "goals": [
            [
                str(part.goal.origin),
                part.goal.text,
                part.goal.sign,
                _iso(part.goal.due_on),
                [_row(row) for row in part.activities],
            ]
            for part in content.goals
        ],
        "loose": [_row(row) for row in content.loose],
    }
    return signing.dumps(said, salt=_salt(version), compress=True)


def carried(text: str, version: PlanVersion) -> PlanContent | None:
    """What `carry` made `text` of, as rows that are not saved; None unless it is of the same plan as `version`."""
    try:
        said = signing.loads(text, salt=_salt(version))
    except signing.BadSignature:
        return None
    goals = [
        GoalContent(
            Goal(origin=uuid.UUID(origin), text=text, sign=sign, due_on=_day(due)), [_read(row) for row in rows]
        )
        for origin, text, sign, due, rows in said["goals"]
    ]
    was = PlanVersion(uuid=uuid.UUID(said["version"]), number=said["number"], summary=said["summary"])
    return PlanContent(was, goals, [_read(row) for row in said["loose"]])


def _salt(version: PlanVersion) -> str:
    return f"{_SALT}{version.plan.uuid}"


def _row(row: Activity) -> list[Any]:
    name = row.party_name or (row.responsible.full_name if row.responsible else "")
    hours = str(row.hours_per_week) if row.hours_per_week is not None else ""
    return [str(row.origin), row.kind.name, row.what, row.party, name, _iso(row.starts_on), _iso(row.due_on), hours]


def _read(row: list[Any]) -> Activity:
    origin, kind, what, party, name, starts, due, hours = row
    return Activity(
        origin=uuid.UUID(origin),
        kind=ActivityKind(name=kind),
        what=what,
        party=party,
        party_name=name,
        starts_on=_day(starts),
        due_on=_day(due),
        hours_per_week=Decimal(hours) if hours else None,
    )


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
