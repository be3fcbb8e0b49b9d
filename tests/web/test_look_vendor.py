"""The vendored files are the pinned ones, and every icon that is named exists."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from amc.reminders.registry import RULES
from amc.web import navigation
from amc.web.templatetags import amc as tags
from tools import vendor

ROOT = Path(settings.BASE_DIR)
SPRITE = set(re.findall(r'<symbol id="([^"]+)"', (vendor.VENDOR / vendor.SPRITE).read_text()))


def test_vendored_files_are_as_pinned():
    assert vendor.problems() == []


def test_a_changed_a_missing_and_an_unknown_file_are_found(tmp_path, monkeypatch):
    for name, text in (("changed.js", "new"), ("unknown.js", "x")):
        (tmp_path / name).write_text(text)
    (tmp_path / "SHA256SUMS").write_text(f"{'0' * 64}  changed.js\n{'0' * 64}  missing.js\n")
    monkeypatch.setattr(vendor, "VENDOR", tmp_path)
    monkeypatch.setattr(vendor, "SUMS", tmp_path / "SHA256SUMS")
    assert vendor.problems() == ["unknown.js: not pinned", "changed.js: checksum differs", "missing.js: missing"]


def test_the_check_is_a_command():
    done = subprocess.run([sys.executable, "tools/vendor.py", "--check"], cwd=ROOT, check=False, timeout=30)
    assert done.returncode == 0


def test_every_package_has_a_licence_beside_it():
    spec = json.loads((vendor.VENDOR / "VENDOR.json").read_text())
    for package in spec["packages"]:
        assert package["licence"]
        assert package["version"]
        licences = [name for name in package["files"] if name.startswith("LICENSE")]
        assert [(vendor.VENDOR / name).is_file() for name in licences] == [True]


def test_no_source_map_is_pointed_at():
    for path in vendor.VENDOR.glob("*.min.*"):
        assert "sourceMappingURL" not in path.read_text()[-200:]


def test_the_sprite_holds_what_is_listed():
    assert set(json.loads((vendor.VENDOR / "VENDOR.json").read_text())["icons"]) == SPRITE


def template_files() -> list[Path]:
    return [
        path for path in ROOT.rglob("templates/**/*.html") if ".venv" not in path.parts and ".local" not in path.parts
    ]


@pytest.mark.parametrize("path", template_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_icon_in_a_template_is_in_the_sprite(path):
    text = path.read_text()
    named = set(re.findall(r'{% icon "([^"]+)"', text))
    named |= set(re.findall(r'{% chip [^%]*? "[a-z]+" "([^"]+)" %}', text))
    assert named <= SPRITE


def test_every_icon_in_the_navigation_the_tags_and_the_due_rules_is_in_the_sprite():
    places = {place for own in navigation.BY_ROLE.values() for place in own}
    assert {place.icon for place in places} | set(tags.TONES.values()) | set(tags.SAID.values()) <= SPRITE
    assert {rule.icon for rule in RULES} <= SPRITE


@pytest.mark.parametrize("path", template_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_carries_what_the_policy_refuses(path):
    """Inline styles, handlers and scripts are refused by the browser, silently for the user."""
    text = path.read_text()
    assert not re.search(r"""<[^>]*\s(style|on[a-z]+|hx-on[^=]*)=["']""", text)
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)", text)
