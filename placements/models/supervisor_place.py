"""Where supervisors supervise besides at their own employer's. No participant is named here."""

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from amc.base import PublicModel, RevisedModel
from amc.staff.models import User
from placements.models.employer import Workplace
from placements.models.placement import OneInteger
from placements.models.supervision import Supervisor
from placements.querysets_register import SupervisorPlaceQuerySet


class Days(Func):
    """The days from a first to a last, both included, as one range; without a last day, all that follow."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self, first: str, last: str) -> None:
        super().__init__(F(first), F(last), RangeBoundary(inclusive_lower=True, inclusive_upper=True))


@pghistory.track()
class SupervisorPlace(PublicModel, RevisedModel):
    """A workplace that a supervisor serves from `first_day` to `last_day`, both included; None until further notice.

    They serve all of their own employer's without any row; one of those is said here to be offered first there.
    """

    supervisor = models.ForeignKey(Supervisor, models.PROTECT, related_name="places", verbose_name="handledare")
    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="served", verbose_name="arbetsplats")
    first_day = models.DateField("från och med")
    last_day = models.DateField("till och med", null=True, blank=True)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="inlagd av")
    noted_at = models.DateTimeField("inlagd", auto_now_add=True)

    objects = SupervisorPlaceQuerySet.as_manager()

    class Meta:
        verbose_name = "arbetsplats för handledare"
        verbose_name_plural = "arbetsplatser för handledare"
        ordering = ["-first_day", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="supervisor_place_ends_after_it_began",
            ),
            ExclusionConstraint(
                name="supervisor_serves_a_place_once_at_a_time",
                expressions=[
                    (OneInteger("supervisor"), RangeOperators.EQUAL),
                    (OneInteger("workplace"), RangeOperators.EQUAL),
                    (Days("first_day", "last_day"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workplace} {self.first_day}"

    def get_absolute_url(self) -> str:
        """The supervisor's page, where it stands."""
        return self.supervisor.get_absolute_url()
