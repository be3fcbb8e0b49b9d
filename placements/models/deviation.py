"""Deviations: what at a placement is not as it should be, and what is done about it, until it is closed [S1][S2]."""

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse

from amc.base import PublicModel, RevisedModel
from amc.staff.models import User
from placements.models.placement import Employment, Internship
from placements.querysets import DeviationMeasureQuerySet, DeviationQuerySet


@pghistory.track()
class Deviation(PublicModel, RevisedModel):
    """Something at a placement that is not as it should be, until the enhetschef closes it.

    `proposed_*`: the consultant holds that it is mended, and `mended_how` says how; `mended_*`: it is closed. A gap in
    supervision closes by itself when somebody takes over. `happened_on` and `happened_time` are None where it is no one
    moment; `noticed_on` is the day it was written down. `reopened_*` is the last time it was opened again.
    """

    class Kind(models.TextChoices):
        ACCIDENT = "accident", "Olycka"
        NEAR_MISS = "near_miss", "Tillbud"
        THREAT = "threat", "Hot eller våld"
        ABSENCE = "absence", "Frånvaro"
        MISUSE = "misuse", "Platsen missbrukas"
        OUTSIDE_AGREEMENT = "outside_agreement", "Uppgifter utanför överenskommelsen"
        NO_SUPERVISOR = "no_supervisor", "Handledare saknas"
        MONTH = "month", "Månaden gick inte som planerat"
        CONCERN = "concern", "Oro på arbetsplatsen"

    class Severity(models.IntegerChoices):
        MINOR = 1, "Lindrig"
        MODERATE = 2, "Måttlig"
        SERIOUS = 3, "Allvarlig"
        SEVERE = 4, "Mycket allvarlig"

    # What somebody who is about to place another there should know of.
    CONCERNING = (Kind.ACCIDENT, Kind.NEAR_MISS, Kind.THREAT, Kind.MISUSE, Kind.OUTSIDE_AGREEMENT, Kind.CONCERN)

    enrolment = models.ForeignKey("participants.Enrolment", models.PROTECT, related_name="deviations")
    employment = models.ForeignKey(Employment, models.PROTECT, null=True, blank=True, related_name="deviations")
    internship = models.ForeignKey(Internship, models.PROTECT, null=True, blank=True, related_name="deviations")
    kind = models.CharField("slag", max_length=20, choices=Kind)
    severity = models.PositiveSmallIntegerField("allvar", choices=Severity, default=Severity.MODERATE)
    text = models.TextField("vad har hänt")
    noticed_on = models.DateField("upptäckt")
    happened_on = models.DateField("hände", null=True, blank=True)
    happened_time = models.TimeField("klockan", null=True, blank=True)
    place = models.CharField("var", max_length=200, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="registrerad av")
    created_at = models.DateTimeField("registrerad", auto_now_add=True)
    proposed_on = models.DateField("föreslagen för stängning", null=True, blank=True)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="föreslagen av"
    )
    mended_on = models.DateField("stängd", null=True, blank=True)
    mended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    mended_how = models.TextField("åtgärd", blank=True)
    reopened_on = models.DateField("öppnad igen", null=True, blank=True)
    reopened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reopened_why = models.CharField("varför den öppnades igen", max_length=300, blank=True)

    objects = DeviationQuerySet.as_manager()

    class Meta:
        verbose_name = "avvikelse"
        verbose_name_plural = "avvikelser"
        ordering = ["-noticed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mended_on__isnull=True) | (Q(mended_by__isnull=False) & ~Q(mended_how="")),
                name="mended_deviation_says_how",
            ),
            models.CheckConstraint(
                condition=Q(proposed_on__isnull=True, proposed_by__isnull=True)
                | (Q(proposed_on__isnull=False, proposed_by__isnull=False) & ~Q(mended_how="")),
                name="proposed_closing_says_how",
            ),
            models.CheckConstraint(condition=Q(severity__gte=1, severity__lte=4), name="deviation_severity_of_four"),
            models.CheckConstraint(
                condition=Q(happened_time__isnull=True) | Q(happened_on__isnull=False),
                name="deviation_time_has_its_day",
            ),
        ]
        indexes = [
            models.Index(fields=["noticed_on", "id"], name="deviation_by_day"),
            models.Index(fields=["noticed_on"], name="deviation_open", condition=Q(mended_on__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.noticed_on}"

    @property
    def placement(self) -> Employment | Internship | None:
        """The placement it is about."""
        return self.employment or self.internship

    @property
    def is_serious(self) -> bool:
        """Whether the enhetschef is told at once."""
        return self.severity >= self.Severity.SERIOUS

    @property
    def state(self) -> str:
        """Open, proposed for closing, or closed: the word of the list's filter."""
        if self.mended_on:
            return "stangda"
        return "foreslagna" if self.proposed_on else "oppna"

    def get_absolute_url(self) -> str:
        """The deviation's page."""
        return reverse("deviation_detail", args=[self.uuid])


class DeviationMeasure(PublicModel, RevisedModel):
    """What is to be done about a deviation, by whom and by when; chased until it is done."""

    deviation = models.ForeignKey(Deviation, models.PROTECT, related_name="measures", verbose_name="avvikelse")
    text = models.CharField("åtgärd", max_length=300)
    doer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="vem gör det")
    due_on = models.DateField("senast")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="inlagd av")
    created_at = models.DateTimeField("inlagd", auto_now_add=True)
    done_on = models.DateField("gjord", null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="gjord av")
    outcome = models.CharField("hur det gick", max_length=300, blank=True)

    objects = DeviationMeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "åtgärd"
        verbose_name_plural = "åtgärder"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="deviation_measure_says_what"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by__isnull=True)
                | Q(done_on__isnull=False, done_by__isnull=False),
                name="deviation_measure_done_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="measure_waiting", condition=Q(done_on__isnull=True))]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        """The deviation's page, where it stands."""
        return self.deviation.get_absolute_url()
