"""The day of these tests, and the people of the unit."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories import People, at, make_people
from tests.kaa.room import TODAY


@pytest.fixture
def people(db: None) -> Iterator[People]:
    with time_machine.travel(at(TODAY, 14), tick=False):
        yield make_people()
