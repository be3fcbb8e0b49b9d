"""`make demo`: what hinders it is said in a sentence, and Ctrl-C leaves nothing running."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from amc.stack import StackError, demo
from amc.stack.__main__ import chosen_port
from amc.stack.room import BASE_DIR, hold_lock
from amc.stack.valkey import free_port

from .conftest import processes_of, wait_for


def test_a_taken_port_is_named_together_with_another_to_try():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StackError, match=rf"Port {port} används redan.+PORT={port + 1}"):
            demo.check_port(port, patience=0.1)


def test_a_port_just_let_go_is_free():
    port = free_port()
    with socket.create_server(("127.0.0.1", port)) as server, socket.create_connection(("127.0.0.1", port)):
        server.accept()[0].close()
    demo.check_port(port, patience=0.1)


@pytest.mark.parametrize(("text", "port"), [("", 8000), ("8001", 8001), ("65535", 65535)])
def test_port_is_chosen_by_the_environment(monkeypatch, text, port):
    monkeypatch.setenv("PORT", text)
    assert chosen_port() == port


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "80.0", "８o"])
def test_what_is_no_port_is_refused(monkeypatch, text):
    monkeypatch.setenv("PORT", text)
    with pytest.raises(StackError, match="inget portnummer"):
        chosen_port()


def test_a_second_demo_from_the_same_folder_is_told_where_the_first_is(room):
    room.write_env({"BASE_URL": "http://localhost:8123", "AMC_SUPERVISOR": "4711"})
    with hold_lock(room.lock_file("demo")):
        with pytest.raises(StackError, match=r"redan .+ på http://localhost:8123 \(process 4711\)"):
            demo.Demo(free_port(), room).run()
        with pytest.raises(StackError, match="Demon körs"):
            demo.reset(room)


def test_the_shells_own_database_never_reaches_the_demo(room, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://production.example/amc")
    monkeypatch.setenv("EMAIL_URL", "smtp://mail.example")
    env = demo.Demo(free_port(), room).environment()
    assert "production" not in env["DATABASE_URL"] + env["OWNER_DATABASE_URL"]
    assert "EMAIL_URL" not in env
    assert env["AMC_MODE"] == "demo"


def test_log_ins_survive_a_restart(room):
    first, second = demo.Demo(free_port(), room), demo.Demo(free_port(), room)
    assert first.settings()["SECRET_KEY"] == second.settings()["SECRET_KEY"]


# --- The whole of it, in a copy of the repository ------------------------------------------------------


@pytest.fixture
def copy():
    """A clean copy of the repository's files; whatever runs in it is killed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="amc-demo-", dir="/tmp"))
    files = subprocess.run(
        ["git", "ls-files", "-coz", "--exclude-standard"], cwd=BASE_DIR, capture_output=True, check=True
    )
    for name in filter(None, files.stdout.decode().split("\0")):
        if (BASE_DIR / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(BASE_DIR / name, folder / name)
    yield folder
    for pid in processes_of(folder):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not processes_of(folder))
    shutil.rmtree(folder, ignore_errors=True)


class Run:
    """`python -m amc.stack demo` in `folder`, up and answering."""

    def __init__(self, folder, port):
        began = time.monotonic()
        self.port = port
        self.output = folder / "output.txt"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "amc.stack", "demo"],
                cwd=folder,
                env=os.environ | {"PORT": str(port)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        # Migrating alone takes minutes of the processor beside other tests; how long it takes is not what is tested.
        wait_for(lambda: "igång" in self.said() or self.process.poll() is not None, patience=600)
        self.seconds = time.monotonic() - began

    def said(self):
        return self.output.read_text()

    def story(self):
        """For whoever reads a failure."""
        return f"slutkod {self.process.poll()} efter {self.seconds:.1f} s:\n{self.said()}"

    def status(self, path="/logga-in/"):
        return demo.answer(self.port, path)

    def stop(self, signum=signal.SIGINT):
        self.process.send_signal(signum)
        return self.process.wait(60)


def production_answers(folder):
    """Whether the same code, in production form on the demo's database, passes its container's health check."""
    values = dict(line.split("=", 1) for line in (folder / ".local" / "run" / "env").read_text().splitlines())
    port, host = str(free_port()), "amc.kommunen.example"
    env = (
        os.environ
        | values
        | {"AMC_MODE": "production", "ALLOWED_HOSTS": host, "DJANGO_SETTINGS_MODULE": "amc.settings"}
    )
    web = [sys.executable, "-m", "gunicorn", "amc.wsgi", f"--bind=127.0.0.1:{port}", "--no-control-socket"]
    check = [sys.executable, "deploy/healthcheck.py", port]
    with subprocess.Popen(web, cwd=folder, env=env, stderr=subprocess.DEVNULL) as process:
        try:
            return wait_for(
                lambda: not subprocess.run(check, cwd=folder, env=env, capture_output=True, check=False).returncode
            )
        finally:
            process.terminate()


@pytest.mark.slow
def test_the_demo_starts_survives_and_stops(copy):
    port = free_port()
    first = Run(copy, port)
    assert first.status() == 200, first.story()
    logins = re.findall(r"\S+@\S+", first.said())
    assert len(logins) >= 7
    kinds = ("gunicorn", "celery -A amc.celery worker", "celery -A amc.celery beat", "bin/postgres")
    commands = [Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ") for pid in processes_of(copy)]
    assert [any(kind in command for command in commands) for kind in kinds] == [True] * len(kinds)
    assert first.stop() == 0
    assert processes_of(copy) == []
    assert not (copy / ".local" / "run" / "env").exists()

    second = Run(copy, port)
    assert second.status() == 200, second.story()
    assert "Läser in" not in second.said()
    assert re.findall(r"\S+@\S+", second.said()) == logins
    assert production_answers(copy)
    second.stop(signal.SIGKILL)

    third = Run(copy, port)
    assert third.status() == 200, third.story()
    assert third.stop(signal.SIGTERM) == 0
    assert processes_of(copy) == []
