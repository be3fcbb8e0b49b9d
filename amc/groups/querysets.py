"""Reading group activities."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from amc.staff.access import Kind, Permission, Scope, scope
from participants.querysets import EnrolmentQuerySet, ScopedQuerySet

if TYPE_CHECKING:
    from amc.groups.models import GroupActivity
    from amc.staff.models import User


def choosable(group: "GroupActivity", user: "User", day: dt.date) -> EnrolmentQuerySet:
    """The cases that `user` may let into the group on `day`: open ones of its unit that the user works with; for the
    enhetschef all of them. Those that are in it already are among them."""
    from participants.models import Enrolment

    rows = Enrolment.objects.visible_to(user).filter(unit=group.unit_id, closed_on__isnull=True)
    return rows if Permission.MANAGE.granted_to(user) else rows.worked_by(user, day)


class GroupQuerySet(models.QuerySet):
    """What is a unit's and about nobody."""

    path = ""

    def visible_to(self, user: "User") -> Self:
        """Those of the own unit; for a specialist, those that the own cases are in."""
        match scope(user, Kind.CASE):
            case Scope.UNIT:
                return self.filter(**{f"{self.path}unit": user.unit_id})
            case Scope.OWN:
                from amc.groups.models import GroupMember

                own = GroupMember.objects.visible_to(user)
                return self.filter(**{f"{self.path}pk__in": own.values("group")})
        return self.none()


class GroupActivityQuerySet(GroupQuerySet):
    """The groups themselves."""

    def untold_on(self, day: dt.date) -> Self:
        """Those that were over before `day`, with every session filled in and no word of it in the journal of somebody
        who stayed.

        That is so where the last was filled in while the group still had more than a week to go. Somebody with
        protected identity is not waited for: whoever leads the group may not see them.
        """
        from amc.groups.models import GroupMember, GroupSession

        sessions = GroupSession.objects.filter(group=OuterRef("pk"))
        came = GroupSession.objects.filter(
            group=OuterRef("group"), cancelled=False, held_on__gte=OuterRef("joined_on"), held_on__lt=day
        )
        untold = GroupMember.objects.filter(
            Exists(came),
            group=OuterRef("pk"),
            left_on__isnull=True,
            entry__isnull=True,
            enrolment__closed_on__isnull=True,
        ).exclude(enrolment__participant__is_protected=True)
        return self.filter(Exists(untold), ~Exists(sessions.unfilled_on(day)), ends_on__lt=day)


class GroupSessionQuerySet(GroupQuerySet):
    """Sessions, seen by those who see the group."""

    path = "group__"

    def unfilled_on(self, day: dt.date) -> Self:
        """Those of `day` and before that were held and of which it is not filled in whether somebody came.

        Somebody with protected identity is not waited for: whoever leads the group may not see them.
        """
        from amc.groups.models import Attendance, GroupMember

        held = OuterRef("held_on")
        stays = Q(left_on__isnull=True) | Q(left_on__gte=held)
        enrolled = Q(enrolment__closed_on__isnull=True) | Q(enrolment__closed_on__gte=held)
        noted = Attendance.objects.filter(member=OuterRef("pk"), session=OuterRef(OuterRef("pk")))
        waited_for = GroupMember.objects.filter(
            stays, enrolled, ~Exists(noted), group=OuterRef("group"), joined_on__lte=held
        ).exclude(enrolment__participant__is_protected=True)
        return self.filter(Exists(waited_for), cancelled=False, held_on__lte=day)


class GroupMemberQuerySet(ScopedQuerySet):
    """Who is in groups."""

    def in_on(self, day: dt.date) -> Self:
        """Those who are in their group, and enrolled, on `day`."""
        stays = Q(left_on__isnull=True) | Q(left_on__gte=day)
        enrolled = Q(enrolment__closed_on__isnull=True) | Q(enrolment__closed_on__gte=day)
        return self.filter(stays, enrolled, joined_on__lte=day)


class AttendanceQuerySet(ScopedQuerySet):
    """Who came."""

    unit_path = "member__enrolment__unit"
    enrolment_path = "member__enrolment"
