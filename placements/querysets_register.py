"""Reading the registers that the units share: employers, workplaces and supervisors. They hold no participant."""

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from amc.staff.access import Kind, Scope, scope

if TYPE_CHECKING:
    from amc.staff.models import User


class EmployerQuerySet(models.QuerySet[Any]):
    """Employers, shared by the municipality's units: they hold no participant."""

    def visible_to(self, user: "User") -> Self:
        """All employers for those who work with employers or pay; nobody else sees any."""
        return self if scope(user, Kind.EMPLOYER) is Scope.UNIT else self.none()

    def kept(self) -> Self:
        """Those that have not been merged into another."""
        return self.filter(merged_into__isnull=True)


class WorkplaceQuerySet(EmployerQuerySet):
    """Workplaces and contact persons."""


class EmployerContactQuerySet(EmployerQuerySet):
    """The log of contacts with employers."""

    def waiting(self) -> Self:
        """Those whose next step is not done."""
        return self.filter(next_on__isnull=False, done_on__isnull=True)


class JointVisitQuerySet(EmployerQuerySet):
    """Visits to employers together with AF."""

    def planned(self) -> Self:
        """Those of which nobody has said how they went."""
        return self.filter(state="planned")


class ResponsibilityAgreementQuerySet(EmployerQuerySet):
    """Agreements on who answers for what."""

    def of_place(self, workplace: Any) -> Self:
        """Those that hold for a workplace: its own, and those of all the employer's."""
        return self.filter(Q(workplace=workplace) | Q(workplace__isnull=True), employer=workplace.employer_id)


class EmployerWarningQuerySet(EmployerQuerySet):
    """Warnings of employers."""

    def in_force_on(self, day: dt.date) -> Self:
        """Those that nobody has lifted and whose last day has not passed."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), lifted_on__isnull=True)


class SupervisorQuerySet(EmployerQuerySet):
    """The register of supervisors."""

    def visible_to(self, user: "User") -> Self:
        """All supervisors for those who work with employers; a supervisor sees the own row."""
        if scope(user, Kind.EMPLOYER) is Scope.UNIT:
            return self
        return self.filter(user=user) if user.is_authenticated and user.is_active else self.none()

    def staying(self, day: dt.date) -> Self:
        """Those whose last day as supervisor has not passed on `day`."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day))

    def never_trained(self, day: dt.date) -> Self:
        """Those who have had no training on `day`."""
        return self.filter(~Exists(self._trainings().held(day)))

    def lapsed(self, day: dt.date) -> Self:
        """Those who have had a training, of which none holds on `day`."""
        return self.untrained(day).filter(Exists(self._trainings().held(day)))

    def trained(self, day: dt.date) -> Self:
        """Those with a training that holds on `day`."""
        return self.filter(Exists(self._trainings().holding(day)))

    def untrained(self, day: dt.date) -> Self:
        """Those without a training that holds on `day`."""
        return self.filter(~Exists(self._trainings().holding(day)))

    def _trainings(self) -> "SupervisorTrainingQuerySet":
        from placements.models import SupervisorTraining

        return SupervisorTraining.objects.filter(supervisor=OuterRef("pk"))


class SupervisorPlaceQuerySet(EmployerQuerySet):
    """The workplaces that supervisors serve besides."""

    def on(self, day: dt.date) -> Self:
        """Those that hold on `day`."""
        return self.lasting(day).filter(first_day__lte=day)

    def lasting(self, day: dt.date) -> Self:
        """Those that have not ended on `day`, also those to come."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day))


class SupervisorTrainingQuerySet(EmployerQuerySet):
    """The trainings of supervisors."""

    def standing(self) -> Self:
        """Those that nobody has struck."""
        return self.filter(withdrawn_on__isnull=True)

    def held(self, day: dt.date) -> Self:
        """Those that count and have been held on `day`."""
        return self.standing().filter(held_on__lte=day)

    def holding(self, day: dt.date) -> Self:
        """Those that hold on `day`."""
        return self.held(day).filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))
