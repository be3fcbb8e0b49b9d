"""Rows of the register of KAA."""

import datetime as dt

import factory
from django.test import Client
from factory.django import DjangoModelFactory

from amc.kaa.models import ContactAttempt, Measure, MeasureKind, Occupation
from amc.staff.models import User
from participants.models import Enrolment, Source
from tests.factories import EnrolmentFactory, People

TODAY = dt.date(2026, 11, 24)


def as_(user: User) -> Client:
    """Signed in as `user`."""
    client = Client()
    client.force_login(user)
    return client


class MeasureFactory(DjangoModelFactory[Measure]):
    class Meta:
        model = Measure

    kind = factory.LazyFunction(lambda: MeasureKind.objects.get(code="praktik"))
    offered_on = dt.date(2026, 3, 2)


class AttemptFactory(DjangoModelFactory[ContactAttempt]):
    class Meta:
        model = ContactAttempt

    made_on = dt.date(2026, 3, 2)
    way = "telefon"
    result = "not_reached"


class OccupationFactory(DjangoModelFactory[Occupation]):
    class Meta:
        model = Occupation

    kind = "ingen"
    starts_on = dt.date(2026, 1, 12)


def youth(people: People, *, birth_date: dt.date = dt.date(2007, 6, 1), **values: object) -> Enrolment:
    """An open case of Anna's in KAA."""
    return EnrolmentFactory(
        participant__unit=people.unit,
        participant__birth_date=birth_date,
        consultant=people.anna,
        source=Source.objects.get(code="kaa"),
        **values,
    )
