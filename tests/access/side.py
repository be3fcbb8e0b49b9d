"""What one unit has in the world of the access tests."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from amc.staff.models import Unit, User
from placements.models import Supervisor

TODAY = dt.date(2026, 11, 24)
AGREED_ON = dt.date(2026, 1, 20)


@dataclass
class Side:
    """What one unit has, as the arguments that its addresses take, by the word that the table uses."""

    unit: Unit
    consultant: User
    specialist: User
    supervisor: Supervisor
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)

    def put(self, word: str, uuid: UUID, **more: Any) -> None:
        """Note what `word` means here."""
        self.objects[word] = {"uuid": uuid, **more}
