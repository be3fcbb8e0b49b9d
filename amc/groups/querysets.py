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
    """Groups, which are a unit's and about nobody."""

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
