"""What the demo tells of supervisors keeps the register's own promises."""

import datetime as dt

import pytest

from amc.demo.supervisors import rove, train_again
from amc.staff.demo import DEMO_EMAILS
from amc.staff.models import Role
from placements.models import Supervisor, SupervisorPlace, SupervisorTraining
from tests.factories import SupervisorFactory, UserFactory, WorkplaceFactory

pytestmark = pytest.mark.django_db


def test_some_have_been_trained_twice_and_one_training_was_a_mistake() -> None:
    UserFactory(email=DEMO_EMAILS[Role.KONSULENT])
    for _ in range(12):
        SupervisorFactory(trained_on=dt.date(2023, 5, 2))
    train_again(dt.date(2025, 11, 18))
    assert [row.trainings.count() for row in Supervisor.objects.order_by("pk")[:5]] == [3, 1, 1, 1, 2]
    assert SupervisorTraining.objects.get(withdrawn_on__isnull=False).withdrawn_why
    assert all(not row.lacks_training for row in Supervisor.objects.all())


def test_some_serve_workplaces_of_other_employers_now_before_and_to_come() -> None:
    UserFactory(email=DEMO_EMAILS[Role.KONSULENT])
    for _ in range(20):
        SupervisorFactory(employer=WorkplaceFactory().employer)
    today = dt.date(2025, 11, 18)
    rove(today)
    rows = SupervisorPlace.objects.select_related("supervisor", "workplace")
    assert all(row.workplace.employer_id != row.supervisor.employer_id for row in rows)
    assert rows.count() == 6
    assert rows.on(today).exists()
    assert rows.filter(last_day__isnull=False).exists()
