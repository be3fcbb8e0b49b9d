"""Lists of accounts and code lists."""

from typing import Any

import django_filters
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from amc.administration.code_list import CodeList
from amc.staff.models import Role, User
from amc.web.filters import FilterSet
from amc.web.tables import Column, DateColumn, Table


class UserTable(Table):
    """Accounts."""

    one, many = "konto", "konton"
    empty_text = "Inget konto stämmer med valet."

    name = Column("Namn", accessor="full_name", orderable=True, order_by="sort_key", linkify=True)
    email = Column("E-post", orderable=True)
    roles = Column("Roller")
    unit = Column("Enhet", accessor="unit__name", default="–")
    expires_on = DateColumn("Gäller till", default="–")
    is_active = Column("Läge")

    def render_roles(self, value: list[str]) -> str:
        """The roles in words."""
        return ", ".join(Role(role).label for role in value)

    def render_is_active(self, record: User) -> str:
        """Open or closed."""
        return "Öppet" if record.is_active else "Stängt"


def words(row: Any, name: str) -> str:
    """The value of a field as it is read."""
    value = getattr(row, f"get_{name}_display")() if hasattr(row, f"get_{name}_display") else getattr(row, name)
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    return "–" if value is None or value == "" else str(value)


def code_table(code_list: CodeList) -> type[Table]:
    """The table of a code list: its columns, the first leading to the row."""

    def row_url(record: Any) -> str:
        return reverse("code_edit", args=[code_list.slug, code_list.key_of(record)])

    def rendering(name: str, first: bool) -> Any:
        def render(self: Table, record: Any) -> SafeString:
            text = words(record, name)
            if first:
                return format_html('<a href="{}">{}</a>', row_url(record), text)
            # Some texts are written from the right.
            return format_html("<bdi>{}</bdi>", text)

        return render

    def text_of(name: str) -> Any:
        return lambda self, record: words(record, name)

    attributes: dict[str, Any] = {
        "one": code_list.one,
        "many": code_list.title.lower(),
        "row_url": staticmethod(row_url),
        "__doc__": code_list.title,
    }
    for index, name in enumerate(code_list.columns):
        field = code_list.model._meta.get_field(name)
        assert isinstance(field, models.Field)  # noqa: S101 - for the type checker
        attributes[name] = Column(capfirst(str(field.verbose_name)), empty_values=())
        attributes[f"render_{name}"] = rendering(name, index == 0)
        attributes[f"value_{name}"] = text_of(name)
    return type("CodeTable", (Table,), attributes)


def code_filters(code_list: CodeList) -> type[FilterSet] | None:
    """The filters of a code list, named as its fields; None for a list that has none."""
    if not code_list.filters:
        return None
    meta = type("Meta", (), {"model": code_list.model, "fields": []})
    made: dict[str, Any] = {"Meta": meta, "__doc__": code_list.title}
    for name in code_list.filters:
        field = code_list.model._meta.get_field(name)
        assert isinstance(field, models.Field)  # noqa: S101 - for the type checker
        choices = field.choices or [("True", "Ja"), ("False", "Nej")]
        label = str(field.verbose_name).capitalize()
        made[name] = django_filters.ChoiceFilter(field_name=name, label=label, choices=choices, empty_label="Alla")
    return type("CodeFilter", (FilterSet,), made)
