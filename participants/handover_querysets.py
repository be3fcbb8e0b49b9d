"""Reading handovers: the step, the letter to each who took cases over, the cases, and the changes that are planned."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

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
        """Those that nobody has read, of handovers that stand; and those read before theirs was undone, so that whoever
        took over is told of that, too."""
        waiting = Q(read_at__isnull=True, handover__undone_at__isnull=True)
        return self.filter(waiting | Q(read_at__lt=F("handover__undone_at")))


class HandedCaseQuerySet(ScopedQuerySet):
    """Cases that were handed over."""


class PlannedChangeQuerySet(ScopedQuerySet):
    """Changes of consultant that are planned, or were."""

    def to_come(self) -> Self:
        """Those that are still to be made."""
        return self.filter(state="planned")

    def due(self, today: dt.date) -> Self:
        """Those to be made by `today`."""
        return self.to_come().filter(day__lte=today)

    def planned_with(self, key: uuid.UUID) -> Self:
        """All of the step that `key` names, or that the change with `key` is of."""
        steps = self.model._base_manager.filter(Q(step=key) | Q(uuid=key))
        return self.filter(step__in=steps.values("step"))

    def told_to(self, user: "User") -> Self:
        """Those whose outcome is for `user` to read and is unread: that it is done, for whoever had the case; that it
        came to nothing, for whoever planned it and the enhetschef."""
        refused = Q(state="refused")
        if not Permission.MANAGE.granted_to(user):
            refused &= Q(planned_by=user)
        return self.filter(Q(state="done", of=user) & ~Q(planned_by=user) | refused, read_at__isnull=True)
