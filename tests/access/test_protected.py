"""A protected person exists for the named staff alone (domain.md section 5)."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from amc.staff.models import User
from participants.models import Enrolment, Participant, ProtectedAccess
from participants.querysets import ScopedQuerySet
from tests.access.world import TODAY, World, build
from tests.factories import KartlaggningEntryFactory, at, days

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(at(TODAY))]


def actor(world: World, word: str) -> User:
    """Whom the table of addresses calls `word`."""
    user = world.actors[word]
    assert user is not None
    return user


def name(person: Participant, user: User, *, last: dt.date | None = None, **values: Any) -> ProtectedAccess:
    """Let `user` see `person` from 2026 on."""
    return ProtectedAccess.objects.create(
        participant=person, user=user, period=days(dt.date(2026, 1, 1), last), named_by=user, **values
    )


def scoped_models() -> list[Any]:
    """Every table that hangs on a person."""
    found: list[type[models.Model]] = list(apps.get_models())
    return [one for one in found if isinstance(getattr(one, "objects", None) and one.objects.all(), ScopedQuerySet)]


def test_the_filter_stands_in_every_table_that_hangs_on_a_person() -> None:
    world = build()
    eva, bo = (actor(world, word) for word in ("enhetschef", "kollega"))
    KartlaggningEntryFactory(enrolment=Enrolment.objects.filter(unit=eva.unit_id).earliest("pk"))
    seen = {table: set(table.objects.visible_to(eva).values_list("pk", flat=True)) for table in scoped_models()}
    assert {table.__name__ for table, rows in seen.items() if not rows} <= {
        "SupervisionMonth",
        "SupervisorPayment",
        "ProtectedIdentity",
        "ProtectedAccess",
        "Withheld",
    }
    Participant.objects.update(is_protected=True)
    about_nobody = {"Referral", "ImportFile"}
    for user in filter(None, world.actors.values()):
        for table in seen:
            if table.__name__ not in about_nobody:
                assert not table.objects.visible_to(user).exists(), (table, user)
    for person in Participant.objects.filter(unit=eva.unit_id):
        name(person, eva)
    again = {table: set(table.objects.visible_to(eva).values_list("pk", flat=True)) for table in seen}
    assert {table: rows for table, rows in again.items() if table is not ProtectedAccess} == {
        table: rows for table, rows in seen.items() if table is not ProtectedAccess
    }
    assert not Participant.objects.visible_to(bo).exists()
