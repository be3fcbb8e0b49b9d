"""Reading retention: holds, runs, and the statistics that remain."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from amc.staff.access import Permission
from participants.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from amc.staff.models import User


class LegalHoldQuerySet(ScopedQuerySet):
    """Holds, for those who see the person."""

    unit_path = "participant__unit"

    def _assigned(self, user: "User") -> Self:
        from participants.models import Participant

        return self.filter(participant__in=Participant.objects.visible_to(user))

    def standing(self) -> Self:
        """Holds that have not been lifted."""
        return self.filter(lifted_at__isnull=True)


class _OfUnit(models.QuerySet[Any]):
    """Rows of a unit, for those who lead it."""

    unit_path = "unit"

    def visible_to(self, user: "User") -> Self:
        """The own unit's, for the enhetschef."""
        return self.filter(**{self.unit_path: user.unit_id}) if self.may_read(user) else self.none()

    @staticmethod
    def may_read(user: "User") -> bool:
        """Whether the user leads a unit."""
        return Permission.MANAGE.granted_to(user) and user.unit_id is not None


class DisposalRunQuerySet(_OfUnit):
    """Approved disposals."""


class DisposalItemQuerySet(_OfUnit):
    """What each of them took."""

    unit_path = "run__unit"

    def waiting(self) -> Self:
        """Approved and not yet carried out."""
        return self.filter(outcome="")


class ClosedCaseQuerySet(_OfUnit):
    """What remains of disposed cases."""
