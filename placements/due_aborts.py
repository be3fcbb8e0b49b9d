"""That a placement was broken off, told to the supervisor who has an account and to the enhetschef (amc.due). A
supervisor without one is called: a step in Min dag that breaking off makes (actions.abort)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import F, Q
from django.urls import reverse

from amc.due import NOBODY, Addressee, DueRule, Stage
from participants.due import person_of
from participants.models import Enrolment
from placements.due import LastDay, Rows, on_case
from placements.models import Employment, Internship, Supervision
from placements.rules.misuse import MEANT_TO_END

TOLD_DAYS = 7
# Every reason that the form of breaking off can give.
BROKEN_OFF = {
    "internship": [reason for reason in Internship.EndReason.values if reason not in MEANT_TO_END],
    "employment": [reason for reason in Employment.EndReason.values if reason not in MEANT_TO_END],
}


def _lately(today: dt.date) -> tuple[dt.date, dt.date]:
    """The first days after, of what ended in the last week."""
    return today - dt.timedelta(days=TOLD_DAYS), today + dt.timedelta(days=1)


def broken_off(today: dt.date) -> Rows:
    """Supervision that ended with a placement that was broken off, for a week, to the supervisor."""
    why = Q()
    for link, reasons in BROKEN_OFF.items():
        why |= Q(**{f"{link}__end_reason__in": reasons, f"{link}__period__endswith": F("period__endswith")})
    rows = Supervision.objects.filter(why, supervisor__user__is_active=True, period__endswith__range=_lately(today))
    return on_case(rows, "enrolment", due_on=LastDay("period"), responsible_id=F("supervisor__user"))


def _of(link: str, today: dt.date) -> Rows:
    rows = Enrolment.objects.filter(
        **{f"{link}s__end_reason__in": BROKEN_OFF[link], f"{link}s__period__endswith__range": _lately(today)}
    )
    return rows.order_by().values(
        "participant_id",
        "unit_id",
        subject=F(f"{link}s__uuid"),
        person=person_of("participant"),
        responsible_id=NOBODY,
        due_on=LastDay(f"{link}s__period"),
    )


def employments_broken_off(today: dt.date) -> Rows:
    """Employments that were broken off, for a week, to the enhetschef; also of cases that have closed since."""
    return _of("employment", today)


def internships_broken_off(today: dt.date) -> Rows:
    """Internships that were broken off, for a week, to the enhetschef; also of cases that have closed since."""
    return _of("internship", today)


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


def _told_to_the_manager(code: str, label: str, page: str, rows: Callable[[dt.date], Rows]) -> DueRule:
    def url(row: dict[str, Any]) -> str:
        return reverse(page, args=[row["subject"]])

    return DueRule(
        code=code,
        label=label,
        verb="Läs",
        icon="stop-circle",
        horizon=0,
        stages=(Stage("due", 0, Addressee.MANAGER),),
        rows=rows,
        url=url,
        case_url=url,
        repeats=True,
    )


EMPLOYMENT_BROKEN_OFF = _told_to_the_manager(
    "employment_broken_off", "En anställning är avbruten", "employment_detail", employments_broken_off
)
INTERNSHIP_BROKEN_OFF = _told_to_the_manager(
    "internship_broken_off", "En praktik är avbruten", "internship_detail", internships_broken_off
)
RULES: tuple[DueRule, ...] = (BROKEN_OFF_RULE, EMPLOYMENT_BROKEN_OFF, INTERNSHIP_BROKEN_OFF)
