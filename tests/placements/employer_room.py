"""Rows of what the unit and an employer have had to do with each other."""

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from placements.models import Employer, EmployerContact, EmployerWarning, JointVisit, ResponsibilityAgreement, Workplace
from tests.factories import EmployerFactory, UserFactory, WorkplaceFactory


class EmployerContactFactory(DjangoModelFactory[EmployerContact]):
    """A talk with a next step that is not done."""

    class Meta:
        model = EmployerContact

    employer = factory.SubFactory(EmployerFactory)
    kind = EmployerContact.Kind.CALL
    held_on = dt.date(2026, 11, 20)
    text = "De bygger ut köket i vår."
    next_step = "Ring om vårens platser"
    next_on = dt.date(2026, 12, 1)
    next_by = factory.SubFactory(UserFactory)
    created_by = factory.SelfAttribute("next_by")


class AgreementFactory(DjangoModelFactory[ResponsibilityAgreement]):
    """An agreement of all the employer's workplaces, until further notice."""

    class Meta:
        model = ResponsibilityAgreement

    employer = factory.LazyAttribute(lambda row: row.workplace.employer if row.workplace else EmployerFactory())
    workplace = None
    environment = insurance = ResponsibilityAgreement.Party.EMPLOYER
    guidance = ResponsibilityAgreement.Party.BOTH
    signed_on = dt.date(2025, 1, 7)
    signed_by = "Disa Dahl"
    created_by = factory.SubFactory(UserFactory)


class JointVisitFactory(DjangoModelFactory[JointVisit]):
    """A visit that is planned together with AF."""

    class Meta:
        model = JointVisit

    employer = factory.SubFactory(EmployerFactory)
    on_day = dt.date(2026, 12, 3)
    at = dt.time(13, 30)
    about = "handledarbidrag"
    af_name = "Alva AF"
    af_phone = "010-123 45 67"
    by = factory.SubFactory(UserFactory)
    created_by = factory.SelfAttribute("by")


class EmployerWarningFactory(DjangoModelFactory[EmployerWarning]):
    """A warning until further notice."""

    class Meta:
        model = EmployerWarning

    employer = factory.SubFactory(EmployerFactory)
    reason = "Praktik har inte lett till anställning på tre år."
    created_by = factory.SubFactory(UserFactory)


def agreed_place(employer: Employer, **values: Any) -> Workplace:
    """A workplace of an employer, for which it is agreed who answers for what."""
    workplace = WorkplaceFactory(employer=employer, **values)
    AgreementFactory(employer=employer)
    return workplace
