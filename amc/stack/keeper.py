"""The PostgreSQL and Valkey that test sessions share.

A keeper process owns the servers. Each session holds a shared lock; when nobody has held it for a
while the keeper stops the servers and itself. Locks are the kernel's, so a killed session counts as
gone, and a killed keeper takes its servers with it: nothing is left behind.
"""

import os
import signal
import subprocess
import sys
import time
from typing import IO

from . import StackError, guard
from .postgres import UNSAFE_SETTINGS, Cluster
from .room import BASE_DIR, TEST, Room, take_lock
from .valkey import Valkey

IDLE_SECONDS = 600
_held: list[IO[str]] = []  # this session's place, held until the process ends


def join(room: Room = TEST, *, idle: float = IDLE_SECONDS) -> dict[str, str]:
    """Start the shared servers unless they are up, keep them up while this process lives, and answer
    the keeper's environment: SOCKET_DIR and REDIS_URL.

    `idle`: seconds that a newly started keeper waits for the next session. Raises StackError.
    """
    room.make()
    session = take_lock(room.lock_file("sessions"), shared=True, wait=True)
    assert session is not None
    _held.append(session)
    with take_lock(room.lock_file("start"), wait=True):  # type: ignore[union-attr]
        probe = take_lock(room.lock_file("keeper"))
        keeper = None
        if probe is not None:
            probe.close()
            room.env_file.unlink(missing_ok=True)
            keeper = _spawn(room, idle)
        return _wait_for_env(room, keeper)


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


def _wait_for_env(room: Room, keeper: subprocess.Popen[bytes] | None, *, patience: float = 90) -> dict[str, str]:
    deadline = time.monotonic() + patience
    while not (values := room.read_env()):
        if time.monotonic() > deadline or (keeper is not None and keeper.poll() is not None):
            log = room.log_dir / "keeper.log"
            raise StackError(f"Testernas PostgreSQL startade inte. {log} slutar så här:\n{guard.tail(log)}")
        time.sleep(0.03)
    if keeper is not None:
        keeper.returncode = 0  # it outlives us on purpose; no warning about a child that still runs
    return values


def keep(room: Room, idle: float) -> None:
    """Be the keeper of `room` until nobody has used it for `idle` seconds or its env file is removed."""
    room.make()
    lock = take_lock(room.lock_file("keeper"))
    if lock is None:
        return
    cluster = Cluster(room, settings=UNSAFE_SETTINGS, for_tests=True)
    valkey = Valkey(room)
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: room.env_file.unlink(missing_ok=True))
    try:
        cluster.start()
        valkey.start()
        room.write_env({"SOCKET_DIR": str(cluster.socket_dir), "REDIS_URL": valkey.url, "KEEPER": str(os.getpid())})
        _watch(room, idle, cluster, valkey)
    finally:
        room.env_file.unlink(missing_ok=True)
        valkey.stop()
        cluster.stop()


def _watch(room: Room, idle: float, cluster: Cluster, valkey: Valkey) -> None:
    """Return when it is time to stop; a server that a test killed is started again."""
    last_used = time.monotonic()
    while room.env_file.exists():
        for server in (cluster, valkey):
            if server.process is not None and server.process.poll() is not None:
                server.start()
        alone = take_lock(room.lock_file("sessions"))
        if alone is None:
            last_used = time.monotonic()
        elif time.monotonic() - last_used > idle:
            _held.append(alone)  # a session that starts now waits until we are gone
            return
        else:
            alone.close()
        time.sleep(0.5)


def stop(room: Room = TEST) -> None:
    """Stop the keeper and its servers, whoever uses them, and wait until they are gone."""
    room.env_file.unlink(missing_ok=True)
    if room.run_dir.exists():
        with take_lock(room.lock_file("keeper"), wait=True):  # type: ignore[union-attr]
            pass
