"""Deviations: what at a placement is not as it should be, until it is mended [S1][S2]."""

from django.db import models
from django.db.models import Q

from amc.base import PublicModel, RevisedModel
from amc.staff.models import User
from placements.models.placement import Employment, Internship
from placements.querysets import DeviationQuerySet


class Deviation(PublicModel, RevisedModel):
    """Something at a placement that is not as it should be, until it is mended: a gap in supervision, a month that
    did not go as planned, a concern at a visit [S1][S2]."""

    class Kind(models.TextChoices):
        NO_SUPERVISOR = "no_supervisor", "Handledare saknas"
        MONTH = "month", "Månaden gick inte som planerat"
        CONCERN = "concern", "Oro på arbetsplatsen"

    enrolment = models.ForeignKey("participants.Enrolment", models.PROTECT, related_name="deviations")
    employment = models.ForeignKey(Employment, models.PROTECT, null=True, blank=True, related_name="deviations")
    internship = models.ForeignKey(Internship, models.PROTECT, null=True, blank=True, related_name="deviations")
    kind = models.CharField("slag", max_length=20, choices=Kind)
    text = models.TextField("vad har hänt")
    noticed_on = models.DateField("upptäckt")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="registrerad av")
    created_at = models.DateTimeField("registrerad", auto_now_add=True)
    mended_on = models.DateField("åtgärdad", null=True, blank=True)
    mended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    mended_how = models.TextField("åtgärd", blank=True)

    objects = DeviationQuerySet.as_manager()

    class Meta:
        verbose_name = "avvikelse"
        verbose_name_plural = "avvikelser"
        ordering = ["-noticed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mended_on__isnull=True) | (Q(mended_by__isnull=False) & ~Q(mended_how="")),
                name="mended_deviation_says_how",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.noticed_on}"
