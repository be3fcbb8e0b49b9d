"""The receipt of an offer: what the page after the form may say again. It rides in the address, signed, and holds
nothing that anybody has written."""

import datetime as dt
from dataclasses import dataclass
from typing import Self

from django.core import signing

from amc.offers.models import Offer
from amc.staff.models import Unit

_SALT = "amc.offers.receipt"


@dataclass(frozen=True)
class Receipt:
    """What was offered (`Offer.Kind`), which unit answers, the day it came in and the last day to answer."""

    kind: str
    unit: int
    came_on: dt.date
    answer_by: dt.date

    @property
    def what(self) -> str:
        """What was offered, in words."""
        return str(Offer.Kind(self.kind).label)

    @property
    def unit_name(self) -> str:
        """The unit that answers; empty if it is no more."""
        return Unit.objects.values_list("name", flat=True).filter(pk=self.unit).first() or ""

    def signed(self) -> str:
        """As it rides in an address."""
        days = [self.came_on.isoformat(), self.answer_by.isoformat()]
        return signing.Signer(salt=_SALT).sign_object([self.kind, self.unit, *days])

    @classmethod
    def read(cls, signed: str) -> Self | None:
        """What `signed` said; None where we have not written it."""
        try:
            kind, unit, *days = signing.Signer(salt=_SALT).unsign_object(signed)
        except signing.BadSignature:
            return None
        came_on, answer_by = map(dt.date.fromisoformat, days)
        return cls(kind, unit, came_on, answer_by)
