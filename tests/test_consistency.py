"""The habits of the house that no linter sees, over the whole repository."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.text import camel_case_to_spaces

from amc.staff.mixins import PermittedMixin

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("amc", "participants", "handlingsplan", "placements")
MOST_LINES = 400

# Where the length says nothing of how hard a file is to read.
LONG: dict[str, str] = {}
# Views that stand outside the guard, and what guards them instead.
UNGUARDED = {
    "HomeView": "leads on by role, shows nothing",
    "LoginView": "before anybody is known",
    "AuthenticateView": "before anybody is known",
    "PasskeyLoginView": "before anybody is known",
    "TenantLoginView": "before anybody is known",
    "TenantCallbackView": "before anybody is known",
    "TenantConfirmView": "one's own confirmation",
    "TenantConfirmedView": "one's own confirmation",
    "InvitationView": "before anybody is known: the link's secret guards it",
    "CalendarFeedView": "the secret of the address guards it",
    "OfferStart": "for everybody, shows nothing of anybody's",
    "OfferPlace": "for everybody: adds an offer and shows none",
    "OfferSupervisor": "for everybody: adds an offer and shows none",
    "OfferThanks": "for everybody, shows nothing of anybody's",
    "EnrolView": "one's own second step",
    "SecurityView": "one's own second step",
    "AddPasskeyView": "one's own second step",
    "RenamePasskeyView": "one's own second step",
    "RemovePasskeyView": "one's own second step",
    "ActivateTotpView": "one's own second step",
    "DeactivateTotpView": "one's own second step",
    "RecoveryCodesView": "one's own second step",
    "NewRecoveryCodesView": "one's own second step",
    "SessionListView": "one's own sessions",
    "SessionTimeView": "one's own session",
    "FileReadyView": "leads on to a guarded address",
    "ChoosePasswordView": "one's own password",
    "ConfirmWithPasswordView": "one's own confirmation",
    "ConfirmWithCodeView": "one's own confirmation",
    "ConfirmWithPasskeyView": "one's own confirmation",
    "DemoLoginView": "before anybody is known; routed in the demo only",
    "DemoConfirmView": "one's own confirmation; routed in the demo only",
    "StyleView": "invented words; not routed in production",
    "DraftSave": "the draft's key is signed for its owner",
    "DraftDiscard": "the draft's key is signed for its owner",
    "DraftSwap": "the draft's key is signed for its owner",
    "CspReportView": "browsers report without cookies; nothing of it is kept",
    "figure_list": "chooses among guarded views",
}
# Models whose Swedish name is the English one.
SAME_WORD = {"Team"}
# Templates that a library asks for by name.
ALLAUTH = ("account/", "mfa/", "usersessions/", "socialaccount/")
ASKED_FOR = (*ALLAUTH, "bootstrap5/", "404.html", "429.html", "django/", "documents/plain.typ")


def tracked(*suffixes: str) -> list[Path]:
    """The repository's own files, as they stand in the folder."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    paths = [ROOT / name for name in names.split("\0") if name.endswith(suffixes)]
    return [path for path in paths if path.is_file() and "vendor" not in path.parts]


def name_of(path: Path) -> str:
    """The file's name within the repository."""
    return path.relative_to(ROOT).as_posix()


def ours(*parts: str) -> list[Path]:
    """The product's modules, migrations left out; with `parts`, those in a folder or file of that name."""
    modules = [path for path in tracked(".py") if name_of(path).startswith(PACKAGES) and "migrations" not in path.parts]
    return [path for path in modules if not parts or set(parts) & {path.stem, *path.parent.parts[len(ROOT.parts) :]}]


def routes(
    patterns: list[URLPattern | URLResolver] | None = None, before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every address with its pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        else:
            yield path, pattern


def test_no_file_is_longer_than_one_reads_in_a_sitting() -> None:
    long = {}
    for path in tracked(".py", ".html", ".css", ".js", ".typ", ".sql"):
        lines = len(path.read_text().splitlines())
        if lines > MOST_LINES and "migrations" not in path.parts and name_of(path) not in LONG:
            long[name_of(path)] = lines
    assert not long


def test_nothing_is_left_for_later() -> None:
    left = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX|HA" + r"CK)\b")
    files = tracked(".py", ".html", ".css", ".js", ".typ", ".sql", ".md", ".toml", ".yml")
    assert not [name_of(path) for path in files if left.search(path.read_text())]


def test_every_template_is_used() -> None:
    folder = ROOT / "templates"
    found = [path for path in tracked(".html", ".txt", ".typ") if path.is_relative_to(folder)]
    templates = {path.relative_to(folder).as_posix() for path in found}
    texts = "\n".join(path.read_text() for path in [*ours(), *found])
    mentioned = set(re.findall(r"[\"'#]([\w./-]+?\.(?:html|txt|typ))", texts))
    documents = {f"documents/{name}" for name in re.findall(r"\"([\w.-]+\.typ)\"", texts)}
    documents |= {f"documents/{name}.typ" for name in re.findall(r"render_pdf\(\s*\"(\w+)\"", texts)}
    unused = templates - mentioned - documents
    assert not {name for name in unused if not name.startswith(ASKED_FOR)}


