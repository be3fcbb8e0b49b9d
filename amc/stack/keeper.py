"""The process that owns the PostgreSQL and Valkey that test sessions share.

Each session holds a shared lock (`sessions.join`); when nobody has held it for a while the keeper stops
the servers and itself. Locks are the kernel's, so a killed session counts as gone, and a killed keeper
takes its servers with it: nothing is left behind.
"""

import os
import signal
import time
from typing import IO

from .postgres import UNSAFE_SETTINGS, Cluster
from .room import Room, try_lock
from .valkey import Valkey


def keep(room: Room, idle: float) -> None:
    """Be the keeper of `room` until nobody has used it for `idle` seconds or its env file is removed."""
    room.make()
    lock = try_lock(room.lock_file("keeper"))
    if lock is None:
        return
    cluster = Cluster(room, settings=UNSAFE_SETTINGS, for_tests=True)
    valkey = Valkey(room)
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, lambda *_: room.env_file.unlink(missing_ok=True))
    closed: IO[str] | None = None
    try:
        cluster.start()
        valkey.start()
        room.write_env({"SOCKET_DIR": str(cluster.socket_dir), "REDIS_URL": valkey.url, "KEEPER": str(os.getpid())})
        closed = _watch(room, idle, cluster, valkey)
    finally:
        room.env_file.unlink(missing_ok=True)
        valkey.stop()
        cluster.stop()
        if closed is not None:
            closed.close()


def _watch(room: Room, idle: float, cluster: Cluster, valkey: Valkey) -> IO[str] | None:
    """Return when it is time to stop; a server that a test killed is started again.

    The answered lock, if any, makes a session that starts now wait until it is closed.
    """
    last_used = time.monotonic()
    while room.env_file.exists():
        for server in (cluster, valkey):
            if server.process is not None and server.process.poll() is not None:
                server.start()
        alone = try_lock(room.lock_file("sessions"))
        if alone is None:
            last_used = time.monotonic()
        elif time.monotonic() - last_used > idle:
            return alone
        else:
            alone.close()
        time.sleep(0.5)
    return None
