"""Reading notices."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

from participants.querysets import hidden_from

if TYPE_CHECKING:
    from amc.staff.models import User


class NotificationQuerySet(models.QuerySet[Any]):
    """Notices in the system."""

    def visible_to(self, user: "User") -> Self:
        """The user's own, without those about protected persons whom the user is no longer named to see."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        return self.filter(recipient=user).exclude(participant__in=hidden_from(user).values("pk"))

    def unread(self) -> Self:
        """Not yet read."""
        return self.filter(read_at__isnull=True)
