"""Weeks that nobody has filled in stand in Min dag from the Monday after."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from amc.aktivitetskrav.due import unfilled
from tests.aktivitetskrav.room import RequirementFactory, WeekFactory
from tests.factories import EnrolmentFactory, at, days, make_people

pytestmark = pytest.mark.django_db
D = dt.date.fromisoformat
TODAY = D("2026-11-24")


@pytest.mark.parametrize(
    ("asked", "filled", "today", "due"),
    [
        pytest.param(("2026-11-16", None), [], "2026-11-24", ["2026-11-25"], id="last week"),
        pytest.param(("2026-11-16", None), [], "2026-11-22", [], id="not before it has ended"),
        pytest.param(("2026-11-22", None), [], "2026-11-23", ["2026-11-25"], id="asked for its Sunday only"),
        pytest.param(("2026-11-23", None), [], "2026-11-24", [], id="asked from this week on"),
        pytest.param(("2026-10-05", None), ["2026-11-16"], "2026-11-24", ["2026-11-04"], id="the earliest of four"),
        pytest.param(
            ("2026-10-05", None), ["2026-10-26", "2026-11-02"], "2026-11-24", ["2026-11-18"], id="the next one"
        ),
        pytest.param(("2026-10-05", "2026-10-25"), [], "2026-11-24", [], id="asked longer ago than four weeks"),
        pytest.param(("2026-11-09", None), ["2026-11-09", "2026-11-16"], "2026-11-24", [], id="all filled in"),
    ],
)
def test_when_a_week_is_asked_for(asked, filled, today, due) -> None:
    with time_machine.travel(at(TODAY), tick=False):
        people = make_people()
        case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
        first, last = (one and D(one) for one in asked)
        RequirementFactory(enrolment=case, period=days(first, last), created_by=people.anna)
        WeekFactory(enrolment=case, monday=D("2026-11-02"))
        for monday in filled:
            case.activity_weeks.update_or_create(monday=D(monday), defaults={"is_filled": True})
        rows = list(unfilled(D(today)))
    assert [row["due_on"] for row in rows] == [D(one) for one in due]
    assert all((row["subject"], row["responsible_id"]) == (case.uuid, people.anna.pk) for row in rows)


def test_it_stands_in_min_dag_until_it_is_done() -> None:
    with time_machine.travel(at(TODAY), tick=False):
        people = make_people()
        case = EnrolmentFactory(participant__unit=people.unit, consultant=people.anna)
        RequirementFactory(enrolment=case, period=days(D("2026-11-16"), None), created_by=people.anna)
        client, url = Client(), reverse("requirement_week", args=[case.uuid, "2026-11-16"])
        client.force_login(people.anna)
        assert url in client.get(reverse("my_day")).text
        assert client.post(url, {"revision": "0"}).status_code == 302
        assert url not in client.get(reverse("my_day")).text
