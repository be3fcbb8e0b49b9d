"""The demo municipality, loaded once for all tests that read it, in a database of its own."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection

from tests.database.base import connect_as_owner

# A Tuesday in the dark of the year.
TODAY = dt.date(2025, 11, 18)


@pytest.fixture(scope="module")
def municipality(django_db_setup: None, django_db_blocker) -> Iterator[dt.date]:
    """The demo as of `TODAY`, read as the other tests read. Whoever writes in it rolls back."""
    settings = connection.settings_dict
    name = settings["NAME"]
    copy = f"{name}_demo"
    with django_db_blocker.unblock():
        connection.close()
        _run(settings, f'DROP DATABASE IF EXISTS "{copy}"', f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
        settings["NAME"] = copy
        try:
            settings["USER"] = "owner"
            call_command("load_demo", today=TODAY)
            connection.close()
            settings["USER"] = "app_tests"
            yield TODAY
        finally:
            connection.close()
            settings["NAME"], settings["USER"] = name, "app_tests"
            _run(settings, f'DROP DATABASE "{copy}"')


def _run(settings: dict, *statements: str) -> None:
    with connect_as_owner(settings | {"NAME": "postgres"}) as owner:
        owner.autocommit = True
        for statement in statements:
            owner.execute(statement)
