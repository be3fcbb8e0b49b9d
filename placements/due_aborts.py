"""That a placement was broken off, told to the supervisor who has an account, to the enhetschef, and to the case's
consultant where somebody else broke it off (amc.due). A supervisor without an account is called: a step in Min dag that
breaking off makes (actions.abort)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest
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


def lately(link: str, today: dt.date, days: int = TOLD_DAYS) -> Q:
    """The placement at the path `link` ended in the last so many days, or it was noted then that it had: what is
    entered late is told all the same."""
    end, noted = f"{link}__period__endswith", f"{link}__end_noted_on"
    tomorrow, since = today + dt.timedelta(days=1), today - dt.timedelta(days=days)
    return Q(**{f"{end}__range": (since, tomorrow)}) | Q(**{f"{noted}__range": (since, today), f"{end}__lte": tomorrow})


def told_from(link: str) -> Greatest:
    """The day from which it is told: the last one, or the later one on which it was noted."""
    return Greatest(LastDay(f"{link}__period"), F(f"{link}__end_noted_on"))


def broken_off(today: dt.date) -> Rows:
    """Supervision that ended with a placement that was broken off, for a week, to the supervisor."""
    why = Q()
    for link, reasons in BROKEN_OFF.items():
        to_the_end = {f"{link}__end_reason__in": reasons, f"{link}__period__endswith": F("period__endswith")}
        why |= lately(link, today) & Q(**to_the_end)
    rows = Supervision.objects.filter(why, supervisor__user__is_active=True)
    told = Coalesce(told_from("employment"), told_from("internship"))
    return on_case(rows, "enrolment", due_on=told, responsible_id=F("supervisor__user"))


def _of(link: str, today: dt.date, *conditions: Q, whom: Any = NOBODY) -> Rows:
    # In one filter: a second one would take any of the case's placements.
    broken = Q(**{f"{link}s__end_reason__in": BROKEN_OFF[link]})
    rows = Enrolment.objects.filter(lately(f"{link}s", today), broken, *conditions)
    return rows.order_by().values(
        "participant_id",
        "unit_id",
        subject=F(f"{link}s__uuid"),
        person=person_of("participant"),
        responsible_id=whom,
        due_on=told_from(f"{link}s"),
    )


def _by_another(link: str) -> Q:
    """Somebody else than the case's consultant noted it. Said without "not", which would ask of all the case's."""
    return Q(**{f"{link}s__end_noted_by__lt": F("consultant")}) | Q(**{f"{link}s__end_noted_by__gt": F("consultant")})


def employments_broken_off(today: dt.date) -> Rows:
    """Employments that were broken off, for a week, to the enhetschef; also of cases that have closed since."""
    return _of("employment", today)


def internships_broken_off(today: dt.date) -> Rows:
    """Internships that were broken off, for a week, to the enhetschef; also of cases that have closed since."""
    return _of("internship", today)


def employments_broken_off_by_others(today: dt.date) -> Rows:
    """Employments that somebody other than the case's consultant broke off, for a week, to the consultant."""
    return _of("employment", today, _by_another("employment"), whom=F("consultant"))


def internships_broken_off_by_others(today: dt.date) -> Rows:
    """Internships that somebody other than the case's consultant broke off, for a week, to the consultant."""
    return _of("internship", today, _by_another("internship"), whom=F("consultant"))


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


def _told_to(whom: Addressee, code: str, label: str, page: str, rows: Callable[[dt.date], Rows]) -> DueRule:
    def url(row: dict[str, Any]) -> str:
        return reverse(page, args=[row["subject"]])

    return DueRule(
        code=code,
        label=label,
        verb="Läs",
        icon="stop-circle",
        horizon=0,
        stages=(Stage("due", 0, whom),),
        rows=rows,
        url=url,
        case_url=url,
        repeats=True,
    )


EMPLOYMENT_BROKEN_OFF = _told_to(
    Addressee.MANAGER,
    "employment_broken_off",
    "En anställning är avbruten",
    "employment_detail",
    employments_broken_off,
)
INTERNSHIP_BROKEN_OFF = _told_to(
    Addressee.MANAGER, "internship_broken_off", "En praktik är avbruten", "internship_detail", internships_broken_off
)
EMPLOYMENT_BROKEN_OFF_BY_OTHERS = _told_to(
    Addressee.RESPONSIBLE,
    "employment_broken_by_others",
    "En anställning är avbruten av en kollega",
    "employment_detail",
    employments_broken_off_by_others,
)
INTERNSHIP_BROKEN_OFF_BY_OTHERS = _told_to(
    Addressee.RESPONSIBLE,
    "internship_broken_by_others",
    "En praktik är avbruten av en kollega",
    "internship_detail",
    internships_broken_off_by_others,
)
RULES: tuple[DueRule, ...] = (
    BROKEN_OFF_RULE,
    EMPLOYMENT_BROKEN_OFF,
    INTERNSHIP_BROKEN_OFF,
    EMPLOYMENT_BROKEN_OFF_BY_OTHERS,
    INTERNSHIP_BROKEN_OFF_BY_OTHERS,
)
