"""Reading what is to be reviewed."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from amc.staff.access import Permission

if TYPE_CHECKING:
    from amc.staff.models import User


class FlagQuerySet(models.QuerySet[Any]):
    """Readings to look at."""

    def visible_to(self, user: "User") -> Self:
        """The own unit's, for the enhetschef."""
        if not Permission.MANAGE.granted_to(user) or user.unit_id is None:
            return self.none()
        return self.filter(unit=user.unit_id)

    def waiting(self) -> Self:
        """Those that nobody has looked at."""
        return self.filter(outcome="")
