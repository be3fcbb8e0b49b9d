"""The world that a module's tests share: built once, committed, and taken down after the module."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from tests.access.side import TODAY
from tests.access.world import World, build
from tests.database.base import flush
from tests.factories import at


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world of `tests.access.world`, made once for the module. What a test writes is its own to undo."""
    with django_db_blocker.unblock(), time_machine.travel(at(TODAY), tick=False):
        try:
            with transaction.atomic():
                made = build()
            yield made
        finally:
            connection.close()
            flush()


@pytest.fixture
def world(standing: World, db: None, caplog: pytest.LogCaptureFixture) -> Iterator[World]:
    """The module's world, on its day, in a transaction that is undone."""
    # Thousands of refusals would hide the few lines that a failure is about.
    caplog.set_level(logging.ERROR, "django.request")
    with time_machine.travel(at(TODAY), tick=False):
        yield standing
