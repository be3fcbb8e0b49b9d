"""A plan that a connection keeps (amc.planned) belongs to nobody: the wall asks anew who it is for each time."""

from collections.abc import Callable, Iterator

import pghistory
import pytest
import time_machine
from django.db import connection
from django.db.models import QuerySet

from amc.planned import planned_once
from amc.staff.models import User
from amc.wall.session import entered
from participants.models import Enrolment, Participant
from tests.access.side import TODAY
from tests.access.world import World, build
from tests.factories import at
from tests.wall.room import nobody

Question = Callable[[int], QuerySet[Participant, int]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Iterator[World]:
    with time_machine.travel(at(TODAY), tick=False):
        yield build()


def person(key: int) -> QuerySet[Participant, int]:
    return Participant.objects.filter(pk=key).values_list("pk", flat=True)


def person_and_cases(key: int) -> QuerySet[Participant, int]:
    cases = Enrolment.objects.filter(participant=key).order_by().values_list("participant_id", flat=True)
    return person(key).order_by().union(cases)


def uses(table: str) -> list[int]:
    """How often each kept plan about `table` has been used."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE %s ORDER BY name",
            [f'%FROM "{table}"%'],
        )
        return [uses for (uses,) in cursor.fetchall()]


@pytest.mark.parametrize("question", [person, person_and_cases])
def test_a_kept_plan_shows_each_user_what_is_theirs(world: World, question: Question) -> None:
    key = Participant.objects.filter(unit=world.own.unit, enrolments__isnull=False).order_by("pk")[0].pk

    def seen(user: User) -> list[int]:
        with entered(user.pk), planned_once():
            return list(question(key))

    own, stranger = world.own.consultant, world.foreign.consultant
    assert [seen(own), seen(stranger), seen(own), seen(stranger)] == [[key], [], [key], []]
    with nobody(), planned_once():
        assert list(question(key)) == []
    assert uses("participants_participant") == [5]


def test_what_is_written_meanwhile_carries_its_context(world: World) -> None:
    enrolment = Enrolment.objects.filter(unit=world.own.unit)[0]
    with pghistory.context(user=7), planned_once():
        read = list(person_and_cases(enrolment.participant_id))
        Participant.objects.filter(pk__in=read).update(last_name="Gnosjö")
    event = Participant.pgh_event_model.objects.latest("pgh_id")
    assert (event.last_name, event.pgh_context["user"]) == ("Gnosjö", 7)


def test_a_number_of_any_size_has_one_plan(world: World) -> None:
    with planned_once():
        for key in (1, 40_000, 2_000_000):
            list(person(key))
    assert uses("participants_participant") == [3]
