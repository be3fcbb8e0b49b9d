"""Another text in every text field of every row: whatever the factories wrote, and in tables of history, too."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

PACKAGES = ("amc.", "participants.", "handlingsplan.", "placements.")
# What only looks like text: keys, codes, numbers with a check digit, sums, and addresses of ours.
NO_TEXT = {
    "code", "number", "identity_number", "org_number", "password", "digest", "url", "key", "sha256", "fingerprint",
    "ssyk", "case_number", "rule", "stage", "pgh_label", "page", "route", "hash", "previous", "state",
}  # fmt: skip
TextFor = Callable[[type[models.Model], models.Field, Any], str | None]


def tables() -> list[type[models.Model]]:
    """The product's tables, those of history included."""
    return [model for model in apps.get_models() if model.__module__.startswith(PACKAGES) and model._meta.managed]


def text_fields(model: type[models.Model]) -> list[models.Field]:
    """The fields in which somebody can have written something."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not (field.choices or field.primary_key or field.generated or field.remote_field)
        and field.name not in NO_TEXT
    ]


@contextmanager
def as_owner() -> Iterator[None]:
    """The connection as `owner`, outside any transaction of a test."""
    role = connection.settings_dict["USER"]
    connection.close()
    connection.settings_dict["USER"] = "owner"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = role


def fill(text_for: TextFor) -> set[str]:
    """Write `text_for(table, field, key)` into every text field; committed. None leaves a field as it is.

    Answers the fields whose check constraints took nothing of what they were given.
    """
    refused: set[str] = set()
    with as_owner(), transaction.atomic():
        with connection.cursor() as cursor:
            # Neither an append-only trigger nor the history's has a say in this.
            cursor.execute("SET LOCAL session_replication_role = replica")
        for model in tables():
            fields = text_fields(model)
            for key in model._base_manager.values_list("pk", flat=True) if fields else ():
                texts = {field.name: text for field in fields if (text := text_for(model, field, key)) is not None}
                # All at once, and one at a time where a constraint has something against one of them.
                if texts and not _written(model, key, texts):
                    refused |= {
                        f"{model.__name__}.{name}"
                        for name, text in texts.items()
                        if not _written(model, key, {name: text})
                    }
    return refused


def _written(model: type[models.Model], key: Any, texts: dict[str, str]) -> bool:
    """Whether the constraints let the row take the texts."""
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=key).update(**texts)
    except IntegrityError:
        return False
    return True


def fill_imported_rows(text_for: Callable[[int], str]) -> None:
    """Write into the cells of files that wait to be imported; `text_for` gets the file's key."""
    from participants.models import ImportFile

    with as_owner(), transaction.atomic():
        for file in ImportFile._base_manager.all():
            rows = [[row[0], *(text_for(file.pk) for _ in row[1:])] for row in file.rows]
            ImportFile._base_manager.filter(pk=file.pk).update(rows=rows)
