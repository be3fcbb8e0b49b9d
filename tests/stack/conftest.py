"""Rooms of their own for the stack's tests; each server is stopped, whatever the test did."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from amc.stack import guard
from amc.stack.postgres import UNSAFE_SETTINGS, Cluster
from amc.stack.room import BASE_DIR, Room


@pytest.fixture
def room() -> Iterator[Room]:
    """A room with a path short enough for a socket beside the data."""
    folder = Path(tempfile.mkdtemp(prefix="amc-test-", dir="/tmp"))
    yield Room(folder, folder / "run").make()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def said() -> list[str]:
    """What the stack told the person at the terminal."""
    return []


@pytest.fixture
def new_cluster(said: list[str]) -> Iterator[Callable[[Room], Cluster]]:
    """Make clusters that are stopped afterwards."""
    clusters: list[Cluster] = []

    def make(room: Room) -> Cluster:
        cluster = Cluster(room, settings=UNSAFE_SETTINGS, say=said.append)
        clusters.append(cluster)
        return cluster

    yield make
    for cluster in clusters:
        cluster.stop()
        if cluster.room.path not in cluster.socket_dir.parents:
            shutil.rmtree(cluster.socket_dir, ignore_errors=True)


@pytest.fixture
def run_python() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Run Python code in a process of its own, in the repository's folder; killed afterwards."""
    started: list[subprocess.Popen[str]] = []

    def run(code: str, *arguments: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=BASE_DIR,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def processes_of(folder: Path) -> list[int]:
    """The processes that name `folder` on their command line or work in it."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            if str(folder) in guard.command_of(int(entry.name)) or (entry / "cwd").readlink().is_relative_to(folder):
                found.append(int(entry.name))
    return found


def wait_for(condition: Callable[[], object], *, patience: float = 15) -> bool:
    """Whether `condition` comes true within `patience` seconds."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
