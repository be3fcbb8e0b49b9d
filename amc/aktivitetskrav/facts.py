"""What is asked of one enrolment, what is planned for it and what was done, read for some weeks at a time."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import OuterRef, Prefetch, Subquery

from amc.aktivitetskrav.models import ActivityRequirement, ActivityWeek, DayAttendance
from amc.aktivitetskrav.rules import Day, WeekSum, week_sum
from amc.groups.models import Attendance, GroupMember, GroupSession
from amc.staff.models import Municipality
from handlingsplan.hours import Met, Span, monday_before
from handlingsplan.models import Activity
from handlingsplan.weeks import TAKES_HOURS, span_of
from participants.models import Enrolment
from placements.models import Employment, Internship, Suspension

PER_CENT = 100


def full_time() -> Decimal:
    """How many hours a week full time is, by the municipality's setting."""
    found = Municipality.objects.filter(pk=1).values_list("full_time_hours", flat=True).first()
    return found if found is not None else Municipality._meta.get_field("full_time_hours").get_default()


@dataclass(frozen=True)
class Facts:
    """Of one enrolment: what is asked, what goes on, the sessions of its groups, the days and the weeks filled in."""

    requirements: list[ActivityRequirement]
    asked: list[Span]
    spans: list[Span]
    met: list[Met]
    days: dict[dt.date, DayAttendance] = field(default_factory=dict)
    weeks: dict[dt.date, ActivityWeek] = field(default_factory=dict)

    def week(self, monday: dt.date, first: dt.date = dt.date.min, last: dt.date = dt.date.max) -> WeekSum:
        """The sum of a week among those that were read, of its days from `first` to `last` (inclusive)."""
        days = {
            day: Day(row.planned, row.attended, row.absence.excused if row.absence else None)
            for day, row in self.days.items()
        }
        within = (first, last)
        return week_sum(monday, requirements=self.asked, spans=self.spans, met=self.met, days=days, within=within)


def read_facts(enrolment: Enrolment, first: dt.date, last: dt.date, *, today: dt.date) -> Facts:
    """The facts of `enrolment` for the days `first` to `last`, both inclusive; in as many questions for any number of
    weeks. Whoever calls has asked whether the user may see the enrolment."""
    requirements = list(ActivityRequirement.objects.filter(enrolment=enrolment))
    met, weeks_by_origin = _sessions(enrolment, first, last)
    rows = DayAttendance.objects.filter(week__enrolment=enrolment, week__monday__range=(monday_before(first), last))
    weeks = ActivityWeek.objects.filter(enrolment=enrolment, monday__range=(monday_before(first), last))
    return Facts(
        requirements=requirements,
        asked=[Span("", row.hours_per_week, row.first_day, _earlier(row.last_day, enrolment)) for row in requirements],
        spans=[*_activities(enrolment, weeks_by_origin, today), *_placements(enrolment)],
        met=met,
        days={row.day: row for row in rows.select_related("week", "absence")},
        weeks={row.monday: row for row in weeks},
    )


def _earlier(last: dt.date | None, enrolment: Enrolment) -> dt.date | None:
    return min((day for day in (last, enrolment.closed_on) if day), default=None)


def _activities(enrolment: Enrolment, weeks: dict[object, frozenset[dt.date]], today: dt.date) -> Iterable[Span]:
    """What the plan in force says takes hours."""
    same = Activity.objects.filter(origin=OuterRef("origin"), version__plan=OuterRef("version__plan"))
    rows = Activity.objects.filter(
        version__plan__enrolment=enrolment,
        version__state="agreed",
        state__in=TAKES_HOURS,
        hours_per_week__isnull=False,
    ).annotate(
        agreed_first=Subquery(
            same.filter(version__agreed_on__isnull=False)
            .order_by("version__agreed_on")
            .values("version__agreed_on")[:1]
        )
    )
    for row in rows.select_related("kind"):
        span = span_of(
            row,
            # What has no first day goes on from when it was first agreed; a later version does not begin it anew.
            agreed_on=row.agreed_first,
            today=today,
            closed_on=enrolment.closed_on,
            session_weeks=weeks.get(row.origin, frozenset()),
        )
        if span:
            yield span


def _placements(enrolment: Enrolment) -> Iterable[Span]:
    """Internships by the hours of their days, employments by their part of full time but for their suspensions."""
    for row in Internship.objects.filter(enrolment=enrolment).select_related("kind", "workplace__employer"):
        yield Span(
            str(row),
            row.hours_per_week,
            row.first_day,
            _earlier(row.last_day, enrolment),
            placement=True,
            weekdays=tuple(row.weekday_hours),
        )
    standing = Prefetch("suspensions", Suspension.objects.standing(), to_attr="standing_suspensions")
    rows = Employment.objects.filter(enrolment=enrolment).select_related("scheme", "employer")
    employments = list(rows.prefetch_related(standing))
    whole = full_time() if employments else Decimal()
    for job in employments:
        part = whole * job.extent / PER_CENT
        away = tuple((one.first_day, one.last_day) for one in job.standing_suspensions)
        yield Span(str(job), part, job.first_day, _earlier(job.last_day, enrolment), placement=True, away=away)


def _sessions(
    enrolment: Enrolment, first: dt.date, last: dt.date
) -> tuple[list[Met], dict[object, frozenset[dt.date]]]:
    """The sessions that the person was to come to, and by the activity's origin the weeks that have some."""
    members = list(GroupMember.objects.filter(enrolment=enrolment).select_related("group", "enrolment"))
    if not members:
        return [], {}
    sessions = list(
        GroupSession.objects.filter(
            group__in={row.group_id for row in members}, cancelled=False, held_on__range=(first, last)
        )
    )
    states = {
        (session, member): state
        for session, member, state in Attendance.objects.filter(
            member__in=members, session__held_on__range=(first, last)
        ).values_list("session", "member", "state")
    }
    met: list[Met] = []
    weeks: dict[object, frozenset[dt.date]] = {}
    for member in members:
        own = [one for one in sessions if one.group_id == member.group_id and member.in_on(one.held_on)]
        met += [
            Met(member.group.name, one.held_on, one.minutes, states.get((one.pk, member.pk), ""), one.starts_at)
            for one in own
        ]
        if member.origin:
            weeks[member.origin] = weeks.get(member.origin, frozenset()) | {monday_before(one.held_on) for one in own}
    return sorted(met, key=lambda one: (one.day, one.starts_at)), weeks
