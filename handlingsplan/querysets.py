"""Reading plans and follow-ups."""

import datetime as dt
from typing import Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from participants.querysets import ScopedQuerySet


class PlanQuerySet(ScopedQuerySet):
    """Plans."""


class PlanVersionQuerySet(ScopedQuerySet):
    """Versions of plans."""

    unit_path = "plan__enrolment__unit"
    enrolment_path = "plan__enrolment"

    def in_force(self) -> Self:
        """The agreed version of each plan."""
        return self.filter(state="agreed")

    def with_marks(self) -> Self:
        """With `marks`: the subjects that are marked "inte till remittenten" for the person."""
        from participants.models import Withheld

        marks = Withheld.objects.filter(participant=OuterRef("plan__enrolment__participant")).standing()
        return self.annotate(marks=ArraySubquery(marks.values("subject")))


class GoalQuerySet(ScopedQuerySet):
    """Goals."""

    unit_path = "version__plan__enrolment__unit"
    enrolment_path = "version__plan__enrolment"


class ActivityQuerySet(ScopedQuerySet):
    """Activities."""

    unit_path = "version__plan__enrolment__unit"
    enrolment_path = "version__plan__enrolment"

    def open(self) -> Self:
        """Activities that are neither done nor stopped."""
        from handlingsplan.models import Activity

        return self.filter(state__in=Activity.OPEN_STATES)


class FollowUpQuerySet(ScopedQuerySet):
    """Follow-ups."""

    def open(self) -> Self:
        """Follow-ups neither held nor cancelled, of open enrolments."""
        return self.filter(held_on__isnull=True, cancelled_at__isnull=True, enrolment__closed_on__isnull=True)

    def due_before(self, day: dt.date) -> Self:
        """Open follow-ups whose last day is before `day`."""
        return self.open().filter(due_on__lt=day)
