"""That a placement was broken off, told to the supervisor who has an account (amc.due)."""

import datetime as dt
from typing import Any

from django.db.models import F, Q
from django.urls import reverse

from amc.due import DueRule, Stage
from placements.due import Days, Rows, on_case, upper
from placements.models import Supervision

TOLD_DAYS = 7
BROKEN_OFF = {
    "internship": ["misuse", "health", "own", "workplace"],
    "employment": ["misuse", "own", "employer"],
}


def broken_off(today: dt.date) -> Rows:
    """Supervision that ended with a placement that was broken off, for a week, to the supervisor."""
    why = Q()
    for link, reasons in BROKEN_OFF.items():
        why |= Q(**{f"{link}__end_reason__in": reasons, f"{link}__period__endswith": F("period__endswith")})
    since = today - dt.timedelta(days=TOLD_DAYS)
    rows = Supervision.objects.filter(
        why, supervisor__user__is_active=True, period__endswith__range=(since, today + dt.timedelta(days=1))
    )
    return on_case(rows, "enrolment", due_on=Days(upper("period"), -1), responsible_id=F("supervisor__user"))


def _supervision(row: dict[str, Any]) -> str:
    return reverse("supervision")


def _tab(row: dict[str, Any]) -> str:
    return reverse("placements", args=[row["person"]])


BROKEN_OFF_RULE = DueRule(
    code="placement_broken_off",
    label="Placeringen är avbruten",
    verb="Läs",
    icon="stop-circle",
    horizon=0,
    stages=(Stage("due", 0),),
    rows=broken_off,
    url=_supervision,
    case_url=_tab,
    repeats=True,
)
RULES: tuple[DueRule, ...] = (BROKEN_OFF_RULE,)
