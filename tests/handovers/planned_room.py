"""What the tests of planned changes of consultant share: three cases, and a plan for them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine

from amc.staff.models import User
from participants.actions.carrying_out import carry_out_changes
from participants.actions.planning import plan_changes
from participants.models import Enrolment, PlannedChange
from tests.factories import EnrolmentFactory, People, at
from tests.participants.case_room import NOW, TODAY, clock, people  # noqa: F401

DAY = dt.timedelta(days=1)
ON = TODAY + 6 * DAY
Plan = Callable[..., list[PlannedChange]]


@pytest.fixture
def three(people: People) -> list[Enrolment]:  # noqa: F811
    """Three open cases of Anna's."""
    return EnrolmentFactory.create_batch(3, participant__unit=people.unit, consultant=people.anna)


@pytest.fixture
def plan(people: People, three: list[Enrolment]) -> Plan:  # noqa: F811
    """Plan that Anna's cases go to Bo in six days; arguments replace."""

    def planned(cases: list[Enrolment] | None = None, to: Any = None, **fields: Any) -> list[PlannedChange]:
        chosen = dict.fromkeys(three if cases is None else cases, to or people.bo)
        values = {"of": people.anna, "chosen": chosen, "day": ON, "reason": "Slutar", "by": people.eva, "now": NOW}
        return plan_changes(**(values | fields))

    return planned


def carry_out(day: dt.date = ON, hour: int = 1) -> dict[str, int]:
    with time_machine.travel(at(day, hour), tick=False):
        return dict(+carry_out_changes(day, now=at(day, hour)))


def states(cases: list[Enrolment]) -> list[tuple[str, str]]:
    rows = PlannedChange.objects.filter(enrolment__in=cases).order_by("enrolment_id", "pk")
    return list(rows.values_list("state", "why"))


def consultants(cases: list[Enrolment]) -> list[User | None]:
    return [row.consultant for row in Enrolment.objects.filter(pk__in=[one.pk for one in cases]).order_by("pk")]
