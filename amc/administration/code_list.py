"""A table that the law or the municipality moves, as a list to administer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models


@dataclass(frozen=True)
class CodeList:
    """One list: what it is called, what is shown and what can be changed.

    `key` names the field by which a row is addressed; `fixed` are fields that are set when a row is made and never
    changed, since other rows and rules refer to them. Rows are never removed: they get a last day, or are not used.
    `changes` saves a row that has rules of its own: it is given the row and how it was asked
    (placements.actions.schemes.change_scheme), and answers what else it did.
    """

    slug: str
    title: str
    one: str
    lead: str
    model: type[models.Model]
    columns: tuple[str, ...]
    fields: tuple[str, ...]
    order: tuple[str, ...]
    key: str = "code"
    fixed: tuple[str, ...] = ("code",)
    can_add: bool = True
    changes: Callable[..., str] | None = None
    filters: tuple[str, ...] = ()
    related: tuple[str, ...] = field(default_factory=tuple)

    def rows(self) -> "models.QuerySet[Any]":
        """All rows. They name no participant, so the systemförvaltare sees every one."""
        rows = self.model._default_manager.order_by(*self.order)
        return rows.select_related(*self.related) if self.related else rows

    def key_of(self, row: Any) -> str:
        """The address of a row."""
        return str(getattr(row, self.key))
