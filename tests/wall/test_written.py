"""A question in writing (amc.written) answers what the queryset would: for each reader, day and value."""

import datetime as dt
import gc
import uuid
import weakref
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.db.models import BigIntegerField, QuerySet, UUIDField
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from amc.calendar import today
from amc.staff.models import Role, User
from amc.wall.session import entered
from amc.written import Slot, written_once
from participants.models import Enrolment, Participant
from tests.access.side import TODAY
from tests.access.world import World, build
from tests.factories import at

pytestmark = pytest.mark.django_db
built: list[str] = []


@pytest.fixture
def world() -> Iterator[World]:
    built.clear()
    with time_machine.travel(at(TODAY), tick=False):
        yield build()


@written_once(person=BigIntegerField())
def _cases(user: object, person: Slot) -> "QuerySet[Enrolment]":
    built.append(str(user))
    return Enrolment.objects.visible_to(user).filter(participant=person).select_related("participant").order_by("pk")  # type: ignore[arg-type]


@written_once(keys=BigIntegerField())
def _nobody(keys: Slot) -> "QuerySet[Participant]":
    return Participant.objects.none().filter(pk=keys)


@written_once(key=UUIDField())
def _open_today(key: Slot) -> "QuerySet[Enrolment, int]":
    return Enrolment.objects.filter(uuid=key).open_on(today()).values_list("pk", flat=True)


@written_once(key=UUIDField())
def _until_now(key: Slot) -> "QuerySet[Enrolment]":
    return Enrolment.objects.filter(uuid=key, meetings__starts_at__gte=timezone.now())


def test_each_reader_is_answered_as_by_the_queryset(world: World) -> None:
    people = list(Participant.objects.filter(enrolments__isnull=False).distinct().order_by("pk"))
    readers = [actor for actor in world.actors.values() if isinstance(actor, User)]
    for person in people:
        for reader in readers:
            with entered(reader.pk):
                rows = Enrolment.objects.visible_to(reader).filter(participant=person).order_by("pk")
                assert _cases(reader, person=person.pk) == list(rows)


def test_another_role_or_unit_is_another_reader(world: World) -> None:
    case = Enrolment.objects.filter(unit=world.own.unit).order_by("pk")[0]
    reader = world.own.consultant
    with entered(reader.pk):
        assert case in _cases(reader, person=case.participant_id)
        reader.roles = [Role.HANDLEDARE]
        assert _cases(reader, person=case.participant_id) == []
        reader.roles = [Role.KONSULENT]
        reader.unit = world.foreign.unit
        assert _cases(reader, person=case.participant_id) == []


def test_rows_carry_what_was_read_with_them_and_are_nobody_elses(world: World) -> None:
    case = Enrolment.objects.filter(unit=world.own.unit).order_by("pk")[0]
    reader = world.own.consultant
    with entered(reader.pk):
        first, second = (_cases(reader, person=case.participant_id)[0] for _ in range(2))
        assert first is not second
        with CaptureQueriesContext(connection) as asked:
            assert first.participant.pk == case.participant_id
        assert not asked.captured_queries
        # A queryset that goes on from elsewhere is written anew.
        assert Enrolment.objects.filter(pk=case.pk).exists()


def test_it_is_written_once_for_a_reader_and_a_day(world: World) -> None:
    reader, other = world.own.consultant, world.foreign.consultant
    kept = [_cases.kept(one) for one in (reader, User.objects.get(pk=reader.pk), other, reader)]
    assert [kept.index(one) for one in kept] == [0, 0, 2, 0]
    assert built == [str(reader), str(other)]
    with time_machine.travel(at(TODAY + dt.timedelta(days=1)), tick=False):
        assert _cases.kept(reader) is not kept[0]


def test_a_question_that_minds_the_clock_is_found_out(world: World) -> None:
    with time_machine.travel(at(TODAY), tick=False) as clock:
        _until_now(key=uuid.uuid4())
        clock.shift(60)
        with pytest.raises(AssertionError):
            _until_now(key=uuid.uuid4())


def test_the_day_is_part_of_the_question(world: World) -> None:
    case = Enrolment.objects.filter(unit=world.own.unit, closed_on__isnull=True).order_by("pk")[0]
    assert _open_today(key=case.uuid) == [case.pk]
    with time_machine.travel(at(case.opened_on - dt.timedelta(days=1)), tick=False):
        assert _open_today(key=case.uuid) == []
    assert _open_today(key=str(case.uuid)) == [case.pk]


def test_what_can_find_nothing_asks_nothing(world: World) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert _nobody(keys=1) == []
    assert not asked.captured_queries


def test_a_value_that_is_missing_is_told(world: World) -> None:
    with pytest.raises(KeyError):
        _open_today()


def test_what_is_kept_holds_on_to_no_request(world: World) -> None:
    class Request:
        """Whose session and body are nobody's when it has been answered."""

    def asked_by(request: Request) -> weakref.ref[Request]:
        lazy = SimpleLazyObject(lambda: request and world.own.specialist)
        with entered(world.own.specialist.pk):
            _cases.kept(lazy)
        return weakref.ref(request)

    held = asked_by(Request())
    gc.collect()
    assert held() is None
