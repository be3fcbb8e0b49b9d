"""Reading notices."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models

if TYPE_CHECKING:
    from amc.staff.models import User


class NotificationQuerySet(models.QuerySet[Any]):
    """Notices in the system."""

    def visible_to(self, user: "User") -> Self:
        """The user's own."""
        return self.filter(recipient=user) if user.is_authenticated and user.is_active else self.none()

    def unread(self) -> Self:
        """Not yet read."""
        return self.filter(read_at__isnull=True)
