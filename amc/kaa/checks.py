"""The register of KAA holds nothing but what may be kept [SFS 2006:39 4 §]: asked each time the product starts."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import models

from amc.kaa.models import REGISTER
from amc.kaa.rules import PERMITTED

# Whose row it is, and what the mechanics keep of any row.
MECHANICS = frozenset({"id", "uuid", "revision", "enrolment", "struck"})


def not_permitted(tables: Iterable[type[models.Model]]) -> list[str]:
    """The fields of `tables` that are of no permitted kind, or that anything could be written in."""
    wrong = []
    for table in tables:
        for field in table._meta.concrete_fields:
            if field.name in MECHANICS:
                continue
            name = f"{table._meta.model_name}.{field.name}"
            free = isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices
            if name not in PERMITTED or free:
                wrong.append(name)
    return wrong


@register(Tags.models)
def the_register_is_closed(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """No field that the law does not name."""
    for name in not_permitted(REGISTER.values()):
        yield Error(f"KAA-registret får inte innehålla {name}.", id="kaa.E001")
