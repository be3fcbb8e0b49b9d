"""Group activities in the demo: one that goes on, one that has ended, one to come."""

import datetime as dt

from amc.calendar import MUNICIPAL_ZONE
from amc.demo.chance import Chance, office_day
from amc.groups.models import Attendance, GroupActivity, GroupMember, GroupSession
from amc.staff.models import Role, Unit, User
from handlingsplan.models import Activity, ActivityKind
from participants.models import Enrolment

_MOST = 9
_WEEK = dt.timedelta(days=7)
# Kind, name, weeks from the first session to today, how many sessions, when they are.
_GROUPS = (
    ("cv", "CV-verkstad", 4, 8, (dt.time(9), dt.time(11, 30))),
    ("soka_jobb", "Jobbsökarkurs", 16, 10, (dt.time(13), dt.time(15))),
    ("coachning_grupp", "Gruppcoachning: på väg", -2, 6, (dt.time(10), dt.time(12))),
)


def write_groups(today: dt.date) -> None:
    """Three groups of each unit that has cases, drawn by the unit's own name: nothing else of the demo is drawn anew."""
    kinds = {kind.code: kind for kind in ActivityKind.objects.all()}
    for unit in Unit.objects.order_by("pk"):
        chance = Chance(f"grupper {unit.name}")
        leader = User.objects.filter(unit=unit, roles__contains=[Role.KONSULENT], is_active=True).earliest("pk")
        for code, name, weeks, times, hours in _GROUPS:
            first = office_day(today - weeks * _WEEK)
            group = GroupActivity.objects.create(
                unit=unit,
                name=name,
                kind=kinds[code],
                starts_on=first,
                ends_on=first + (times - 1) * _WEEK,
                hours_per_week=hours[1].hour - hours[0].hour,
                led_by=leader,
                created_by=leader,
            )
            sessions = [
                GroupSession(group=group, held_on=first + week * _WEEK, starts_at=hours[0], ends_at=hours[1])
                for week in range(times)
            ]
            GroupSession.objects.bulk_create(sessions)
            members = _members(group, today)
            been = [row for row in sessions if row.held_on < today]
            # The latest is still to be filled in.
            for session in been[:-1] if group.ends_on >= today else been:
                _came(session, members, leader, chance)


def _members(group: GroupActivity, today: dt.date) -> list[GroupMember]:
    """Those who have the group's kind of activity in their plan first, then others whose cases were open then."""
    cases = Enrolment.objects.filter(unit=group.unit, opened_on__lt=group.starts_on, closed_on__isnull=True)
    planned = dict(
        Activity.objects.filter(kind=group.kind, version__state="agreed", version__plan__enrolment__in=cases)
        .order_by("-pk")
        .values_list("version__plan__enrolment", "origin")
    )
    chosen = [*cases.filter(pk__in=planned).order_by("pk"), *cases.exclude(pk__in=planned).order_by("pk")][:_MOST]
    made = [
        GroupMember(group=group, enrolment=case, origin=planned.get(case.pk), joined_on=group.starts_on)
        for case in chosen
    ]
    return GroupMember.objects.bulk_create(made)


def _came(session: GroupSession, members: list[GroupMember], by: User, chance: Chance) -> None:
    at = dt.datetime.combine(session.held_on, session.ends_at, MUNICIPAL_ZONE)
    rows = [
        Attendance(
            session=session,
            member=member,
            state=chance.weighted((("present", 78), ("excused", 14), ("absent", 8))),
            noted_by=by,
            noted_at=at,
        )
        for member in members
    ]
    Attendance.objects.bulk_create(rows)
    GroupSession.objects.filter(pk=session.pk).update(revision=1)
