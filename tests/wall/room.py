"""Looking at the database from behind the wall: as `app`, for one user or for nobody."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from amc.staff.querysets import UserQuerySet


@contextmanager
def nobody() -> Iterator[None]:
    """Django's connection as `app`, without a user."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE app")
        yield
        cursor.execute("RESET ROLE")


def rows(table: str) -> int:
    """How many rows of `table` there are to be seen."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return int(cursor.fetchone()[0])


def path_to_person(model: type[models.Model], seen: tuple[type[models.Model], ...] = ()) -> str | None:
    """The shortest chain of foreign keys from `model` to a participant, as a lookup; None where there is none."""
    person = apps.get_model("participants", "Participant")
    if model is person:
        return ""
    chains = []
    for field in model._meta.concrete_fields:
        target: Any = field.related_model
        # A row of history hangs on what it is the history of.
        if target is None or target in (*seen, model) or field.name == "pgh_obj":
            continue
        rest = path_to_person(target, (*seen, model))
        if rest is not None:
            chains.append((field.null, f"{field.name}__{rest}".removesuffix("__")))
    # A key that may be empty leads there only sometimes.
    return min(chains, key=lambda chain: (chain[0], chain[1].count("__")), default=(None, None))[1]


def open_first_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every `visible_to` return everything but the accounts', which hold no participant: what a fault in our own
    views could do at its worst. Only PostgreSQL stands then."""

    def everything(queryset: Any, user: Any) -> Any:
        return queryset

    for model in apps.get_models():
        for manager in model._meta.managers:
            kind = getattr(manager, "_queryset_class", None)
            for one in kind.__mro__ if kind else ():
                if "visible_to" in one.__dict__ and one is not UserQuerySet:
                    monkeypatch.setattr(one, "visible_to", everything)
        _open_manager(model, everything, monkeypatch)


def _open_manager(model: Any, everything: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    for manager in model._meta.managers:
        if hasattr(type(manager), "visible_to") and model._meta.model_name != "user":
            monkeypatch.setattr(type(manager), "visible_to", lambda self, user: self.get_queryset())
