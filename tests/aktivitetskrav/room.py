"""Rows of the aktivitetskrav."""

import datetime as dt
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from amc.aktivitetskrav.models import ActivityRequirement, ActivityWeek, BoardReport, DayAttendance
from tests.factories import UserFactory, at, days

MONDAY = dt.date(2026, 11, 16)


class RequirementFactory(DjangoModelFactory[ActivityRequirement]):
    class Meta:
        model = ActivityRequirement

    period = days(dt.date(2026, 11, 2), None)
    hours_per_week = Decimal(40)
    created_by = factory.SubFactory(UserFactory)


class WeekFactory(DjangoModelFactory[ActivityWeek]):
    class Meta:
        model = ActivityWeek

    monday = MONDAY


class DayFactory(DjangoModelFactory[DayAttendance]):
    class Meta:
        model = DayAttendance

    weekday = 0
    planned = Decimal(8)
    attended = Decimal(8)
    in_bulk = True
    noted_by = factory.SubFactory(UserFactory)
    noted_at = at(MONDAY)


class ReportFactory(DjangoModelFactory[BoardReport]):
    class Meta:
        model = BoardReport

    first_day = MONDAY
    last_day = dt.date(2026, 11, 22)
    events = factory.LazyFunction(lambda: ["Ändrat mått"])
    sent_how = "secure"
