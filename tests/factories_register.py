"""Makers of rows of the registers that the units share: employers, workplaces and supervisors."""

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from placements.models import Employer, Supervisor, SupervisorTraining, Workplace
from tests.names import lettered


class EmployerFactory(DjangoModelFactory[Employer]):
    class Meta:
        model = Employer

    name = factory.Sequence("Vård- och omsorgsförvaltningen {}".format)
    kind = Employer.Kind.FORVALTNING


class WorkplaceFactory(DjangoModelFactory[Workplace]):
    class Meta:
        model = Workplace

    employer = factory.SubFactory(EmployerFactory)
    name = factory.Sequence("Köket Ängen {}".format)


class SupervisorFactory(DjangoModelFactory[Supervisor]):
    class Meta:
        model = Supervisor

    first_name = "Hans"
    last_name = factory.Sequence(lambda number: "Hedlund" + lettered(number))
    employer = factory.SubFactory(EmployerFactory)
    municipal_employee = True
    employee_number = factory.Sequence(lambda number: f"{20000 + number}")
    # The one training, of which "none" is none.
    training = SupervisorTraining.Kind.CAMPUS.value
    trained_on = dt.date(2024, 5, 2)
    trained_until = None

    @classmethod
    def _create(cls, model_class: type[Supervisor], *args: Any, **kwargs: Any) -> Supervisor:
        kind, held_on, until = (kwargs.pop(name) for name in ("training", "trained_on", "trained_until"))
        made = super()._create(model_class, *args, **kwargs)
        if kind != "none":
            SupervisorTraining.objects.create(supervisor=made, kind=kind, held_on=held_on, valid_until=until)
        return made
