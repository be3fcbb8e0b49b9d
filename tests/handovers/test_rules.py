"""What stands in the way of a handover, and how its cases are shared."""

import datetime as dt
from collections.abc import Callable

import pytest

from participants.models import Handover
from participants.rules.handovers import Since, distributed, step_obstacles, why_kept
from tests.participants.case_room import NOW, TODAY, clock, people  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = dt.timedelta(days=1)
Step = Callable[..., Handover]


@pytest.mark.parametrize(
    ("cases", "among", "shares"),
    [
        (4, {"a": 0, "b": 0}, {"a": 2, "b": 2}),
        (3, {"a": 0, "b": 0}, {"a": 2, "b": 1}),
        (3, {"a": 10, "b": 0}, {"b": 3}),
        (5, {"a": 2, "b": 0, "c": 0}, {"b": 2, "c": 2, "a": 1}),
        (0, {"a": 1}, {}),
    ],
)
def test_shares_are_as_even_as_can_be(cases: int, among: dict, shares: dict) -> None:
    found = distributed(list(range(cases)), among)
    assert len(found) == cases
    assert {person: list(found.values()).count(person) for person in set(found.values())} == shares


def test_a_step_that_can_be_taken_has_nothing_in_its_way() -> None:
    asked = {"chosen": 1, "gone": [], "first": TODAY, "today": TODAY, "reason": "x", "to_self": False}
    assert not step_obstacles(**asked, last=None)
    assert not step_obstacles(**asked, last=TODAY)
    untouched = {"is_closed": False, "consultant_changed": False, "staff_changed": False, "case_changed": False}
    assert why_kept(Since(**untouched)) == ""
