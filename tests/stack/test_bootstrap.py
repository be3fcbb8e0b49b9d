"""Installing from nothing: which set, which mirror."""

import subprocess

import pytest

from amc.stack import bootstrap


@pytest.fixture
def installed(monkeypatch, tmp_path):
    """What would be installed, in a folder of our own."""
    calls = []
    monkeypatch.setattr(bootstrap, "LOCAL_DIR", tmp_path)
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(bootstrap, "works", lambda command: True)
    monkeypatch.setattr(bootstrap, "install", calls.append)
    return calls


def test_the_second_time_installs_nothing(installed):
    bootstrap.main("stack")
    bootstrap.main("stack")
    assert installed == ["stack"]


def test_tests_need_more_than_the_demo_and_the_demo_takes_nothing_away(installed):
    for wanted in ("stack", "dev", "stack"):
        bootstrap.main(wanted)
    assert installed == ["stack", "dev"]


def test_a_changed_lock_file_installs_again(installed, monkeypatch):
    bootstrap.main("dev")
    monkeypatch.setattr(bootstrap, "fingerprint", lambda name: "other")
    bootstrap.main("stack")
    assert installed == ["dev", "dev"]


def test_a_broken_environment_installs_again(installed, monkeypatch):
    bootstrap.main("stack")
    monkeypatch.setattr(bootstrap, "works", lambda command: False)
    bootstrap.main("stack")
    assert installed == ["stack", "stack"]


@pytest.fixture
def pip_says(monkeypatch, tmp_path):
    """Let `pip config list` answer with the given lines, and uv have no settings of its own."""
    for name in ("UV_INDEX", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_FIND_LINKS", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    def says(*lines):
        answer = subprocess.CompletedProcess([], 0, stdout="\n".join(lines))
        monkeypatch.setattr(bootstrap.subprocess, "run", lambda *args, **kwargs: answer)

    return says


def test_pips_mirror_is_uvs_mirror(pip_says, tmp_path):
    pip_says(
        "global.index-url='https://mirror.example/simple'",
        "global.extra-index-url='https://a.example/simple\\nhttps://b.example/simple'",
        f":env:.find-links='{tmp_path} /no/such/folder'",
        "global.cert='/etc/ca.pem'",
    )
    assert bootstrap.package_mirror() == {
        "UV_DEFAULT_INDEX": "https://mirror.example/simple",
        "UV_INDEX": "https://a.example/simple https://b.example/simple",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": str(tmp_path),
        "SSL_CERT_FILE": "/etc/ca.pem",
    }


def test_without_a_mirror_nothing_is_said(pip_says):
    pip_says()
    assert bootstrap.package_mirror() == {}


def test_uvs_own_settings_come_first(pip_says, monkeypatch):
    pip_says("global.index-url='https://mirror.example/simple'")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://own.example/simple")
    assert bootstrap.package_mirror() == {}
