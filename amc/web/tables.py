"""Lists of rows: declared as columns, paged by key, exported with typed cells.

A list of 100,000 rows is as fast as one of 1,000: the page's keys come from an index in the list's order, only
those rows are read with all that the columns show, and counting stops at a limit.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import django_tables2 as tables
from django.core.paginator import Paginator
from django.db import models
from django_tables2.data import TableData
from django_tables2.rows import BoundRow, BoundRows
from django_tables2.utils import Accessor, AttributeDict, OrderBy, signature

__all__ = ["Column", "DateColumn", "KeysFirst", "ListPaginator", "NumberColumn", "Table"]

COUNTED = 10_000
CHUNK = 2_000
Column = tables.Column


class Table(tables.Table):
    """A table of the house: Swedish words, rows that lead on, and sorting only where a column says so.

    A column that can be sorted names an index: `Column(orderable=True, order_by="sort_key")`. `one` and `many`
    are the words for what is listed.
    """

    one = "rad"
    many = "rader"
    empty_text = "Det finns inget att visa här."

    def __init__(self, data: Any, **kwargs: Any) -> None:
        kwargs.setdefault("orderable", False)
        kwargs.setdefault("order_by_field", "sortera")
        kwargs.setdefault("page_field", "sida")
        kwargs.setdefault("per_page_field", "antal")
        kwargs.setdefault("empty_text", self._meta.empty_text or type(self).empty_text)
        kwargs.setdefault("row_attrs", {"data-href": self.row_url} | (self._meta.row_attrs or {}))
        super().__init__(data, **kwargs)
        self.rows = _Rows(self.data, self, self.pinned_data)
        self._cell_attributes: dict[str, str] = {}

    def cell_attributes(self, column: Any) -> str:
        """The HTML attributes of the cells of a bound column: written once, unless some of them depend on the row."""
        if column.name not in self._cell_attributes:
            written = str(column.attrs["td"].as_html())
            if _depends_on_row(column.column.attrs):
                return written
            self._cell_attributes[column.name] = written
        return self._cell_attributes[column.name]

    @staticmethod
    def row_url(record: Any) -> str | None:
        """Where a click on the row leads; the first cell's link leads there as well."""
        get_absolute_url = getattr(record, "get_absolute_url", None)
        return get_absolute_url() if get_absolute_url else None


class _Row(BoundRow):
    """A row that looks up once a function what it asks for, and once a model what its fields are.

    The library does so anew for each cell, which was a seventh of the time of a list.
    """

    @property
    def attrs(self) -> AttributeDict:
        given = {"table": self._table, "record": self._record}
        found = {key: _call(value, given) if callable(value) else value for key, value in self._table.row_attrs.items()}
        own, striped = found.get("class"), self.get_even_odd_css_class()
        return AttributeDict(found | {"class": f"{own} {striped}" if own else striped})

    def get_cell(self, name: str) -> Any:
        column = self._table.columns[name]
        if _has_words(self._record.__class__, str(column.accessor)):
            return super().get_cell(name)
        # As the library has it: what cannot be reached is empty.
        value = Accessor(column.accessor).resolve(self._record, quiet=True)
        return column.default if value in column.column.empty_values else self._call_render(column, value)

    def _call_render(self, bound_column: Any, value: Any = None) -> Any:
        given = self._optional_cell_arguments(bound_column, value)
        content = _call(bound_column.render, given)
        return bound_column.link(content, **given) if bound_column.link else content


class _Rows(BoundRows):
    """The rows of a table, or of its page."""

    def __iter__(self) -> Iterator[BoundRow]:
        yield from self.generator_pinned_row(self.pinned_data.get("top"))
        for record in self.data:
            yield _Row(record, table=self.table)
        yield from self.generator_pinned_row(self.pinned_data.get("bottom"))

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice):
            return _Rows(self.data[key], self.table, self.pinned_data)
        return _Row(self.data[key], table=self.table)


def _call(function: Callable[..., Any], given: dict[str, Any]) -> Any:
    """`function` with those of the arguments `given` that it asks for."""
    plain = getattr(function, "__func__", None)
    names, takes_all = _wanted(plain, True) if plain else _wanted(function, False)
    return function(**(given if takes_all else {name: given[name] for name in names}))


