"""What is booked: the day's and the week's meetings and follow-ups, of one's own or of the whole unit."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import DateRange

from amc.calendar import MUNICIPAL_ZONE, iso_week
from amc.staff.models import User
from handlingsplan.models import FollowUp
from participants.models import CaseAssignment, Enrolment, Meeting

ONE_DAY = dt.timedelta(days=1)
WEEK = 7
# More than a large unit meets in a week; the page says so if there is more.
MOST_ROWS = 1000
TONES = {
    Meeting.State.HELD: "done",
    Meeting.State.NO_SHOW: "overdue",
    Meeting.State.EXCUSED: "info",
    Meeting.State.CANCELLED: "neutral",
}


@dataclass(frozen=True)
class Entry:
    """Something booked. `url` is where it is seen to; `state` what became of it, empty while it is to come, with the
    tone of its chip; `missing` says that an interpreter is to be booked. `title`, `form` and `mark` (what tells it from
    the others) say nothing of anybody: they leave the system."""

    starts_at: dt.datetime
    ends_at: dt.datetime | None
    enrolment: Enrolment
    consultant: User | None
    kind: str
    details: str
    url: str
    title: str
    mark: str
    state: str = ""
    tone: str = "neutral"
    missing: bool = False
    form: str = ""

    @property
    def day(self) -> dt.date:
        """The municipality's day."""
        return timezone.localdate(self.starts_at)


@dataclass(frozen=True)
class Day:
    """A day with what is booked on it, earliest first."""

    date: dt.date
    entries: list[Entry]


@dataclass(frozen=True)
class Span:
    """What the page shows: a day or an ISO week, and the ones before and after."""

    first: dt.date
    days: int

    @classmethod
    def around(cls, day: dt.date, *, week: bool) -> "Span":
        """The day, or the week that it is in, from Monday."""
        return cls(day - day.weekday() * ONE_DAY, WEEK) if week else cls(day, 1)

    @property
    def after(self) -> dt.date:
        """The day after the last."""
        return self.first + self.days * ONE_DAY

    @property
    def last(self) -> dt.date:
        """The last day."""
        return self.after - ONE_DAY

    @property
    def is_week(self) -> bool:
        """Whether it is a week."""
        return self.days == WEEK

    @property
    def before(self) -> dt.date:
        """The day that the one before begins with; on a day, weekends are passed by."""
        if self.is_week:
            return self.first - WEEK * ONE_DAY
        return self.first - (3 if self.first.weekday() == 0 else 1) * ONE_DAY

    @property
    def next(self) -> dt.date:
        """The same for the next."""
        if self.is_week:
            return self.after
        return self.first + (3 if self.first.weekday() == 4 else 1) * ONE_DAY

    @property
    def week(self) -> int:
        """The number of the ISO week."""
        return iso_week(self.first)[1]


def midnight(day: dt.date) -> dt.datetime:
    """The moment when `day` begins in the municipality."""
    return dt.datetime.combine(day, dt.time(), MUNICIPAL_ZONE)


@dataclass(frozen=True)
class StandingIn:
    """The cases that somebody stands in for their consultant in, each with the days."""

    periods: dict[int, list[Any]]

    @classmethod
    def of(cls, user: User, first: dt.date, after: dt.date) -> "StandingIn":
        """Those of `user` from `first` up to and not including `after`."""
        rows = CaseAssignment.objects.visible_to(user).filter(
            user=user, part=CaseAssignment.Part.SUBSTITUTE, period__overlap=DateRange(first, after)
        )
        periods: dict[int, list[Any]] = defaultdict(list)
        for enrolment, period in rows.values_list("enrolment", "period"):
            periods[enrolment].append(period)
        return cls(dict(periods))

    def holds(self, enrolment: Enrolment, whose: int | None, day: dt.date) -> bool:
        """Whether what the user `whose` has booked in the case on `day` is the substitute's to hold."""
        return whose == enrolment.consultant_id and any(day in period for period in self.periods.get(enrolment.pk, ()))


def entries_of(user: User, first: dt.date, after: dt.date, *, whole_unit: bool = False) -> list[Entry]:
    """What is booked from `first` up to and not including `after`, earliest first, of what `user` may see.

    One's own: the meetings that are one's own, the follow-ups of one's own cases, and the consultant's of those days
    where one stands in for the consultant. Cancelled ones are left out. At most MOST_ROWS of each sort.
    """
    begin, end = midnight(first), midnight(after)
    meetings = Meeting.objects.visible_to(user).between(begin, end).exclude(state=Meeting.State.CANCELLED)
    follow_ups = FollowUp.objects.visible_to(user).open().filter(booked_at__gte=begin, booked_at__lt=end)
    stands_in = StandingIn({})
    if not whole_unit:
        stands_in = StandingIn.of(user, first, after)
        meetings = meetings.filter(Q(consultant=user) | Q(enrolment__in=list(stands_in.periods)))
        follow_ups = follow_ups.filter(Q(enrolment__consultant=user) | Q(enrolment__in=list(stands_in.periods)))
    met = meetings.select_related("enrolment__participant", "consultant").order_by("starts_at", "pk")[:MOST_ROWS]
    followed = follow_ups.select_related("enrolment__participant", "enrolment__consultant").order_by("booked_at", "pk")
    found = [_meeting(row) for row in met]
    found += [_follow_up(row, row.booked_at) for row in followed[:MOST_ROWS] if row.booked_at]
    if not whole_unit:
        found = [
            entry
            for entry in found
            if entry.consultant == user
            or stands_in.holds(entry.enrolment, getattr(entry.consultant, "pk", None), entry.day)
        ]
    return sorted(found, key=lambda entry: (entry.starts_at, entry.enrolment.participant.sort_key))


def _meeting(row: Meeting) -> Entry:
    planned = row.state == Meeting.State.PLANNED
    return Entry(
        row.starts_at,
        row.ends_at,
        row.enrolment,
        row.consultant,
        row.get_kind_display(),
        row.details if row.interpreter != Meeting.Interpreter.NEEDED else row.where,
        reverse("meeting_hold", args=[row.uuid]) if planned else "",
        "Trepartssamtal" if row.kind == Meeting.Kind.TREPART else "Möte",
        f"meeting:{row.uuid}",
        "" if planned else row.get_state_display(),
        TONES.get(Meeting.State(row.state), "neutral"),
        planned and row.interpreter == Meeting.Interpreter.NEEDED,
        row.get_form_display(),
    )


def _follow_up(row: FollowUp, starts_at: dt.datetime) -> Entry:
    return Entry(
        starts_at,
        None,
        row.enrolment,
        row.enrolment.consultant,
        row.get_kind_display(),
        "",
        row.get_absolute_url(),
        "Uppföljning",
        f"follow-up:{row.uuid}",
    )


def by_day(span: Span, entries: Iterable[Entry]) -> list[Day]:
    """The working days of the span, and a weekend's where something is booked, with their entries."""
    booked = {day: list(rows) for day, rows in groupby(entries, lambda entry: entry.day)}
    days = [span.first + number * ONE_DAY for number in range(span.days)]
    return [Day(day, booked.get(day, [])) for day in days if day.weekday() < 5 or day in booked or span.days == 1]
