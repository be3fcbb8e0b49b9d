"""The demo: PostgreSQL, Valkey, worker, beat and web as real processes, until somebody says stop."""

import contextlib
import errno
import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from . import StackError, guard
from .postgres import Cluster
from .room import BASE_DIR, DEMO, LOCAL_DIR, Room, try_lock
from .valkey import Valkey

LOGIN_PATH = "/logga-in/"
DATABASE = "amc"
# What the shell says about other databases must not reach the demo.
FOREIGN = (
    "DATABASE_URL",
    "OWNER_DATABASE_URL",
    "WORKER_DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "AMC_MODE",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "EMAIL_URL",
    "TRUSTED_PROXY_COUNT",
    "OIDC_ISSUER",
)


class Stopped(BaseException):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


class Service(Protocol):
    """What the demo starts, watches and stops."""

    name: str
    process: subprocess.Popen[bytes] | None

    def start(self) -> None:
        """Start, and return when it is usable."""

    def stop(self) -> None:
        """Stop, and return when it is gone."""


class Program:
    """A Python process of ours: web, worker or beat."""

    def __init__(self, name: str, module: Sequence[str], *, room: Room, env: dict[str, str]) -> None:
        self.name = name
        self.command = [sys.executable, "-m", *module]
        self.log = room.log_dir / f"{name}.log"
        self.env = env
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process."""
        self.process = guard.launch(self.command, log=self.log, env=self.env, cwd=BASE_DIR)

    def stop(self) -> None:
        """Let the process finish what it does, but not for long."""
        if self.process is not None:
            guard.stop(self.process, (signal.SIGTERM, signal.SIGQUIT), patience=8)
            self.process = None


class Demo:
    """One run of the demo on `port`."""

    def __init__(self, port: int, room: Room = DEMO) -> None:
        self.port = port
        self.room = room
        self.cluster = Cluster(room, say=say)
        self.valkey = Valkey(room)
        self.running: list[Service] = []
        self.logins = room.path / "logins.txt"

    @property
    def url(self) -> str:
        """The address to open; `localhost` because passkeys need a name."""
        return f"http://localhost:{self.port}"

    def run(self) -> None:
        """Start everything, say how to log in, and keep it going until stopped.

        Raises StackError when something hinders the start.
        """
        lock = try_lock(self.room.make().lock_file("demo"))
        if lock is None:
            values = self.room.read_env()
            where = f" på {values['BASE_URL']} (process {values['AMC_SUPERVISOR']})" if values else ""
            raise StackError(f"Demon körs redan ur den här mappen{where}. Stoppa den med Ctrl-C i dess fönster.")
        check_port(self.port)
        obey_signals()
        try:
            self.start()
            self.announce()
            self.watch()
        except Stopped:
            say("\nStoppar …")
        finally:
            for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(signum, signal.SIG_IGN)
            self.room.env_file.unlink(missing_ok=True)
            for service in reversed(self.running):
                service.stop()
            lock.close()
        say("Allt är stoppat. Nästa `make demo` fortsätter med samma data.")

    def start(self) -> None:
        """Start the servers, make the database ready, then start our own processes."""
        say("Startar PostgreSQL och Valkey …")
        self.begin(self.valkey)
        self.begin(self.cluster)
        self.cluster.ensure_database(DATABASE)
        env = self.environment()
        self.prepare(env)
        self.room.write_env({key: env[key] for key in self.settings()})
        celery = ["celery", "-A", "amc.celery"]
        worker = [*celery, "worker", "--loglevel=INFO", "--concurrency=2", "--without-gossip", "--without-mingle"]
        beat = [*celery, "beat", "--loglevel=INFO", "--pidfile=", f"--schedule={self.room.path / 'beat'}"]
        web = ["gunicorn", "amc.wsgi:application", f"--bind=127.0.0.1:{self.port}", "--worker-class=gthread"]
        web += ["--workers=2", "--threads=4", "--graceful-timeout=5", "--no-control-socket"]
        self.begin(Program("web", web, room=self.room, env=env))
        # The page first: starting the other two beside it doubles the time until somebody can log in.
        self.wait_for_login_page()
        by_worker = env | {"AMC_DB_ROLE": "worker"}
        self.begin(Program("worker", worker, room=self.room, env=by_worker))
        self.begin(Program("beat", beat, room=self.room, env=by_worker))

    def begin(self, service: Any) -> None:
        """Start `service` and remember to stop it, also when the start is interrupted."""
        self.running.append(service)
        self.running.sort(key=lambda service: STARTING_ORDER.index(service.name))
        service.start()

    def settings(self) -> dict[str, str]:
        """What amc/settings.py reads, for this demo."""
        secret = self.room.path / "secret"
        if not secret.exists():
            secret.write_text(secrets.token_urlsafe(48))
            secret.chmod(0o600)
        return {
            "AMC_MODE": "demo",
            "DATABASE_URL": self.cluster.dsn("app", DATABASE),
            "OWNER_DATABASE_URL": self.cluster.dsn("owner", DATABASE),
            "WORKER_DATABASE_URL": self.cluster.dsn("worker", DATABASE),
            "REDIS_URL": self.valkey.url,
            "SECRET_KEY": secret.read_text(),
            "BASE_URL": self.url,
            "MAIL_DIR": str(LOCAL_DIR / "mail"),
            "AMC_SUPERVISOR": str(os.getpid()),
        }

    def environment(self) -> dict[str, str]:
        """The environment of our own processes."""
        ours = {key: value for key, value in os.environ.items() if key not in FOREIGN}
        return ours | {"DJANGO_SETTINGS_MODULE": "amc.settings", "AMC_DB_ROLE": "app"} | self.settings()

    def prepare(self, env: dict[str, str]) -> None:
        """Migrate, load the demo municipality once, collect static files."""
        command = [sys.executable, "-m", "amc.stack.prepare", self.logins, self.room.path / "static-stamp"]
        owner = env | {"AMC_DB_ROLE": "owner"}
        done = subprocess.run(
            [str(part) for part in command],
            env=owner,
            cwd=BASE_DIR,
            preexec_fn=lambda: guard.die_with_parent(signal.SIGTERM),
            check=False,
        )
        if done.returncode != 0:
            raise StackError("Databasen gick inte att göra i ordning; felet står ovanför.")

    def wait_for_login_page(self, *, patience: float = 60) -> None:
        """Return when the login page answers; raise StackError when it does not."""
        deadline = time.monotonic() + patience
        web = next(service for service in self.running if service.name == "web")
        while (status := answer(self.port, LOGIN_PATH)) != http.HTTPStatus.OK:
            gone = web.process is None or web.process.poll() is not None
            if gone or status is not None or time.monotonic() > deadline:
                log = self.room.log_dir / "web.log"
                trouble = "svarar inte" if status is None else f"svarar {status}"
                raise StackError(f"Inloggningssidan {trouble}. Loggen {log} slutar så här:\n{guard.tail(log, 30)}")
            time.sleep(0.1)

    def announce(self) -> None:
        """Say where it is and how to get in."""
        say(f"\nAMC är igång: {self.url}{LOGIN_PATH}\n")
        say(self.logins.read_text().rstrip().expandtabs(32))
        say("\nKnapparna på inloggningssidan räcker. Med lösenordet väljer du ett andra steg först.")
        say(f"\nLoggar: {shown(self.room.log_dir)}  E-post: {shown(LOCAL_DIR / 'mail')}  Ctrl-C stoppar.")

    def watch(self) -> None:
        """Start again what ends by itself, PostgreSQL first; give up on what won't stay up."""
        failures = dict.fromkeys((service.name for service in self.running), 0)
        started = dict.fromkeys(failures, time.monotonic())
        while True:
            time.sleep(0.5)
            for service in self.running:
                if service.process is None or service.process.poll() is None:
                    continue
                code, name = service.process.returncode, service.name
                failures[name] = failures[name] + 1 if time.monotonic() - started[name] < 30 else 1
                service.process = None
                if failures[name] > 3:
                    say(f"{name} går inte att hålla igång (slutkod {code}). Se {shown(self.room.log_dir)}/{name}.log.")
                    continue
                say(f"{name} avslutades oväntat (slutkod {code}) och startas igen om två sekunder.")
                time.sleep(2)
                started[name] = time.monotonic()
                with contextlib.suppress(StackError):
                    service.start()


