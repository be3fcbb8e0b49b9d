"""How a process of the stack is born, so that it can't outlive us, and how it is stopped."""

import contextlib
import ctypes
import functools
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(signum: int) -> None:
    """Ask the kernel to send `signum` to this process when its parent dies, even by SIGKILL (Linux)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signum, 0, 0, 0)


def launch(
    command: Sequence[str | Path],
    *,
    log: Path,
    stop_signal: int = signal.SIGTERM,
    confine: Callable[[], None] | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: int | IO[bytes] = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start `command` in a process group of its own, with its output appended to `log`.

    `confine` runs in the child before exec (see `postgres.confinement`). The death signal is set after
    it, because the kernel forgets it whenever a process changes its credentials.
    """
    parent = os.getpid()

    def prepare() -> None:
        if confine is not None:
            confine()
        die_with_parent(stop_signal)
        if os.getppid() != parent:
            os._exit(1)

    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            process_group=0,
            preexec_fn=prepare,
        )


def stop(process: subprocess.Popen[bytes], signals: Sequence[int], *, patience: float = 10) -> None:
    """Stop `process`: each of `signals` in turn with `patience` seconds to obey, then SIGKILL to its group."""
    for signum in signals:
        if process.poll() is not None:
            break
        process.send_signal(signum)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def command_of(pid: int) -> str:
    """The command line of process `pid`; empty when there is none (or when it is a zombie)."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except FileNotFoundError:
        if sys.platform == "linux":
            return ""
    except ProcessLookupError:
        return ""
    answer = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return answer.stdout.strip()


def wait_until_gone(pid: int, mark: str, *, patience: float) -> bool:
    """Whether the process `pid` whose command line holds `mark` is gone within `patience` seconds."""
    deadline = time.monotonic() + patience
    while mark in command_of(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log, for a person to read."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except FileNotFoundError:
        return ""


# --- PostgreSQL refuses to run as root ------------------------------------------------------------


def enter_namespace() -> None:
    """Become an ordinary user in a user namespace of one's own; outside it, files still belong to root."""
    os.unshare(os.CLONE_NEWUSER)
    inside = next((entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid != 0), 1000)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{inside} 0 1")
    Path("/proc/self/gid_map").write_text(f"{inside} 0 1")


@functools.cache
def namespaces_allowed() -> bool:
    """Whether this machine lets root open a user namespace (containers often do not)."""
    if not hasattr(os, "unshare"):
        return False
    try:
        probe = subprocess.run(["/bin/true"], preexec_fn=enter_namespace, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return probe.returncode == 0


def unprivileged_account() -> pwd.struct_passwd:
    """The account that PostgreSQL runs as where root can't open a namespace."""
    for name in ("nobody", "daemon"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return next(entry for entry in pwd.getpwall() if entry.pw_uid != 0)


def become(account: pwd.struct_passwd) -> None:
    """Give up root for `account`, for good."""
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
