"""The test room: the embedded stack, the two roles, and the browser.

Tests run as `app_tests`, which has the rights of `app` and passes by the wall (docs/wall.md), and their requests as
`app` itself; the test database is made by `owner` (tests/settings.py, tests/database).
"""

import gc
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings

from tests import leaks

# Nothing of what is read in now goes away (pytest_collection_finish).
gc.disable()

# A busy machine is slow now and then; that says nothing about the code.
settings.register_profile("amc", deadline=None)
settings.load_profile("amc")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
NO_BROWSER = "Chromium saknas"


# --- What gets out --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def ear() -> Iterator[leaks.Ear]:
    """Whoever listens for personal data in what the suite writes, sends and links to."""
    with leaks.listening() as ear:
        yield ear


@pytest.fixture(autouse=True)
def nothing_personal_gets_out(ear: leaks.Ear) -> Iterator[None]:
    """Fails the test during which personal data got into a log line, a mail, a Celery message or an address."""
    ear.findings.clear()
    yield
    ear.mailed()
    found = list(dict.fromkeys(ear.findings))
    ear.findings.clear()
    assert not found, "Personuppgifter kom ut:\n" + "\n".join(found[:10])


@pytest.fixture(autouse=True)
def what_is_kept_in_writing_is_what_would_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails the test in which a statement that is kept (amc.written) differs from the one written for the occasion:
    what builds it minds the clock, the database or more of the reader than what is said to matter."""
    from amc.written import Question

    def checked(self: Question, *readers: object, **values: object) -> list[object]:
        kept, anew = self.kept(*readers), self.anew(*readers)
        assert (kept.text, kept.parameters) == (anew.text, anew.parameters)
        return kept.rows(values)

    monkeypatch.setattr(Question, "__call__", checked)


# --- The database -------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Make the test database as `owner`."""
    from django.db import connection

    name = connection.settings_dict["TEST"]["NAME"]
    if not name.startswith("test_"):
        pytest.exit(f"Tester körs bara mot en databas vars namn börjar på test_, inte {name!r}.")
    connection.settings_dict["USER"] = "owner"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Reconnect as `app_tests` once the database is made, and as `owner` to take it down."""
    from django.db import connection

    from tests.database.base import remember_migrated_rows

    connection.close()
    remember_migrated_rows(connection.settings_dict)
    connection.settings_dict["USER"] = "app_tests"
    yield
    connection.close()
    connection.settings_dict["USER"] = "owner"


@pytest.fixture
def django_assert_max_num_queries() -> Callable[[int], AbstractContextManager[list[str]]]:
    """A budget counts the page's own statements (tests/queries.py)."""
    from tests.queries import at_most

    return at_most


@pytest.fixture
def owner_connection(db) -> Iterator[psycopg.Connection]:
    """A psycopg connection as `owner` to the test database, rolled back afterwards.

    It sees only what is committed: use it together with `transactional_db` to see a test's own rows.
    """
    from django.db import connection

    from tests.database.base import connect_as_owner

    with connect_as_owner(connection.settings_dict) as owner:
        yield owner
        owner.rollback()


@contextmanager
def _running_as(role: str) -> Iterator[None]:
    from django.db import connection

    connection.close()
    connection.settings_dict["USER"] = role
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = "app_tests"


@pytest.fixture
def as_owner(transactional_db) -> Callable[[], AbstractContextManager[None]]:
    """`with as_owner():` runs Django's own connection as `owner` for a while."""
    return lambda: _running_as("owner")


@pytest.fixture
def as_worker(transactional_db) -> Callable[[], AbstractContextManager[None]]:
    """`with as_worker():` runs Django's own connection as Celery's role for a while."""
    return lambda: _running_as("worker")


@pytest.fixture
def process_env(db) -> dict[str, str]:
    """The environment for a process of its own (`manage.py`, a worker) on this test's database."""
    from django.conf import settings
    from django.db import connection

    from amc.stack.sessions import dsn

    name = connection.settings_dict["NAME"]
    servers = {"SOCKET_DIR": connection.settings_dict["OPTIONS"]["host"]}
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "amc.settings",
        "DATABASE_URL": dsn("app", name, servers),
        "OWNER_DATABASE_URL": dsn("owner", name, servers),
        "WORKER_DATABASE_URL": dsn("worker", name, servers),
        "REDIS_URL": settings.CELERY_BROKER_URL,
    }


