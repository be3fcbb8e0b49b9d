"""Test sessions share servers, and nothing is left when the last one is gone."""

import os
import signal

import psycopg
import pytest

from amc.stack import guard, sessions

from .conftest import processes_of, wait_for

SESSION = """
import sys
from pathlib import Path
from amc.stack.room import Room
from amc.stack.sessions import join
folder = Path(sys.argv[1])
values = join(Room(folder, folder / "run"), idle=float(sys.argv[2]))
print(values["KEEPER"], values["SOCKET_DIR"], flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _no_keeper_left(room):
    yield
    sessions.stop(room)


@pytest.fixture
def session(room, run_python):
    """Start a session; answer its process, its keeper's number and the socket's folder."""

    def start(idle=0.5):
        process = run_python(SESSION, room.path, idle)
        keeper, socket_dir = process.stdout.readline().split()
        return process, int(keeper), socket_dir

    return start


def end(process):
    process.stdin.close()
    process.wait(10)


def test_sessions_share_a_keeper_that_outlives_the_one_that_started_it(session, room):
    first, keeper, socket_dir = session()
    second, same_keeper, _ = session()
    assert keeper == same_keeper

    end(first)

    assert not wait_for(lambda: not guard.command_of(keeper), patience=2)
    with psycopg.connect(host=socket_dir, dbname="postgres", user="owner") as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("off",)
    end(second)
    assert wait_for(lambda: not processes_of(room.path))


def test_a_killed_session_counts_as_gone(session, room):
    process, _, _ = session()
    process.send_signal(signal.SIGKILL)
    assert wait_for(lambda: not processes_of(room.path))


def test_a_killed_keeper_takes_its_servers_with_it_and_is_replaced(session, room):
    process, keeper, _ = session(idle=60)
    os.kill(keeper, signal.SIGKILL)
    assert wait_for(lambda: processes_of(room.path) == [process.pid])

    _, other, socket_dir = session(idle=60)

    assert other != keeper
    psycopg.connect(host=socket_dir, dbname="postgres", user="app").close()


def test_a_killed_server_is_started_again(session, room):
    _, _, socket_dir = session(idle=60)
    pid_file = room.path / "postgres" / "postmaster.pid"
    pid = int(pid_file.read_text().split()[0])
    os.kill(pid, signal.SIGKILL)

    def answers():
        try:
            psycopg.connect(host=socket_dir, dbname="postgres", user="app").close()
        except psycopg.OperationalError:
            return False
        return int(pid_file.read_text().split()[0]) != pid

    assert wait_for(answers)


def test_a_removed_folder_ends_its_servers(session, room):
    process, _, _ = session(idle=60)
    room.env_file.unlink()
    assert wait_for(lambda: processes_of(room.path) == [process.pid])
