"""The second wall alone: with `visible_to` answering everything, PostgreSQL still shows nobody what is a stranger's.

What one sees of the own unit's is then the policies' business alone, and field by field is not; so it is persons that
are looked for here: every canary that hangs on a person of another unit, or on one with protected identity.
"""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from tests.access.canaries import TOKEN, Aviary
from tests.access.crawling import crawl
from tests.access.filling import tables
from tests.access.side import TODAY
from tests.access.sides import add_sides, settle
from tests.access.test_canary import all_addresses
from tests.access.visiting import Visitor
from tests.access.world import World
from tests.factories import at

Count = Callable[[str, object], None]
ACTORS = ("konsulent", "enhetschef", "specialist", "ekonom", "hr", "handledare", "systemförvaltare", "utan roll")


@pytest.fixture(scope="module")
def aviary(standing: World, django_db_blocker: Any) -> Aviary:
    """The world with two more sides, and a canary wherever somebody can have written."""
    with django_db_blocker.unblock(), time_machine.travel(at(TODAY), tick=False):
        with transaction.atomic():
            sides = add_sides(standing)
        settle(sides)
        aviary = Aviary(sides)
        aviary.release()
    return aviary


@pytest.fixture
def out_of_order(monkeypatch: pytest.MonkeyPatch) -> int:
    """`visible_to` of every queryset answers all rows; how many were put out of order."""
    patched = set()
    for model in tables():
        for kind in type(model._default_manager.all()).__mro__:
            if "visible_to" in vars(kind) and kind not in patched:
                patched.add(kind)
                monkeypatch.setattr(kind, "visible_to", lambda self, user: self.all())
    return len(patched)


def strangers(aviary: Aviary, actor: str) -> set[str]:
    """The tokens that PostgreSQL must keep from `actor`."""
    return {
        token
        for token, canary in aviary.by_token.items()
        if canary.side == "foreign" or (canary.side == "protected" and actor != aviary.sides.named)
    }


@pytest.mark.parametrize("actor", ACTORS)
def test_postgresql_alone_shows_no_stranger(
    aviary: Aviary, world: World, out_of_order: int, actor: str, record_property: Count
) -> None:
    assert out_of_order > 10
    forbidden, met, astray, count = strangers(aviary, actor), set(), {}, 0
    for page in crawl(Visitor(world.actors[actor]), all_addresses(aviary.sides, actor)):
        count += 1
        seen = set(TOKEN.findall(page.text))
        met |= seen
        if found := seen & forbidden:
            astray[page.url] = sorted({aviary.by_token[token].where for token in found})
    record_property("antal: fall i matrisen med visible_to ur funktion", count)
    record_property("antal: främmande rader med visible_to ur funktion", sum(len(one) for one in astray.values()))
    assert not astray
    assert met or actor in {"systemförvaltare", "utan roll"}


@pytest.mark.django_db
def test_every_table_that_hangs_on_a_person_has_its_policy() -> None:
    """PostgreSQL's own word for it; the policies themselves are tested in tests/wall."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace")
        guarded = {name for (name,) in cursor.fetchall()}
    for table in ("participants_participant", "participants_journalentry", "participants_kartlaggningentry"):
        assert table in guarded