STARTING_ORDER = ("postgres", "valkey", "worker", "beat", "web")


def reset(room: Room = DEMO) -> None:
    """Remove the demo's data, mail and log-ins. Raises StackError while it runs."""
    lock = try_lock(room.make().lock_file("demo"))
    if lock is None:
        raise StackError("Demon körs. Stoppa den med Ctrl-C i dess fönster och försök igen.")
    cluster = Cluster(room, say=say)
    for folder in (cluster.data, cluster.socket_dir, room.path, LOCAL_DIR / "mail"):
        shutil.rmtree(folder, ignore_errors=True)
    lock.close()
    say("Demons data är borta. Nästa `make demo` börjar om.")


def check_port(port: int, *, patience: float = 3) -> None:
    """Raise StackError unless `port` can be listened on, giving a stopping process a moment to let go."""
    deadline = time.monotonic() + patience
    while True:
        try:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise StackError(f"Port {port} går inte att använda ({error.strerror}). Välj en över 1023.") from None
            if time.monotonic() > deadline:
                raise StackError(
                    f"Port {port} används redan av ett annat program. Välj en annan: make demo PORT={port + 1}"
                ) from None
            time.sleep(0.2)
        else:
            return


def answer(port: int, path: str) -> int | None:
    """The HTTP status of `path`, or None when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def obey_signals() -> None:
    """Turn Ctrl-C, SIGTERM and a closed terminal into `Stopped`; `nohup` still protects from the last."""

    def stopped(*_: object) -> None:
        raise Stopped

    signal.signal(signal.SIGINT, stopped)
    signal.signal(signal.SIGTERM, stopped)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, stopped)


def shown(path: Path) -> str:
    """`path` as a person in the repository's folder would write it."""
    return str(path.relative_to(BASE_DIR)) if path.is_relative_to(BASE_DIR) else str(path)


def say(text: str) -> None:
    """Print, also when the terminal is gone."""
    with contextlib.suppress(OSError):
        print(text, flush=True)
