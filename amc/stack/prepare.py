"""Make the demo's database ready, as `owner`: `python -m amc.stack.prepare LOGINS STAMP`.

One process for everything that needs Django, because starting Django costs more than any of it.
`LOGINS` is the file to write the demo's log-ins to, `STAMP` the one that remembers which static files
were collected.
"""

import hashlib
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor


def migrate() -> None:
    """Bring the database to the code's migrations and its wall; costs two queries when it is there already."""
    # It reads the models, which are there once Django is set up.
    from amc.wall.build import is_built

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()) or not is_built():
        print("Migrerar databasen …", flush=True)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)


def load_once() -> None:
    """Load the demo municipality into an empty database, whole or not at all."""
    if get_user_model().objects.exists():
        return
    print("Läser in demokommunen …", flush=True)
    with transaction.atomic():
        call_command("load_demo")


def collect_static(stamp: Path) -> None:
    """Collect the static files unless none has changed since `stamp` was written."""
    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = Path(storage.path(path)).stat()
            seen.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.exists() and stamp.exists() and stamp.read_text() == seen.hexdigest():
        return
    print("Samlar statiska filer …", flush=True)
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(seen.hexdigest())


def main(logins: Path, stamp: Path) -> None:
    """Do all of it."""
    django.setup()
    collect_static(stamp)
    migrate()
    load_once()
    with logins.open("w") as file:
        call_command("demo_logins", stdout=file)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
