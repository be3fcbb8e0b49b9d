"""Where a stack keeps its files and sockets, and the locks that keep two runs apart."""

import fcntl
import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from . import StackError

BASE_DIR = Path(__file__).resolve().parent.parent.parent
LOCAL_DIR = BASE_DIR / ".local"

# sun_path of struct sockaddr_un holds 108 bytes including the closing zero.
LONGEST_SOCKET_PATH = 107
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True)
class Room:
    """One stack's own folders: `path` is what it keeps, `run_dir` what others read while it is up."""

    path: Path
    run_dir: Path

    @property
    def log_dir(self) -> Path:
        """The folder of the processes' logs, one file per process."""
        return self.path / "log"

    @property
    def env_file(self) -> Path:
        """KEY=VALUE lines for a process that wants to use the stack; exists while the stack is up."""
        return self.run_dir / "env"

    def lock_file(self, name: str) -> Path:
        """The file that stands for the lock `name`."""
        return self.run_dir / f"{name}.lock"

    def socket_dir(self) -> Path:
        """A private folder whose PostgreSQL socket has a path that the kernel accepts.

        Beside the data where that is short enough, else a folder of ours under the temporary folder.
        """
        beside = self.path / "sock"
        if len(os.fsencode(beside / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            beside.mkdir(parents=True, exist_ok=True, mode=0o700)
            return beside
        return private_dir("/tmp", self.path)  # noqa: S108 - TMPDIR may be long as well

    def make(self) -> "Room":
        """Create the folders and answer the room itself."""
        for folder in (self.path, self.log_dir, self.run_dir):
            folder.mkdir(parents=True, exist_ok=True)
        return self

    def write_env(self, values: dict[str, str]) -> None:
        """Publish `values` for others; whoever reads the file sees all of it or none."""
        handle, name = tempfile.mkstemp(dir=self.run_dir)
        with os.fdopen(handle, "w") as file:
            file.writelines(f"{key}={value}\n" for key, value in values.items())
        Path(name).replace(self.env_file)

    def read_env(self) -> dict[str, str]:
        """The published values; empty when the stack is not up."""
        try:
            lines = self.env_file.read_text().splitlines()
        except FileNotFoundError:
            return {}
        return dict(line.split("=", 1) for line in lines if "=" in line)


def private_dir(parent: str, for_path: Path) -> Path:
    """A folder under the public folder `parent` that is ours alone, the same each time for `for_path`.

    Raises StackError when somebody else already made something of that name.
    """
    digest = hashlib.sha256(os.fsencode(for_path)).hexdigest()[:12]
    folder = Path(parent) / f"amc-{os.getuid()}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise StackError(f"{folder} tillhör någon annan. Ta bort den och försök igen.")
    return folder


def hold_lock(path: Path, *, shared: bool = False) -> IO[str]:
    """Wait for the lock `path` and hold it for as long as the answered file stays open.

    The kernel lets go when the holder dies, however it dies, so a lock is never stale.
    """
    file = _lock_file(path)
    fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
    return file


def try_lock(path: Path) -> IO[str] | None:
    """Like `hold_lock`, but None instead of waiting when somebody else holds it."""
    file = _lock_file(path)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _lock_file(path: Path) -> IO[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("a+")


# manage.py reads DEMO's env file when DATABASE_URL is not set (amc/settings.py).
DEMO = Room(LOCAL_DIR / "demo", LOCAL_DIR / "run")
TEST = Room(LOCAL_DIR / "test", LOCAL_DIR / "test" / "run")
