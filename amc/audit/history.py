"""What happened to one row, read from its history: who, when, and what changed field by field."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import models
from django.utils import timezone

from amc.staff.models import User

# Fields of the mechanics: they change with every save and tell the reader nothing.
_UNTOLD = frozenset({"id", "uuid", "revision", "sort_key", "search_key"})
EMPTY = "(tomt)"
SYSTEM = "Systemet"


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, as text."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Event:
    """One change of a row. `who` is "Systemet" where no signed-in person stood behind it."""

    at: dt.datetime
    who: str
    created: bool
    changes: tuple[FieldChange, ...]


def last_change(obj: models.Model) -> tuple[str, dt.datetime] | None:
    """Who changed the row last, and when; None for a row without history."""
    event_model = _event_model(obj)
    if event_model is None:
        return None
    event = event_model.objects.filter(pgh_obj_id=obj.pk).order_by("-pgh_id").first()
    if event is None:
        return None
    return _names([event])[event.pgh_id], event.pgh_created_at


def history_of(obj: models.Model, limit: int = 50) -> list[Event]:
    """The latest `limit` changes of the row, newest first; empty for a row without history.

    Asks one query for the events, one for the names and one per table that a changed field points to.
    The caller has read `obj` from `visible_to`.
    """
    event_model = _event_model(obj)
    if event_model is None:
        return []
    rows = list(event_model.objects.filter(pgh_obj_id=obj.pk).order_by("-pgh_id")[: limit + 1])
    names = _names(rows)
    fields = [field for field in _told_fields(obj, event_model) if _differs(field, rows)]
    words = {field.attname: _words(field, rows) for field in fields}
    events = []
    for position, row in enumerate(rows[:limit]):
        before = rows[position + 1] if position + 1 < len(rows) else None
        changes = tuple(
            FieldChange(_label(field), words[field.attname](before), words[field.attname](row))
            for field in fields
            if before is not None and getattr(before, field.attname) != getattr(row, field.attname)
        )
        if changes or row.pgh_label == "insert":
            events.append(Event(row.pgh_created_at, names[row.pgh_id], row.pgh_label == "insert", changes))
    return events


def _event_model(obj: models.Model) -> Any:
    return next(iter(getattr(obj, "pgh_event_models", {}).values()), None)


def _told_fields(obj: models.Model, event_model: Any) -> list[models.Field]:
    kept = {field.name for field in event_model._meta.fields}
    return [field for field in obj._meta.concrete_fields if field.name in kept and field.name not in _UNTOLD]


def _differs(field: models.Field, rows: list[Any]) -> bool:
    return any(getattr(a, field.attname) != getattr(b, field.attname) for a, b in pairwise(rows))


def _names(rows: Iterable[Any]) -> dict[int, str]:
    """The name behind each event, by the event's id."""
    users = {row.pgh_id: (row.pgh_context or {}).get("user") for row in rows}
    people = User.objects.in_bulk({pk for pk in users.values() if pk})
    return {event: people[pk].full_name if pk in people else SYSTEM for event, pk in users.items()}


def _words(field: models.Field, rows: list[Any]) -> Any:
    """A function from a row of history to the field's value as text."""
    if isinstance(field, models.ForeignKey):
        keys = {getattr(row, field.attname) for row in rows} - {None}
        targets = {
            getattr(target, field.target_field.attname): str(target)
            for target in field.related_model._base_manager.filter(**{f"{field.target_field.name}__in": keys})
        }
        return lambda row: targets.get(getattr(row, field.attname), EMPTY) if row else EMPTY
    choices = dict(field.flatchoices)
    return lambda row: in_words(getattr(row, field.attname), choices) if row else EMPTY


def _label(field: models.Field) -> str:
    label = str(field.verbose_name)
    return label[:1].upper() + label[1:]


def in_words(value: Any, choices: dict[Any, Any] | None = None) -> str:
    """A value as a reader writes it: choices by their label, dates as 2026-11-24, "(tomt)" for nothing."""
    if value is None or value == "" or value == []:
        return EMPTY
    if choices and not isinstance(value, list | dict) and value in choices:
        return str(choices[value])
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if isinstance(value, dt.datetime):
        return (
            timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value.tzinfo else value.strftime("%Y-%m-%d %H:%M")
        )
    if isinstance(value, Decimal | float):
        return str(value).replace(".", ",")
    if isinstance(value, list | tuple | set | models.QuerySet):
        return ", ".join(in_words(part, choices) for part in value) or EMPTY
    if hasattr(value, "lower_inc"):
        return _range_in_words(value)
    return str(value)


def _range_in_words(value: Any) -> str:
    last = value.upper
    if isinstance(last, dt.date) and not value.upper_inc:
        last -= dt.timedelta(days=1)
    return f"{in_words(value.lower)} – {in_words(last) if last else 'tills vidare'}"
