"""Reading what is asked of somebody and what they did."""

import datetime as dt
from typing import Self

from amc.staff.access import Kind
from participants.querysets import ScopedQuerySet


class RequirementQuerySet(ScopedQuerySet):
    """Requirements."""

    def in_days(self, first: dt.date, last: dt.date) -> Self:
        """Those that hold on some day from `first` to `last`, both inclusive."""
        return self.filter(period__overlap=(first, last + dt.timedelta(days=1)))


class WeekQuerySet(ScopedQuerySet):
    """Weeks of which something is filled in."""


class DayQuerySet(ScopedQuerySet):
    """How days went."""

    unit_path = "week__enrolment__unit"
    enrolment_path = "week__enrolment"


class ReportQuerySet(ScopedQuerySet):
    """Reports to socialnämnden, seen by those who see what has been told to others."""

    kind = Kind.JOURNAL
