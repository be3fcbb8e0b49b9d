"""Settings of the tests: the product's own, on the embedded stack, in a hostile room."""

import os

from amc.stack.sessions import IDLE_SECONDS, dsn, join
from tests.template_guard import UnknownVariable

TEST_DATABASE = os.environ.get("AMC_TEST_DB", "test_amc")
if not TEST_DATABASE.startswith("test_"):
    raise SystemExit(f"Tester körs bara mot en databas vars namn börjar på test_, inte {TEST_DATABASE!r}.")

_stack = join(idle=float(os.environ.get("AMC_TEST_IDLE", IDLE_SECONDS)))

# Never the caller's own database, whatever the shell says.
os.environ.update(
    AMC_MODE="test",
    AMC_DB_ROLE="app",
    DATABASE_URL=dsn("app", TEST_DATABASE, _stack),
    OWNER_DATABASE_URL=dsn("owner", TEST_DATABASE, _stack),
    REDIS_URL=_stack["REDIS_URL"],
    # lxml is here for a tool of the tests alone; spreadsheets are written as they are where it is not installed.
    OPENPYXL_LXML="False",
)

from amc.settings import *  # noqa: E402, F403
from amc.settings import DATABASES, TEMPLATES  # noqa: E402

DATABASES["default"] |= {"ENGINE": "tests.database", "TEST": {"NAME": TEST_DATABASE}}
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UnknownVariable()
# Nothing is collected here; WhiteNoise serves the sources through the finders.
STATIC_ROOT = None
# Found when asked for: reading all of them for every test's client took a quarter of the suite's time.
WHITENOISE_AUTOREFRESH = True
