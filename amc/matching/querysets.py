"""Reading openings, what participants seek, and proposals."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, Q

from amc.staff.access import Kind, Scope, scope
from participants.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from amc.staff.models import User

_IN_USE = Q(workplace__is_active=True, workplace__employer__is_active=True)


class OpeningQuerySet(models.QuerySet[Any]):
    """Openings, shared by the municipality's units: they hold no participant."""

    def visible_to(self, user: "User") -> Self:
        """All openings for those who work with employers; for a specialist as well, whose participants seek them."""
        return self if scope(user, Kind.EMPLOYER) is Scope.UNIT or scope(user, Kind.CASE) is Scope.OWN else self.none()

    def open(self) -> Self:
        """Those that nobody has closed, at workplaces that are in use."""
        return self.filter(_IN_USE, closed_on__isnull=True)

    def shut(self) -> Self:
        """Those that are closed, or whose workplace is no longer used: nobody can be proposed."""
        return self.exclude(_IN_USE, closed_on__isnull=True)

    def free_on(self, day: dt.date) -> Self:
        """Those that somebody can still be proposed for on `day`."""
        lasts = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        return self.open().filter(lasts, taken__lt=F("places"))

    def offered_on(self, day: dt.date) -> Self:
        """Those with places that are offered on `day`, free or taken: a closed one, or one at a workplace that is no
        longer used, as long as somebody has a place (amc.matching.rules.target)."""
        lasts = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        return self.filter(lasts, Q(_IN_USE, closed_on__isnull=True) | Q(taken__gt=0))


class LocalityQuerySet(models.QuerySet[Any]):
    """The towns whose place on the map is known."""

    def visible_to(self, user: "User") -> Self:
        """All of them, for whoever is signed in: they name nobody."""
        return self if user.is_authenticated else self.none()


class SeekingQuerySet(ScopedQuerySet):
    """What participants seek."""


class ProposalQuerySet(ScopedQuerySet):
    """Who is proposed where."""

    def holding(self) -> Self:
        """Those that hold a place."""
        from amc.matching.rules.proposals import HOLDS

        return self.filter(state__in=HOLDS)
