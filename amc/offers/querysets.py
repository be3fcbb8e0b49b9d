"""Reading offers. They hold no participant and are shared by the units, as employers are."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from amc.offers.rules import DECLINED, NEW, forgotten_before
from amc.staff.access import Kind, Scope, scope

if TYPE_CHECKING:
    from amc.staff.models import User


class OfferQuerySet(models.QuerySet[Any]):
    """Offers."""

    def visible_to(self, user: "User") -> Self:
        """All offers for those who work with employers; nobody else sees any."""
        return self if scope(user, Kind.EMPLOYER) is Scope.UNIT else self.none()

    def waiting(self) -> Self:
        """Those that nobody has answered."""
        return self.filter(state=NEW)

    def untold(self, now: dt.datetime) -> Self:
        """New ones that came in during the last day and that no e-mail has told of. Older ones were not to be told of,
        as no address was set."""
        return self.waiting().filter(mailed_at__isnull=True, received_at__gt=now - dt.timedelta(days=1))

    def to_forget(self, today: dt.date) -> Self:
        """Declined ones whose personal data have been kept long enough."""
        return self.filter(state=DECLINED, forgotten_on__isnull=True, answered_on__lte=forgotten_before(today))
