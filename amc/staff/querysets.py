"""Reading users."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from amc.staff.models import User


class UserQuerySet(models.QuerySet["User"]):
    """Users as others may see them."""

    def visible_to(self, user: "User") -> Self:
        """Accounts that `user` may see: the whole municipality for the systemförvaltare, else the own unit's."""
        from amc.staff.models import Role

        if user.has_role(Role.SYSTEMFORVALTARE):
            return self
        if user.unit_id and user.has_role(Role.KONSULENT, Role.ENHETSCHEF, Role.SPECIALIST, Role.HR, Role.EKONOM):
            return self.filter(unit_id=user.unit_id)
        return self.filter(pk=user.pk) if user.pk else self.none()

    def active_on(self, day: dt.date) -> Self:
        """Accounts that can be used on `day`."""
        return self.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=day), is_active=True)

    def with_role(self, *roles: str) -> Self:
        """Accounts that have at least one of `roles`."""
        return self.filter(roles__overlap=list(roles))
