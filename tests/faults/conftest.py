"""The stand of servers that may be killed, one for all tests of a session."""

from collections.abc import Iterator

import pytest
from django.db import connection

from tests.faults.stand import Stand


@pytest.fixture(scope="session")
def stand(django_db_setup: None, django_db_blocker) -> Iterator[Stand]:
    """The servers, with a copy of the empty test database."""
    servers = Stand()
    try:
        with django_db_blocker.unblock():
            servers.start(connection.settings_dict)
        yield servers
    finally:
        servers.stop()


@pytest.fixture
def here(stand: Stand, django_db_blocker) -> Iterator[Stand]:
    """The same, with Django's own connection on it. What a test writes there stays: make people of its own."""
    with django_db_blocker.unblock(), stand.here():
        yield stand
        stand.kill_ours()
