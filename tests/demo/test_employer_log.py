"""What the demo tells of employers keeps the register's own promises."""

import datetime as dt

import pytest

from amc.demo.employer_log import write_employer_log
from placements.models import Employer, EmployerContact, EmployerWarning, ResponsibilityAgreement
from tests.factories import EmployerFactory, make_people

pytestmark = pytest.mark.django_db


def test_every_kind_of_contact_and_of_responsibility_is_there() -> None:
    people, today = make_people(), dt.date(2025, 11, 18)
    for number in range(60):
        EmployerFactory(kind=Employer.Kind.PRIVAT if number % 2 else Employer.Kind.FORVALTNING)
    write_employer_log(today)
    assert set(EmployerContact.objects.values_list("kind", flat=True)) == set(EmployerContact.Kind.values)
    for name in ("environment", "insurance", "guidance"):
        found = set(ResponsibilityAgreement.objects.values_list(name, flat=True))
        assert found == set(ResponsibilityAgreement.Party.values)
    waiting = EmployerContact.objects.waiting()
    assert waiting.filter(next_on__lt=today).exists()
    assert waiting.filter(next_on__gt=today).exists()
    assert EmployerContact.objects.filter(done_on__isnull=False).exists()
    assert EmployerWarning.objects.in_force_on(today).get().created_by == people.anna
    assert Employer.objects.get(opens_on__gt=today)
