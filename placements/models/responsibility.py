"""Who answers for what at an employer's, and what to beware of there. No participant is named here."""

import datetime as dt

import pghistory
from django.db import models
from django.db.models import F, Q

from amc.base import PublicModel, RevisedModel
from amc.staff.models import User
from placements.models.employer import Employer, Workplace
from placements.querysets_register import EmployerWarningQuerySet, ResponsibilityAgreementQuerySet


@pghistory.track()
class ResponsibilityAgreement(PublicModel, RevisedModel):
    """Who answers for the working environment, the insurance and the guidance of somebody in praktik, as signed.

    Without `workplace` it holds for all of the employer's; without `valid_to` until further notice. `lapses`: it is
    known that it will not be renewed, so nobody needs to be reminded.
    """

    class Party(models.TextChoices):
        EMPLOYER = "employer", "Arbetsgivaren"
        UNIT = "unit", "Enheten"
        BOTH = "both", "Båda"

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="agreements", verbose_name="arbetsgivare")
    workplace = models.ForeignKey(
        Workplace, models.PROTECT, null=True, blank=True, related_name="agreements", verbose_name="arbetsplats"
    )
    environment = models.CharField("arbetsmiljö", max_length=10, choices=Party)
    insurance = models.CharField("försäkring", max_length=10, choices=Party)
    guidance = models.CharField("handledning", max_length=10, choices=Party)
    signed_on = models.DateField("undertecknat")
    valid_to = models.DateField("gäller till och med", null=True, blank=True)
    signed_by = models.CharField("undertecknat av", max_length=100, blank=True)
    kept_at = models.CharField("var avtalet finns", max_length=200, blank=True)
    lapses = models.BooleanField("förnyas inte", default=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="registrerat av")
    created_at = models.DateTimeField("registrerat", auto_now_add=True)

    objects = ResponsibilityAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "ansvarsavtal"
        verbose_name_plural = "ansvarsavtal"
        ordering = ["-signed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("signed_on")),
                name="agreement_ends_after_it_is_signed",
            )
        ]
        indexes = [
            models.Index(
                fields=["valid_to"],
                name="agreement_by_last_day",
                condition=Q(valid_to__isnull=False, lapses=False),
            )
        ]

    def __str__(self) -> str:
        return f"Ansvarsavtal {self.signed_on}"

    def holds_on(self, day: dt.date) -> bool:
        """Whether it is signed and has not ended on `day`."""
        return self.signed_on <= day and (self.valid_to is None or day <= self.valid_to)

    def get_absolute_url(self) -> str:
        """The employer's page, where it stands."""
        return self.employer.get_absolute_url()


@pghistory.track()
class EmployerWarning(PublicModel, RevisedModel):
    """What whoever places somebody at an employer's should know: why, who says so, and until when.

    It stands until `until`, or until somebody lifts it. The reason is about the employer, never about a participant.
    """

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="warnings", verbose_name="arbetsgivare")
    reason = models.TextField("varför")
    until = models.DateField("gäller till och med", null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="varnat av")
    created_at = models.DateTimeField("varnat", auto_now_add=True)
    lifted_on = models.DateField("hävd", null=True, blank=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="hävd av")

    objects = EmployerWarningQuerySet.as_manager()

    class Meta:
        verbose_name = "varning om arbetsgivare"
        verbose_name_plural = "varningar om arbetsgivare"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True, lifted_by__isnull=True)
                | Q(lifted_on__isnull=False, lifted_by__isnull=False),
                name="employer_warning_lifted_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.reason

    def get_absolute_url(self) -> str:
        """The employer's page, where it stands."""
        return self.employer.get_absolute_url()
