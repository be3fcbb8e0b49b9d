"""Reading group activities."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from amc.staff.access import Kind, Scope, scope
from participants.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from amc.staff.models import User


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
