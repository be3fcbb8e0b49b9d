"""What tells one sending of a public form from another."""

import json
from typing import Any
from uuid import UUID, uuid5

from django.core.serializers.json import DjangoJSONEncoder


def mark_of(once: UUID, kind: str, unit: int, values: dict[str, Any]) -> UUID:
    """The key of the offer: the same for one showing of the form sent twice with the same words, so that a double click
    is one offer; another when somebody went back and wrote something else."""
    said = json.dumps([kind, unit, values], cls=DjangoJSONEncoder, sort_keys=True)
    return uuid5(once, said)