@lru_cache(maxsize=1024)
def _wanted(function: Callable[..., Any], is_method: bool) -> tuple[tuple[str, ...], bool]:
    names, takes_all = signature(function)
    return tuple(names[1:] if is_method else names), takes_all is not None


@lru_cache(maxsize=1024)
def _has_words(model: type, accessor: str) -> bool:
    """Whether the field at the path has choices, whose words are shown."""
    if not issubclass(model, models.Model):
        return False
    return bool(getattr(Accessor(accessor).get_field(model), "choices", ()))


def _depends_on_row(attributes: Any) -> bool:
    if isinstance(attributes, dict):
        return any(map(_depends_on_row, attributes.values()))
    return callable(attributes)


class NumberColumn(tables.Column):
    """A figure: right-aligned, in figures of equal width."""

    attrs = {"th": {"class": "num"}, "td": {"class": "num"}}


class DateColumn(tables.Column):
    """A day as 2026-11-24; in an export it is a date."""

    attrs = {"td": {"class": "num-left"}}

    def render(self, value: dt.date | dt.datetime) -> str:
        """The day in figures."""
        return value.strftime("%Y-%m-%d")


class KeysFirst(TableData):
    """Reads a page as its keys in order, then those rows.

    `keys` is the filtered queryset, without annotations, and is counted; `in_order` is the same rows as they are
    ordered; `rows` has all that the columns show. `on_read` is told of the rows that are read to be shown.
    """

    def __init__(
        self,
        keys: models.QuerySet,
        rows: models.QuerySet,
        order: tuple[str, ...],
        counted: int | None,
        *,
        in_order: models.QuerySet | None = None,
        on_read: Callable[[list[Any]], None] | None = None,
    ) -> None:
        super().__init__(keys)
        self.keys, self.rows, self.counted = keys, rows, counted
        self.data = (keys if in_order is None else in_order).order_by(*order, *_tie_break(order))
        self._length: int | None = None
        self._on_read = on_read

    @property
    def capped(self) -> bool:
        """Whether there are more rows than were counted."""
        return self.counted is not None and self._count() > self.counted

    def __len__(self) -> int:
        return min(self._count(), self.counted) if self.counted is not None else self._count()

    def _count(self) -> int:
        if self._length is None:
            keys = self.keys.order_by().values("pk")
            self._length = (keys[: self.counted + 1] if self.counted is not None else keys).count()
        return self._length

    def __getitem__(self, part: slice) -> list[Any]:
        return self._read(list(self.data.values_list("pk", flat=True)[part]))

    def __iter__(self) -> Iterator[Any]:
        keys = list(self.data.values_list("pk", flat=True))
        for start in range(0, len(keys), CHUNK):
            yield from self._read(keys[start : start + CHUNK])

    def _read(self, keys: list[Any]) -> list[Any]:
        found = {row.pk: row for row in self.rows.filter(pk__in=keys)}
        shown = [found[key] for key in keys if key in found]
        if self._on_read:
            self._on_read(shown)
        return shown

    def order_by(self, aliases: Any) -> None:
        """Sort as the heads of the columns say; rows that are equal stay in the order of their keys."""
        order: list[str] = []
        for alias in aliases:
            column = self.table.columns[OrderBy(alias).bare]
            turned = alias[0] != column.order_by_alias[0]
            order += [part.for_queryset() for part in (column.order_by.opposite if turned else column.order_by)]
        if order:
            self.data = self.data.order_by(*order, *_tie_break(tuple(order)))


def _tie_break(order: tuple[str, ...]) -> list[str]:
    """`pk` in the direction of the last key, so that one index serves both directions."""
    if any(key in {"pk", "-pk", "id", "-id"} for key in order):
        return []
    return ["-pk" if order and order[-1].startswith("-") else "pk"]


class ListPaginator(Paginator):
    """Pages of a table; knows whether the count stopped at its limit."""

    @property
    def capped(self) -> bool:
        """Whether "10 000" means "more than 10 000"."""
        rows: Any = self.object_list
        return bool(getattr(rows.data, "capped", False))
