"""Reading handovers: the step, the letter to each who took cases over, and the cases."""

from typing import TYPE_CHECKING, Self

from django.db import models

from amc.staff.access import Kind, Permission, Scope, scope
from participants.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from amc.staff.models import User


class HandoverQuerySet(models.QuerySet):
    """Handovers, which are a unit's; which cases they were of is for those who see the cases."""

    def visible_to(self, user: "User") -> Self:
        """Those of the own unit."""
        return self.filter(unit=user.unit_id) if scope(user, Kind.CASE) is Scope.UNIT else self.none()


class HandoverLetterQuerySet(models.QuerySet):
    """Letters about what was taken over."""

    def visible_to(self, user: "User") -> Self:
        """One's own; for the enhetschef the unit's."""
        if scope(user, Kind.CASE) is not Scope.UNIT:
            return self.none()
        rows = self.filter(handover__unit=user.unit_id)
        return rows if Permission.MANAGE.granted_to(user) else rows.filter(to=user)

    def unread(self) -> Self:
        """Those that nobody has read, of handovers that stand."""
        return self.filter(read_at__isnull=True, handover__undone_at__isnull=True)


class HandedCaseQuerySet(ScopedQuerySet):
    """Cases that were handed over."""