@pytest.mark.parametrize(
    "pattern",
    [r"<[^>]*\sstyle=", r"<[^>]*\son[a-z]+=", r"<script(?![^>]*\bsrc=)", r"hx-on", r"\beval\(", r"<style\b"],
)
def test_no_template_asks_the_browser_for_what_the_policy_refuses(pattern: str) -> None:
    refused = re.compile(pattern)
    assert not [name_of(path) for path in tracked(".html") if refused.search(path.read_text())]


def models() -> list[type]:
    """The product's models, without the history's."""
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith(PACKAGES)
        for model in config.get_models()
        if not hasattr(model, "pgh_tracked_model") and not model._meta.auto_created
    ]


def test_every_model_has_a_name_in_swedish() -> None:
    unnamed = {
        model.__name__ for model in models() if model._meta.verbose_name == camel_case_to_spaces(model.__name__)
    } - SAME_WORD
    assert not unnamed


def test_rows_are_reached_through_visible_to() -> None:
    """A queryset of ours says who sees its rows."""
    without = {
        type(model._default_manager.all()).__name__
        for model in models()
        if type(model._default_manager.all()).__module__.startswith(PACKAGES)
        and not hasattr(model._default_manager.all(), "visible_to")
    }
    assert not without


def test_no_logic_hides_in_models() -> None:
    """No signals, no generic keys, no logic in save() or delete()."""
    hidden = []
    for path in ours():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete"} and "models" in name_of(path):
                hidden.append(f"{name_of(path)}: {node.name}()")
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                ("django.db.models.signals", "django.dispatch", "django.contrib.contenttypes")
            ):
                hidden.append(f"{name_of(path)}: {node.module}")
    assert not hidden


def test_rules_are_pure() -> None:
    """Rules answer from plain values: no database, no request, no clock of their own."""
    impure = []
    for path in ours("rules"):
        for node in ast.walk(ast.parse(path.read_text())):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            # A Q is a value; it asks nothing by itself.
            if isinstance(node, ast.ImportFrom) and [alias.name for alias in node.names] != ["Q"]:
                modules = [node.module or ""]
            found = [
                name
                for name in modules
                if name.startswith(("django.db", "django.http", "django.forms", "django.shortcuts"))
            ]
            if isinstance(node, ast.Attribute) and node.attr == "objects":
                found.append(".objects")
            if isinstance(node, ast.Call) and not node.args:
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if called in {"now", "today", "localdate", "localtime"}:
                    found.append(f"{called}()")
            impure += [f"{name_of(path)}:{node.lineno}: {one}" for one in found]  # type: ignore[attr-defined]
    assert not impure


def test_rules_and_actions_say_what_they_do() -> None:
    silent = []
    for path in ours("rules", "actions"):
        tree = ast.parse(path.read_text())
        for node in [*tree.body, *(part for one in tree.body if isinstance(one, ast.ClassDef) for part in one.body)]:
            if (
                isinstance(node, ast.FunctionDef | ast.ClassDef)
                and not node.name.startswith("_")
                and not ast.get_docstring(node)
            ):
                silent.append(f"{name_of(path)}: {node.name}")
    assert not silent


def test_actions_know_no_http() -> None:
    http = []
    for path in ours("actions"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                ("django.http", "django.shortcuts", "django.contrib.messages", "django.views")
            ):
                http.append(f"{name_of(path)}: {node.module}")
    assert not http


def test_every_view_stands_behind_the_guard() -> None:
    outside = set()
    for _, pattern in routes():
        view = getattr(pattern.callback, "view_class", pattern.callback)
        guarded = isinstance(view, type) and issubclass(view, PermittedMixin)
        if not guarded and not view.__module__.startswith("allauth."):
            outside.add(view.__name__)
    assert outside - set(UNGUARDED) == set()
    assert set(UNGUARDED) - outside <= {"DemoLoginView", "DemoConfirmView"}, "no longer needed"


def test_every_view_behind_the_guard_names_its_permission() -> None:
    nameless = [
        pattern.name
        for _, pattern in routes()
        if issubclass(getattr(pattern.callback, "view_class", object), PermittedMixin)
        and not hasattr(pattern.callback.view_class, "permission")
    ]
    assert not nameless


def test_addresses_are_lower_case_swedish_words_with_an_end() -> None:
    word, key = r"[a-z0-9-]+", r"<\w+:\w+>"
    part = re.compile(rf"(?:{word}|{key}|{key}-{key})/")
    wrong = [path for path, _ in routes() if path and not path.startswith("^") and part.sub("", path)]
    # An expression stands where a part is one of a few words.
    regexes = [path for path, _ in routes() if "^" in path and not path.endswith("/$")]
    assert not wrong
    assert not regexes


def test_every_address_has_one_name() -> None:
    names = [pattern.name for _, pattern in routes()]
    assert None not in names
    assert not {name for name in names if names.count(name) > 1}
