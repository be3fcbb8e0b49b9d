"""Why somebody still is in the unit's own workshops, or in praktik after praktik: asked, and again (amc.due)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import Case, DateField, Exists, F, Func, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from amc.calendar import DAYS_IN_A_MONTH
from amc.due import Addressee, DueRule, Stage
from amc.staff.models import Municipality
from participants.due import person_of
from participants.models import Enrolment
from placements.due import Rows
from placements.models import Employment, Internship, LockInAnswer


class _WorkshopAskedOn(Func):
    """The day of rules.lock_in.workshop_asked_on, for a participant, a day and a number of days."""

    function = "placements_workshop_asked_on"
    output_field = DateField()


class _PraktikAskedOn(Func):
    """The day of rules.lock_in.praktik_asked_on, for a participant, a day and a number."""

    function = "placements_praktik_asked_on"
    output_field = DateField()


class _MonthsAfter(Func):
    """So many months after a day, as amc.calendar.add_months."""

    template = "(%(expressions)s)::date"
    arg_joiner = " + interval '1 month' * "
    output_field = DateField()


def setting(name: str, default: int) -> Coalesce:
    """One of the municipality's numbers, as part of a question; `default` where none is kept."""
    rows = Municipality.objects.filter(pk=1).values(name)
    return Coalesce(Subquery(rows, IntegerField()), Value(default))


def _workshop(today: dt.date) -> tuple[Q, Func]:
    internships = Internship.objects.filter(
        enrolment=OuterRef("pk"), workplace__own_workshop=True, kind__precedes_job=True, period__contains=today
    )
    employments = Employment.objects.filter(
        enrolment=OuterRef("pk"), workplace__own_workshop=True, period__contains=today
    )
    days = setting("workshop_months", 6) * Value(DAYS_IN_A_MONTH)
    there = Q(Exists(internships)) | Q(Exists(employments))
    return there, _WorkshopAskedOn(F("participant"), Value(today, DateField()), days)


def _praktik(today: dt.date) -> tuple[Q, Func]:
    there = Internship.objects.filter(enrolment=OuterRef("pk"), kind__precedes_job=True, period__contains=today)
    number = setting("person_praktik", 3)
    return Q(Exists(there)), _PraktikAskedOn(F("participant"), Value(today, DateField()), number)


def _unanswered(about: str, stays: Callable[[dt.date], tuple[Q, Func]]) -> Callable[[dt.date], Rows]:
    def rows(today: dt.date) -> Rows:
        there, reached_on = stays(today)
        said = LockInAnswer.objects.filter(enrolment=OuterRef("pk"), about=about).order_by("-answered_on")
        again = _MonthsAfter(Subquery(said.values("answered_on")[:1]), setting("lock_in_again_months", 3))
        # Whether somebody is there is one look in an index, since when is reckoned of all stays: a CASE keeps
        # PostgreSQL from reckoning it first, of every open case. Who never reaches the limit is asked on no day.
        since = Coalesce(Case(When(there, then=reached_on)), Value(dt.date.max, DateField()))
        found = Enrolment.objects.filter(closed_on__isnull=True).annotate(asked_on=Greatest(since, again))
        return (
            found.filter(asked_on__lte=today)
            .order_by()
            .values(
                "participant_id",
                "unit_id",
                subject=F("uuid"),
                person=person_of("participant"),
                responsible_id=F("consultant"),
                due_on=F("asked_on"),
            )
        )

    return rows


def _rule(about: str, word: str, label: str, stays: Callable[[dt.date], tuple[Q, Func]]) -> DueRule:
    def form(row: dict[str, Any]) -> str:
        return reverse("lock_in_create", args=[row["person"], word])

    return DueRule(
        code=f"lock_in_{about}",
        label=label,
        verb="Svara",
        icon="arrow-repeat",
        horizon=0,
        stages=(Stage("due", 0), Stage("manager", 14, Addressee.MANAGER)),
        rows=_unanswered(about, stays),
        url=form,
        form=form,
    )


WORKSHOP = _rule(LockInAnswer.About.WORKSHOP, "verkstad", "Länge i egna verkstäder: varför?", _workshop)
PRAKTIK = _rule(LockInAnswer.About.PRAKTIK, "praktik", "Praktik efter praktik: varför?", _praktik)
RULES: tuple[DueRule, ...] = (WORKSHOP, PRAKTIK)
