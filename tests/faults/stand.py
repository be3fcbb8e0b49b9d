"""A PostgreSQL, a Valkey, a web server and workers that a test may kill, on a database of their own."""

import html
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client

from amc.celery import app as celery
from amc.stack import guard
from amc.stack.postgres import SUPERUSER, UNSAFE_SETTINGS, Cluster, server_environment
from amc.stack.room import BASE_DIR, Room
from amc.stack.valkey import Valkey, free_port
from amc.staff.models import User

DATABASE = "test_stand"
# A killed server must have what it has answered for; losing power is another matter.
SAFE_ENOUGH = UNSAFE_SETTINGS | {"synchronous_commit": "on"}


def wait_for(condition: Callable[[], object], what: str, *, patience: float = 60) -> None:
    """Return when `condition` holds; fail with `what` when it does not in `patience` seconds."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, f"Väntade förgäves: {what}"
        time.sleep(0.03)


class Stand:
    """The servers, and our own processes on them."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="amc-fault-", dir="/tmp"))
        self.room = Room(self.folder, self.folder / "run").make()
        self.cluster = Cluster(self.room, settings=SAFE_ENOUGH, for_tests=True)
        self.valkey = Valkey(self.room)
        self.port = free_port()
        self.processes: list[subprocess.Popen[bytes]] = []

    # --- Starting and stopping ------------------------------------------------------------------

    def start(self, original: dict) -> None:
        """Start the servers, and copy the database of the connection settings `original`."""
        self.cluster.start()
        self.valkey.start()
        self.cluster.ensure_database(DATABASE)
        tools = {"env": server_environment(), "check": True}
        source = [f"--host={original['OPTIONS']['host']}", f"--username={SUPERUSER}", original["NAME"]]
        target = [f"--host={self.cluster.socket_dir}", f"--username={SUPERUSER}", f"--dbname={DATABASE}"]
        dump = self.folder / "dump"
        subprocess.run([self.cluster.binaries / "pg_dump", "--format=custom", f"--file={dump}", *source], **tools)
        subprocess.run([self.cluster.binaries / "pg_restore", "--exit-on-error", *target, dump], **tools)

    def stop(self) -> None:
        """Stop everything and leave nothing."""
        self.kill_ours()
        self.valkey.stop()
        self.cluster.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill_ours(self) -> None:
        """End our own processes."""
        while self.processes:
            kill(self.processes.pop())

    def run(self, *command: str) -> subprocess.Popen[bytes]:
        """A Python process of ours, as in operation."""
        env = os.environ | {
            "AMC_MODE": "test",
            "CONN_MAX_AGE": "60",
            "DJANGO_SETTINGS_MODULE": "amc.settings",
            "AMC_DB_ROLE": "worker" if command[0] == "celery" else "app",
            "DATABASE_URL": self.cluster.dsn("app", DATABASE),
            "OWNER_DATABASE_URL": self.cluster.dsn("owner", DATABASE),
            "WORKER_DATABASE_URL": self.cluster.dsn("worker", DATABASE),
            "REDIS_URL": self.valkey.url,
        }
        log = self.room.log_dir / f"{command[0]}.log"
        process = guard.launch([sys.executable, "-m", *command], log=log, env=env, cwd=BASE_DIR)
        self.processes.append(process)
        return process

    def web(self) -> subprocess.Popen[bytes]:
        """A web server that answers."""
        bind = f"--bind=127.0.0.1:{self.port}"
        web = self.run("gunicorn", "amc.wsgi", bind, "--worker-class=gthread", "--threads=4", "--no-control-socket")
        wait_for(lambda: self.answers() or web.poll() is not None, "webbservern", patience=90)
        assert web.poll() is None, guard.tail(self.room.log_dir / "gunicorn.log")
        return web

    def answers(self) -> bool:
        """Whether the web server listens."""
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/logga-in/", timeout=30).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def worker(self, name: str) -> subprocess.Popen[bytes]:
        """A Celery worker as in operation."""
        flags = ("--loglevel=INFO", "--concurrency=1", "--without-gossip", "--without-mingle", "-n", name)
        return self.run("celery", "-A", "amc.celery", "worker", *flags)

    def crash_postgres(self) -> None:
        """Stop PostgreSQL in the middle of everything; it recovers when it is started again."""
        assert self.cluster.process is not None
        self.cluster.process.send_signal(signal.SIGQUIT)
        self.cluster.process.wait(30)

    def ring(self) -> None:
        """Ring the sweep, as beat does. Raises an OperationalError of kombu's when nobody hears."""
        with celery.connection_for_write(self.valkey.url, connect_timeout=2) as bell:
            celery.send_task("amc.reminders.tasks.sweep", connection=bell, retry=False)

    # --- Looking --------------------------------------------------------------------------------

    @contextmanager
    def here(self) -> Iterator[None]:
        """Let Django's own connection be one to the stand's database."""
        there = {"NAME": connection.settings_dict["NAME"], "host": connection.settings_dict["OPTIONS"]["host"]}
        connection.close()
        self._point(DATABASE, str(self.cluster.socket_dir))
        try:
            yield
        finally:
            connection.close()
            self._point(there["NAME"], there["host"])

    @staticmethod
    def _point(name: str, host: str) -> None:
        connection.settings_dict["NAME"] = name
        connection.settings_dict["OPTIONS"]["host"] = host

    def browser(self, user: User) -> "Browser":
        """A browser in which `user` is signed in; within `here`."""
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        return Browser(f"http://127.0.0.1:{self.port}", {settings.SESSION_COOKIE_NAME: session})


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it has started, as the kernel does when memory is out."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(30)


@dataclass
class Answer:
    """What the server said."""

    status: int
    text: str
    location: str = ""

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's forms."""
        found = re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', self.text)
        return {name: html.unescape(value) for name, value in found}


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """A redirect is an answer, too."""


@dataclass
class Browser:
    """Asks over a real socket, with the cookies that it gets."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask(path, None)

    def post(self, path: str, values: dict[str, str]) -> Answer:
        """Send a form."""
        return self._ask(path, urllib.parse.urlencode(values).encode())

    def _ask(self, path: str, body: bytes | None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Origin": self.url}
        request = urllib.request.Request(self.url + path, body, headers)  # noqa: S310 - our own server
        try:
            response = urllib.request.build_opener(_Stay).open(request, timeout=30)
        except urllib.error.HTTPError as error:
            response = error
        with response:
            for cookie in response.headers.get_all("Set-Cookie") or []:
                name, value = cookie.split(";", 1)[0].split("=", 1)
                self.cookies[name] = value
            text = response.read().decode()
        return Answer(response.status, text, response.headers.get("Location", ""))
