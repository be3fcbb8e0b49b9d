"""Rows on their way into the tables, by COPY.

Rows keep the moments when they are said to have been written. Django's own way in would put now in every
`auto_now_add` column, and is many times slower.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, Protocol

from django.db import connection, models
from psycopg import sql
from psycopg.types.json import Jsonb

from amc.demo.chance import Chance

_MISSING = object()
_UUID = object()


class Sink(Protocol):
    """Where rows go."""

    def first_key(self, model: type[models.Model]) -> int:
        """The lowest key that is free in the table of `model`."""

    def write(self, table: "Table") -> None:
        """Take the rows that `table` holds."""


class Copying:
    """Rows to PostgreSQL by COPY, in the transaction that is open."""

    def first_key(self, model: type[models.Model]) -> int:
        """One above the highest key."""
        return (model._base_manager.aggregate(top=models.Max("pk"))["top"] or 0) + 1

    def write(self, table: "Table") -> None:
        """COPY them."""
        names = sql.SQL(", ").join([sql.Identifier(column) for column in table.columns])
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.model._meta.db_table), names)
        with connection.cursor() as cursor, cursor.cursor.copy(statement) as copy:
            for row in table.rows:
                copy.write_row(row)

    def set_sequences(self, tables: Sequence["Table"]) -> None:
        """Let the next row of each table get a key of its own."""
        with connection.cursor() as cursor:
            for table in tables:
                if table.column_of_key == "id":
                    name = table.model._meta.db_table
                    cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", [name, table.next_key])


class Digesting:
    """Rows to a fingerprint and nowhere else: the same data, the same fingerprint."""

    # A hash of a password is another one every time.
    LEFT_OUT = frozenset({"password"})

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.counts: dict[str, int] = {}

    @property
    def digest(self) -> str:
        """The fingerprint of all rows so far."""
        return self._hash.hexdigest()

    def first_key(self, model: type[models.Model]) -> int:
        """Always 1."""
        return 1

    def write(self, table: "Table") -> None:
        """Add them to the fingerprint."""
        kept = [place for place, column in enumerate(table.columns) if column not in self.LEFT_OUT]
        name = table.model._meta.label
        self.counts[name] = self.counts.get(name, 0) + len(table.rows)
        for row in table.rows:
            self._hash.update(repr([row[place] for place in kept]).encode())


class Table:
    """The rows of one model that wait to be written; keys are given here, so that rows can point at each other."""

    def __init__(self, model: type[models.Model], sink: Sink, chance: Chance) -> None:
        self.model = model
        self.chance = chance
        self.rows: list[tuple[Any, ...]] = []
        self.count = 0
        fields = [field for field in model._meta.concrete_fields if not field.generated]
        self.columns = [str(field.column) for field in fields]
        self.column_of_key = model._meta.pk.column
        self.next_key = sink.first_key(model)
        # A row is this list with some places changed: many times faster than asking each field for its value.
        self._blank = [_default(field) for field in fields]
        self._place = {field.attname: place for place, field in enumerate(fields)}
        self._key = model._meta.pk.attname
        self._uuids = [place for place, value in enumerate(self._blank) if value is _UUID]
        self._needed = [(place, field.attname) for place, field in enumerate(fields) if self._blank[place] is _MISSING]

    def add(self, **values: Any) -> int:
        """Put a row in the queue and answer its key. Values by attribute name (`unit_id`); the model's defaults
        stand in for the rest. Raises TypeError for an unknown name, or where a value without default is missing."""
        key = values.get(self._key)
        if key is None:
            values[self._key] = key = self.next_key
            self.next_key += 1
        row = self._blank[:]
        try:
            for name, value in values.items():
                row[self._place[name]] = value
        except KeyError as error:
            raise TypeError(f"{self.model._meta.label} has no {error}") from None
        for place in self._uuids:
            if row[place] is _UUID:
                row[place] = self.chance.uuid()
        for place, name in self._needed:
            if row[place] is _MISSING:
                raise TypeError(f"{self.model._meta.label} needs {name}")
        self.rows.append(tuple(row))
        self.count += 1
        return int(key)

    def change(self, key: int, **values: Any) -> None:
        """Set `values` in a row that has not been written yet. Raises LookupError where it has."""
        for position in range(len(self.rows) - 1, -1, -1):
            if self.rows[position][self._place[self._key]] == key:
                row = list(self.rows[position])
                for name, value in values.items():
                    row[self._place[name]] = value
                self.rows[position] = tuple(row)
                return
        raise LookupError(f"{self.model._meta.label} {key} is written already")


def _default(field: models.Field) -> Any:
    if isinstance(field, models.AutoField):
        return _MISSING
    if isinstance(field, models.UUIDField):
        return _UUID if field.has_default() else (None if field.null else _MISSING)
    if isinstance(field, models.JSONField):
        return Jsonb(field.get_default()) if field.has_default() else _MISSING
    if field.has_default():
        value = field.get_default()
        return value.value if isinstance(value, models.Choices) else value
    if field.null:
        return None
    return "" if isinstance(field, models.CharField | models.TextField) and field.blank else _MISSING


class Ledger:
    """All tables on their way in. `order` is the order in which they are written: what is pointed at comes first."""

    def __init__(self, order: Sequence[type[models.Model]], sink: Sink, chance: Chance) -> None:
        self.sink = sink
        self.tables = {model: Table(model, sink, chance) for model in order}

    def __getitem__(self, model: type[models.Model]) -> Table:
        return self.tables[model]

    def flush(self) -> None:
        """Write what waits."""
        for table in self.tables.values():
            if table.rows:
                self.sink.write(table)
                table.rows.clear()

    def counts(self) -> dict[str, int]:
        """How many rows each table has been given."""
        return {table.model._meta.label: table.count for table in self.tables.values() if table.count}
