"""Everything about one person, as the database has it and as somebody reads it."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField, RangeField
from django.db import connection, models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import capfirst

from amc.audit.history import EMPTY, SYSTEM, in_words
from amc.staff.models import User
from participants.models import Enrolment, Participant
from participants.models.kartlaggning import FactsField

# Of the mechanics: they stand in the JSON, and tell a reader nothing.
_UNTOLD = frozenset({"id", "uuid", "revision", "sort_key", "search_key", "origin", "fingerprint", "step"})
_HISTORY = "pgh_"
_LAST = 3
# A part in a case that was struck out before it began.
STRUCK = "struken"
Row = dict[str, Any]


@dataclass(frozen=True)
class Extract:
    """The rows by table, and the SHA-256 of their JSON."""

    rows: dict[str, list[Row]]
    made_at: dt.datetime

    @property
    def as_json(self) -> bytes:
        """The whole, in one order, so that the same rows give the same bytes."""
        said = {"registerutdrag": self.made_at.isoformat(timespec="seconds"), "tabeller": self.rows}
        return json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1).encode()

    @property
    def fingerprint(self) -> str:
        """The print of the JSON."""
        return hashlib.sha256(self.as_json).hexdigest()


def read_extract(participant: Participant, *, now: dt.datetime) -> Extract:
    """Everything about the person. The user of the transaction has to do casework in the person's unit
    (extract_person); a database error says that the person is out of sight."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract_person(%s)", [participant.pk])
        found = cursor.fetchone()[0]
    rows: dict[str, list[Row]] = json.loads(found) if isinstance(found, str) else found
    # An earlier extract tells of the same things once more.
    for row in rows.get("participants_disclosure", []):
        if row["document"] and row["document"].get("registerutdrag"):
            row["document"] = None
    return Extract(rows, now)


def parts_of(extract: Extract) -> list[dict[str, Any]]:
    """The document's parts, for extract.typ: one heading per kind, each row with its labels and values in words. The
    person comes first, what is not saved yet and what was changed last."""
    by_table = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    order = {model._meta.db_table: (_place(model), index) for index, model in enumerate(apps.get_models())}
    names = _names(extract, by_table)
    parts: list[dict[str, Any]] = []
    for table in sorted(extract.rows, key=lambda name: (order.get(name, (_LAST, 0)), name)):
        model = by_table.get(table)
        rows = extract.rows[table]
        told = [_told(row, model, names) for row in rows]
        parts.append({"heading": f"{_heading(table, model)} ({len(rows)})", "rows": told})
    return parts


def _place(model: type[models.Model]) -> int:
    """0 for the person, 1 for what is registered, 2 for drafts, 3 for history."""
    if model is Participant:
        return 0
    if hasattr(model, "pgh_tracked_model"):
        return _LAST
    return 2 if model._meta.app_label == "web" else 1


def _heading(table: str, model: type[models.Model] | None) -> str:
    if model is None:
        return table
    tracked = getattr(model, "pgh_tracked_model", None)
    if tracked is not None:
        return f"Historik: {tracked._meta.verbose_name_plural}"
    return str(capfirst(str(model._meta.verbose_name_plural)))


def _told(row: Row, model: type[models.Model] | None, names: dict[tuple[str, Any], str]) -> list[tuple[str, str]]:
    if model is None:
        return [(column, str(value)) for column, value in row.items() if value not in (None, "")]
    told = []
    tracked = getattr(model, "pgh_tracked_model", None)
    if tracked is not None:
        who = (row.get("pgh_context") or {}).get("user")
        told.append(("Ändrat", f"{_moment(row['pgh_created_at'])} av {names.get((User._meta.db_table, who), SYSTEM)}"))
    for field in model._meta.concrete_fields:
        value = row.get(field.column or "")
        if field.name in _UNTOLD or field.name.startswith(_HISTORY) or value in (None, "", [], {}):
            continue
        told.append((str(capfirst(str(field.verbose_name))), _in_words(field, value, names)))
    return told


def _in_words(field: models.Field, value: Any, names: dict[tuple[str, Any], str]) -> str:
    if isinstance(field, FactsField):
        return field.in_words(value)
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model._meta.db_table, value), EMPTY)
    if isinstance(field, models.DateTimeField):
        return _moment(value)
    if isinstance(field, models.DateField):
        return str(parse_date(value) or value)
    if isinstance(field, ArrayField):
        choices = dict(getattr(field.base_field, "flatchoices", ()) or ())
        return ", ".join(in_words(one, choices) for one in value)
    if isinstance(field, RangeField) and value == "empty":
        return STRUCK
    if isinstance(field, RangeField | models.JSONField):
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return in_words(value, dict(field.flatchoices))


def _moment(value: str) -> str:
    return in_words(parse_datetime(value) or value)


def _names(extract: Extract, by_table: dict[str, type[models.Model]]) -> dict[tuple[str, Any], str]:
    """What the keys in the rows lead to, as a reader calls it: one question per table that they point to."""
    wanted: dict[type[models.Model], tuple[str, set[Any]]] = {}
    for table, rows in extract.rows.items():
        model = by_table.get(table)
        for field in model._meta.concrete_fields if model else ():
            if isinstance(field, models.ForeignKey) and isinstance(field.related_model, type):
                keys = {row.get(field.column) for row in rows} - {None}
                wanted.setdefault(field.related_model, (field.target_field.attname, set()))[1].update(keys)
        users = {(row.get("pgh_context") or {}).get("user") for row in rows} - {None}
        wanted.setdefault(User, ("id", set()))[1].update(users)
    # The person's own cases, those of other units included, which the reader's sight does not reach.
    cases = Enrolment._meta.db_table
    found = {(cases, row["id"]): row["case_number"] for row in extract.rows.get(cases, [])}
    for model, (key, keys) in wanted.items():
        for target in model._base_manager.filter(**{f"{key}__in": keys}):
            found[model._meta.db_table, getattr(target, key)] = str(target)
    return found
