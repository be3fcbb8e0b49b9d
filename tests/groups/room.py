"""Rows of group activities."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from amc.groups.models import Attendance, GroupActivity, GroupMember, GroupSession
from handlingsplan.models import ActivityKind
from tests.factories import UserFactory, at

STARTS, ENDS = dt.date(2026, 11, 2), dt.date(2027, 1, 29)


class GroupFactory(DjangoModelFactory[GroupActivity]):
    class Meta:
        model = GroupActivity

    name = "CV-kurs"
    kind = factory.LazyFunction(lambda: ActivityKind.objects.earliest("pk"))
    starts_on = STARTS
    ends_on = ENDS
    created_by = factory.SubFactory(UserFactory)


class MemberFactory(DjangoModelFactory[GroupMember]):
    class Meta:
        model = GroupMember

    joined_on = STARTS


class SessionFactory(DjangoModelFactory[GroupSession]):
    class Meta:
        model = GroupSession

    held_on = dt.date(2026, 11, 16)
    starts_at = dt.time(9)
    ends_at = dt.time(12)


class AttendanceFactory(DjangoModelFactory[Attendance]):
    class Meta:
        model = Attendance

    state = "present"
    noted_by = factory.SubFactory(UserFactory)
    noted_at = at(dt.date(2026, 11, 16))