@pytest.fixture
def valkey_url() -> str:
    """The address of a real Valkey, for REDIS_URL. Shared by all sessions: choose keys of your own."""
    from django.conf import settings

    return str(settings.CELERY_BROKER_URL)


# --- The browser --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser's program file."""
    assert CHROMIUM is not None
    return Path(CHROMIUM)


def pytest_configure() -> None:
    """Let `force_login` show a second factor and a flush say nothing of migrations; refuse to start where the journeys
    must run and can't."""
    from django.test import Client, TransactionTestCase

    from tests.database.base import flush
    from tests.sign_in import force_login

    Client.force_login = force_login
    TransactionTestCase._fixture_teardown = flush
    if not CHROMIUM and os.environ.get("AMC_REQUIRE_BROWSER") == "1":
        raise pytest.UsageError(f"{NO_BROWSER} och AMC_REQUIRE_BROWSER=1: webbläsarresorna måste köras.")


# What takes long, and how long in seconds of a processor, roughly. The tests of a file share a world that costs as much
# as some of them: they stay together, but for the files whose tests are few and long.
HEAVY = {
    "tests/access/test_hostile.py": 200,
    "tests/access/test_canary.py": 350,
    "tests/access/test_wall_alone.py": 250,
    "tests/access/test_matrix.py": 250,
    "tests/access/test_protected.py": 150,
    "tests/access/test_fuzz.py": 150,
    "tests/access/": 60,
    "tests/faults/": 60,
    "tests/stack/": 60,
    "tests/audit/test_reading.py": 60,
    "tests/demo/": 60,
    "tests/wall/": 30,
    "tests/extract/": 30,
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without Chromium, skip the journeys; let every worker begin with its share of what takes long.

    A worker gets as many tests as the others, in the order they have here, and whoever is done takes from the end of
    another's: there lie short ones, to the last.
    """
    for item in items:
        if not CHROMIUM and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    items[:] = shared_out(items, workers)


def shared_out(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """The tests in as many parts of equal length as there are workers, one after the other: in each part some of the
    heavy files, of equal weight together, the longest first; then journeys; then the rest, which keeps its order."""
    heavy: dict[str, list[pytest.Item]] = {}
    journeys, short = [], []
    for item in items:
        if part := next((part for part in HEAVY if item.nodeid.startswith(part)), ""):
            heavy.setdefault(part, []).append(item)
        elif item.get_closest_marker("browser"):
            journeys.append(item)
        else:
            short.append(item)
    parts: list[list[pytest.Item]] = [[] for _ in range(workers)]
    loads = [0] * workers
    for part in sorted(heavy, key=lambda part: -HEAVY[part]):
        lightest = loads.index(min(loads))
        parts[lightest] += heavy[part]
        loads[lightest] += HEAVY[part]
    for place, mine in enumerate(parts):
        mine += journeys[place::workers]
    left, rest = len(items), iter(short)
    for place, mine in enumerate(parts):
        # As xdist cuts them.
        room = left // (workers - place)
        mine += itertools.islice(rest, max(0, room - len(mine)))
        left -= room
    return [*itertools.chain.from_iterable(parts), *rest]


def pytest_collection_finish() -> None:
    """The code and the tests are there until the end: the collector of garbage need not go through them."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_terminal_summary(terminalreporter) -> None:
    """Say what was counted, and where nobody can miss it that the journeys were not run."""
    counts: dict[str, int] = {}
    for report in [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]:
        for name, value in getattr(report, "user_properties", []):
            if name.startswith("antal: "):
                counts[name.removeprefix("antal: ")] = counts.get(name.removeprefix("antal: "), 0) + int(value)
    if counts:
        terminalreporter.write_sep("-", "räknat")
        for name in sorted(counts):
            terminalreporter.write_line(f"{counts[name]:>9,}".replace(",", "\N{NO-BREAK SPACE}") + f" {name}")
    skipped = sum(NO_BROWSER in str(report.longrepr) for report in terminalreporter.stats.get("skipped", []))
    if skipped:
        terminalreporter.write_sep("!", "WEBBLÄSARRESORNA KÖRDES INTE", red=True, bold=True)
        terminalreporter.write_line(f"{NO_BROWSER}: {skipped} resor hoppades över. `apt install chromium` ger dem.")
