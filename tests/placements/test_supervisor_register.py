"""The register of supervisors: how long the training holds, and how many one leads [S1]."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from placements.facts import assigned
from placements.models import Supervisor
from tests.factories import InternshipFactory, SupervisorFactory
from tests.placements.pages import TODAY, as_, page
from tests.placements.room import placed

D = dt.date.fromisoformat
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def led(enrolment):
    """Somebody who leads one of at most one."""
    supervisor = SupervisorFactory(first_name="Lisa", last_name="Lund", training="campus", trained_on=D("2024-01-01"))
    placed(
        InternshipFactory,
        enrolment=enrolment,
        supervisor=supervisor,
        first_day=D("2026-10-01"),
        last_day=D("2026-12-31"),
    )
    Supervisor.objects.filter(pk=supervisor.pk).update(capacity=1)
    supervisor.trainings.update(valid_until=TODAY - DAY)
    return Supervisor.objects.get(pk=supervisor.pk)


def test_whom_one_leads_is_counted_on_the_day_and_without_the_case_itself(led, enrolment):
    assert assigned(led, led.employer, None, TODAY, 0).leads == 1
    assert assigned(led, led.employer, None, D("2026-12-31"), 0).leads == 1
    assert assigned(led, led.employer, None, D("2027-01-01"), 0).leads == 0
    assert assigned(led, led.employer, None, TODAY, enrolment.pk).leads == 0


def test_the_register_finds_lapsed_training_and_room(led, people):
    SupervisorFactory(first_name="Nils", last_name="Ny", training="none", trained_on=None)
    SupervisorFactory(first_name="Olle", last_name="Ok", trained_on=D("2024-01-01"), trained_until=TODAY, capacity=2)

    def found(**asked):
        rows = page(people.anna, "supervisor_list", **asked).context["table"].page.object_list
        return {row.record.last_name for row in rows}

    assert found(utbildning="slut") == {"Lund"}
    assert "Ok" in found(utbildning="ja")
    assert "Lund" not in found(utbildning="ja")
    assert found(utbildning="nej") == {"Ny"}
    assert {"Ok", "Ny"} <= found(plats="ja")
    assert "Lund" not in found(plats="ja")
    assert "Utbildningen har slutat gälla" in page(people.anna, "supervisor_detail", led.uuid).text
    assert "Handleder 1 av högst 1 i dag." in page(people.anna, "supervisor_detail", led.uuid).text


def test_whoever_chooses_is_told_how_many(led, people):
    answer = as_(people.anna).post(reverse("supervisor_lookup"), {"q": "Lisa"})
    assert "handleder 1 av 1" in answer.text
    assert "utbildningen har slutat gälla" in answer.text


def test_postgresql_keeps_the_days_in_order(led):
    with pytest.raises(IntegrityError, match="training_ends_after_it_was_held"), transaction.atomic():
        led.trainings.update(valid_until=D("2023-12-31"))
