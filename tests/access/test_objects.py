"""The matrix about what has ended and what is protected, and the whole of it with PostgreSQL's policies alone.

role × route × method × object: `tests.access.matrix` says who reaches what of their own; here every route about a
person is asked about someone whose case, assignments and placements have ended, and about someone protected.
"""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import transaction

from tests.access.matrix import MATRIX
from tests.access.rows import EVERYBODY, READS, WORKS
from tests.access.side import TODAY
from tests.access.sides import PERSONAL, Sides, add_sides, settle
from tests.access.visiting import Visitor, address, same, unknown
from tests.access.world import World
from tests.factories import at

Count = Callable[[str, object], None]
ACTORS = sorted(EVERYBODY - {"utloggad"})


@pytest.fixture(scope="module")
def sides(standing: World, django_db_blocker: Any) -> Sides:
    """The world with a side where all has ended and one that is protected."""
    with django_db_blocker.unblock(), time_machine.travel(at(TODAY), tick=False):
        with transaction.atomic():
            made = add_sides(standing)
        settle(made)
    return made


def may_reach(actor: str, row: Any, word: str, sides: Sides) -> bool:
    """Whether there is anything for `actor` at all; what it answers is then the page's own business."""
    if actor not in row.who:
        return False
    if word == "protected":
        return actor == sides.named
    return actor in WORKS or (actor in {"ekonom", "hr"} and actor not in READS)


def named(actor: str, word: str, sides: Sides) -> bool:
    """Whether the object is protected and `actor` the one who may see it."""
    return word == "protected" and actor == sides.named


@pytest.mark.parametrize("actor", ACTORS)
def test_ended_and_protected(sides: Sides, world: World, actor: str, record_property: Count) -> None:
    visitor, wrong, count = Visitor(world.actors[actor]), {}, 0
    for name, row in MATRIX.items():
        if row.about not in PERSONAL or row.public:
            continue
        for method in sorted({row.method, "post"}):
            nothing = visitor.ask(method, address(name, unknown(sides.ended.objects[row.about])))
            for word in ("ended", "protected"):
                answer = visitor.ask(method, address(name, sides.all()[word].objects[row.about]))
                count += 1
                if not may_reach(actor, row, word, sides) and not same(answer, nothing):
                    wrong[name, method, word] = f"{answer.status_code}, nothing: {nothing.status_code}"
                elif answer.status_code >= 500:
                    wrong[name, method, word] = str(answer.status_code)
                elif (
                    named(actor, word, sides)
                    and may_reach(actor, row, word, sides)
                    and method == row.method
                    and answer.status_code not in {row.status, row.colleague, 302, 403}
                ):
                    wrong[name, method, word] = f"{answer.status_code}, for the one who is named"
    record_property("antal: fall i matrisen", count)
    record_property("antal: fel i matrisen", len(wrong))
    assert not wrong
