"""Reading the read log."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from amc.staff.access import Permission

if TYPE_CHECKING:
    from amc.staff.models import User


class ReadLogQuerySet(models.QuerySet[Any]):
    """Rows of the read log."""

    def visible_to(self, user: "User") -> Self:
        """What those who work at one's own unit have read, for the enhetschef who reviews it; nothing for others."""
        if not Permission.MANAGE.granted_to(user) or user.unit_id is None:
            return self.none()
        return self.filter(unit=user.unit_id)

    def by(self, user: "User") -> Self:
        """What `user` has read: nobody's secret from the reader."""
        return self.filter(user=user)

    def about(self, participant_id: int) -> Self:
        """Rows in which the person was shown."""
        return self.filter(persons__contains=[participant_id])
