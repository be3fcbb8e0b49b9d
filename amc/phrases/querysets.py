"""Which phrases one has."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from amc.staff.access import Permission

if TYPE_CHECKING:
    from amc.staff.models import User


class PhraseQuerySet(models.QuerySet):
    """Phrases."""

    def visible_to(self, user: "User") -> Self:
        """One's own, and those of the own unit; none for those who write in no case."""
        if not Permission.READ_CASES.granted_to(user):
            return self.none()
        unit = Q(unit=user.unit_id) if user.unit_id else Q(pk__in=[])
        return self.filter(Q(user=user.pk) | unit)

    def editable_by(self, user: "User") -> Self:
        """One's own, and for the enhetschef those of the unit."""
        rows = self.visible_to(user)
        return rows if Permission.MANAGE.granted_to(user) else rows.filter(user=user.pk)
