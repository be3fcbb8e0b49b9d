"""Makers of statements."""

import datetime as dt
from typing import Any

import factory
from factory.django import DjangoModelFactory

from participants.models import Statement, StatementKind


def kind(code: str) -> StatementKind:
    """The kind with this code."""
    return StatementKind.objects.get(code=code)


class StatementFactory(DjangoModelFactory[Statement]):
    """A sensitive one that is asked for."""

    class Meta:
        model = Statement

    participant: Any = factory.LazyAttribute(lambda made: made.enrolment.participant)
    kind = factory.LazyFunction(lambda: kind("underlag_fk"))
    sensitive = factory.LazyAttribute(lambda made: made.kind.sensitive)
    direction = Statement.Direction.ASKED
    party = "Vårdcentralen City"
    day = dt.date(2026, 11, 20)
    due_on = dt.date(2026, 12, 4)
    author: Any = factory.LazyAttribute(lambda made: made.enrolment.consultant)
