"""Reading what the person has agreed to, what was shared, and who may know of somebody protected."""

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db.models import Exists, OuterRef, Q

from amc.staff.access import Kind
from participants.querysets import ScopedQuerySet

if TYPE_CHECKING:
    from amc.staff.models import User
    from participants.models import Enrolment


class _OfThePerson(ScopedQuerySet):
    """Rows of the person herself, whichever unit wrote them; what is sensitive is read by those who work with her."""

    kind = Kind.JOURNAL
    unit_path = "participant__unit"

    def _assigned(self, user: "User") -> Self:
        from participants.models import Participant

        return self.filter(participant__in=Participant.objects.visible_to(user))

    def unfenced_for(self, user: "User") -> Self:
        """Without the sensitive rows of those whom `user` does not work with today."""
        from amc.calendar import today
        from participants.models import CaseAssignment

        mine = CaseAssignment.objects.filter(
            user=user, period__contains=today(), enrolment__participant=OuterRef("participant")
        )
        return self.filter(Q(sensitive=False) | Exists(mine))


class ConsentQuerySet(_OfThePerson):
    """Consents; one that names a sensitive area is fenced as the area is [S2]."""

    def visible_to(self, user: "User") -> Self:
        """Consents that `user` may see."""
        return super().visible_to(user).unfenced_for(user) if user.is_authenticated else self.none()

    def in_force(self, now: dt.datetime) -> Self:
        """Consents that hold at `now`: given, not run out, not withdrawn."""
        from django.utils import timezone

        day = timezone.localdate(now)
        taken_back = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=now)
        return self.filter(taken_back, given_on__lte=day, valid_to__gte=day)

    def lately_in_force(self, now: dt.datetime) -> Self:
        """Consents that hold at `now` or did in the week before: what was told then is still to be recorded."""
        from django.utils import timezone

        then = now - dt.timedelta(days=7)
        taken_back = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=then)
        return self.filter(taken_back, given_on__lte=timezone.localdate(now), valid_to__gte=timezone.localdate(then))


class DisclosureQuerySet(_OfThePerson):
    """Disclosures; one of something sensitive is fenced as the area is [S2]."""

    def visible_to(self, user: "User") -> Self:
        """Disclosures that `user` may see."""
        return super().visible_to(user).unfenced_for(user) if user.is_authenticated else self.none()

    def unlinked_in(self, enrolment: "Enrolment") -> Self:
        """Those of `enrolment` that no statement was sent with."""
        from participants.models import Statement

        return self.filter(~Exists(Statement.objects.filter(disclosure=OuterRef("pk"))), enrolment=enrolment)


class StatementQuerySet(_OfThePerson):
    """Statements; one of a sensitive kind is fenced as a sensitive area is [S2]."""

    def visible_to(self, user: "User") -> Self:
        """Statements that `user` may see."""
        return super().visible_to(user).unfenced_for(user) if user.is_authenticated else self.none()

    def current(self) -> Self:
        """How each of them stands now."""
        return self.filter(superseded_by__isnull=True)


class ProtectionQuerySet(_OfThePerson):
    """Decisions on protected identity, and who is named: seen by those who see the person."""

    kind = Kind.CASE

    def in_force(self) -> Self:
        """Of named staff: those who may see the person today."""
        from amc.calendar import today

        return self.in_force_on(today())

    def in_force_on(self, day: dt.date) -> Self:
        """Of named staff: those who may see the person on `day`."""
        return self.filter(ended_at__isnull=True, period__contains=day)


class WithheldQuerySet(_OfThePerson):
    """Marks "inte till remittenten"."""

    def standing(self) -> Self:
        """Marks that have not been lifted."""
        return self.filter(lifted_at__isnull=True)
