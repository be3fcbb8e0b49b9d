"""A test database as a copy of one that was migrated once.

Migrating takes many seconds, copying a fraction of one. The first session after a change to a migration
migrates and keeps the result as `test_template_…`; every other one copies it.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db.backends.postgresql.creation import DatabaseCreation as PostgresCreation

from amc.stack.postgres import SUPERUSER, ensure_roles
from amc.stack.room import BASE_DIR, TEST, hold_lock
from amc.stack.sessions import dsn

PACKAGES = ("amc", "participants", "handlingsplan", "placements")
TEMPLATES_KEPT = 3  # the branches that one goes back and forth between


# The wall's day is the test's, where the test has a day of its own.
CLOCK = """
CREATE OR REPLACE FUNCTION wall.today() RETURNS date LANGUAGE sql STABLE AS $$
SELECT coalesce(nullif(current_setting('amc.clock', true), '')::date, public.amc_local_date(now()))
$$
"""


class DatabaseCreation(PostgresCreation):
    """Creates test databases from a template of the migrations' present state."""

    def create_test_db(self, verbosity: int = 1, autoclobber: bool = False, serialize=None, keepdb=False) -> str:
        """Create the test database and answer its name; `keepdb` keeps one of the same migrations."""
        if settings.MIGRATION_MODULES:  # --no-migrations
            return super().create_test_db(verbosity, autoclobber, keepdb=keepdb)
        template = f"test_template_{fingerprint()}"
        with hold_lock(TEST.lock_file("template")):
            # The servers may have been started before a role was thought of.
            ensure_roles(dsn(SUPERUSER, "postgres", TEST.read_env()), for_tests=True)
            if not self._is_there(template):
                name = super().create_test_db(verbosity, autoclobber)
                with self.connection.cursor() as cursor:
                    cursor.execute(CLOCK)
                self._keep_as(template)
                return name
        return self._copy(template, keepdb=keepdb)

    def _keep_as(self, template: str) -> None:
        """Keep the database just migrated as `template`, whole or not at all; drop the oldest templates."""
        self.connection.close()
        name, making = self.connection.settings_dict["NAME"], f"{template}_making"
        with self._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {making}")
            cursor.execute(f"CREATE DATABASE {making} TEMPLATE {self._quote_name(name)}")
            cursor.execute(f"ALTER DATABASE {making} RENAME TO {template}")
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test_template_%' ORDER BY oid DESC")
            for (old,) in cursor.fetchall()[TEMPLATES_KEPT:]:
                cursor.execute(f"DROP DATABASE IF EXISTS {old}")
            self._mark(cursor, name, template)

    def _copy(self, template: str, *, keepdb: bool) -> str:
        name = self._get_test_db_name()
        with self._nodb_cursor() as cursor:
            cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
            if not (keepdb and cursor.fetchone() == (template,)):
                cursor.execute(f"DROP DATABASE IF EXISTS {self._quote_name(name)}")
                cursor.execute(f"CREATE DATABASE {self._quote_name(name)} TEMPLATE {template}")
                self._mark(cursor, name, template)
        self.connection.close()
        settings.DATABASES[self.connection.alias]["NAME"] = name
        self.connection.settings_dict["NAME"] = name
        self.connection.ensure_connection()
        return name

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        """Drop it, whoever is still there: a page that a browser has left may ask to the very last."""
        with self._nodb_cursor() as cursor:
            # PostgreSQL writes down all it holds first, which takes a busy disk longer than a page may wait.
            cursor.execute("SET statement_timeout = 0")
            cursor.execute(f"DROP DATABASE {self._quote_name(test_database_name)} WITH (FORCE)")

    def _mark(self, cursor, name: str, template: str) -> None:
        cursor.execute(f"COMMENT ON DATABASE {self._quote_name(name)} IS '{template}'")

    def _is_there(self, name: str) -> bool:
        with self._nodb_cursor() as cursor:
            return self._database_exists(cursor, name)


def fingerprint() -> str:
    """A hash of all that decides what the migrations make: they themselves, their SQL, what they import."""
    digest = hashlib.sha256(repr(settings.INSTALLED_APPS).encode())
    for path in sorted(sources()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def sources() -> set[Path]:
    """The files that `fingerprint` reads."""
    roots = [BASE_DIR / package for package in PACKAGES]
    migrations = {path for root in roots for path in root.rglob("migrations/*.py")}
    scripts = {path for root in roots for path in root.rglob("*.sql")}
    walls = {path for root in roots for path in root.rglob("wall.py")} | set((BASE_DIR / "amc" / "wall").glob("*.py"))
    walls |= {BASE_DIR / "amc" / "staff" / "access.py", BASE_DIR / "tests" / "database" / "creation.py"}
    return migrations | scripts | walls | set(imported(migrations)) | {BASE_DIR / "requirements" / "base.txt"}


def imported(files: Iterable[Path]) -> Iterator[Path]:
    """Modules of ours that `files` import, except models (which reach a migration only as defaults)."""
    for file in files:
        for node in ast.walk(ast.parse(file.read_bytes())):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            for name in names:
                path = (BASE_DIR / name.replace(".", "/")).with_suffix(".py")
                if name.startswith(PACKAGES) and "models" not in name.split(".") and path.exists():
                    yield path
