"""A test session's place at the servers that all test sessions share (see `keeper`).

Imported by every test run, so it imports no database driver itself.
"""

import os
import subprocess
import sys
import time
from typing import IO
from urllib.parse import quote

from . import StackError, guard
from .room import BASE_DIR, TEST, Room, hold_lock, try_lock

IDLE_SECONDS = 600
_held: list[IO[str]] = []  # this session's place, held until the process ends


def join(room: Room = TEST, *, idle: float = IDLE_SECONDS) -> dict[str, str]:
    """Start the shared servers unless they are up, keep them up while this process lives, and answer
    the keeper's environment: SOCKET_DIR and REDIS_URL.

    `idle`: seconds that a newly started keeper waits for the next session. Raises StackError.
    """
    room.make()
    _held.append(hold_lock(room.lock_file("sessions"), shared=True))
    with hold_lock(room.lock_file("start")):
        return _reach_keeper(room, idle)


def _reach_keeper(room: Room, idle: float, *, patience: float = 90) -> dict[str, str]:
    """What the keeper published, starting one where there is none (or where the last one is just ending)."""
    deadline = time.monotonic() + patience
    keeper: subprocess.Popen[bytes] | None = None
    while True:
        free = try_lock(room.lock_file("keeper"))
        if free is None and (values := room.read_env()):
            if keeper is not None:
                keeper.returncode = 0  # it outlives us on purpose; no warning about a child that still runs
            return values
        if free is not None:
            free.close()
            if keeper is None:
                room.env_file.unlink(missing_ok=True)
                keeper = _spawn(room, idle)
        if time.monotonic() > deadline or (keeper is not None and keeper.poll() is not None):
            log = room.log_dir / "keeper.log"
            raise StackError(f"Testernas PostgreSQL startade inte. {log} slutar så här:\n{guard.tail(log)}")
        time.sleep(0.05)


def _spawn(room: Room, idle: float) -> subprocess.Popen[bytes]:
    with (room.log_dir / "keeper.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "amc.stack", "keep", str(room.path), str(room.run_dir), str(idle)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=BASE_DIR,
            start_new_session=True,
        )


def dsn(role: str, database: str, values: dict[str, str]) -> str:
    """The DSN of `role` in `database` on the servers that `join` answered `values` for."""
    return f"postgres://{role}@/{database}?host={quote(values['SOCKET_DIR'], safe='')}"


def run(command: list[str]) -> int:
    """Run `command` with the shared servers up and DATABASE_URL at an empty database; answer its exit code.

    For checks that ask PostgreSQL which version it is.
    """
    values = join()
    urls = {"DATABASE_URL": dsn("app", "postgres", values), "OWNER_DATABASE_URL": dsn("owner", "postgres", values)}
    return subprocess.run(command, env=os.environ | urls | {"REDIS_URL": values["REDIS_URL"]}, check=False).returncode


def stop(room: Room = TEST) -> None:
    """Stop the keeper and its servers, whoever uses them, and wait until they are gone."""
    room.env_file.unlink(missing_ok=True)
    if room.run_dir.exists():
        hold_lock(room.lock_file("keeper")).close()
