"""The trainings that supervisors have been given [S1]. No participant is named here."""

import pghistory
from django.db import models
from django.db.models import F, Q

from amc.base import PublicModel, RevisedModel
from amc.staff.models import User
from placements.models.supervision import Supervisor
from placements.querysets_register import SupervisorTrainingQuerySet


@pghistory.track()
class SupervisorTraining(PublicModel, RevisedModel):
    """A training that a supervisor has been given on `held_on`; one may have several, and the best is what counts.

    `valid_until`: the last day that it holds, None until further notice. `certificate`: where the paper is.
    `noted_by`: None where nobody knows any more. `withdrawn_on`: it was entered by mistake; it is still read of, and
    counts for nothing.
    """

    class Kind(models.TextChoices):
        SKOLVERKET = "skolverket", "Skolverket"
        CAMPUS = "campus", "Campus"
        OWN = "own", "Egen utbildning"

    supervisor = models.ForeignKey(Supervisor, models.PROTECT, related_name="trainings", verbose_name="handledare")
    kind = models.CharField("handledarutbildning", max_length=20, choices=Kind)
    held_on = models.DateField("när")
    valid_until = models.DateField("gäller till och med", null=True, blank=True)
    certificate = models.CharField("intyget finns", max_length=200, blank=True)
    noted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="inlagd av"
    )
    noted_at = models.DateTimeField("inlagd", auto_now_add=True)
    withdrawn_on = models.DateField("struken", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="struken av"
    )
    withdrawn_why = models.CharField("varför den ströks", max_length=200, blank=True)

    objects = SupervisorTrainingQuerySet.as_manager()

    class Meta:
        verbose_name = "handledarutbildning"
        verbose_name_plural = "handledarutbildningar"
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("held_on")),
                name="training_ends_after_it_was_held",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_why="")),
                name="withdrawn_training_says_why",
            ),
            models.UniqueConstraint(
                fields=["supervisor", "kind", "held_on"],
                condition=Q(withdrawn_on__isnull=True),
                name="training_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on}"

    def get_absolute_url(self) -> str:
        """The supervisor's page, where it stands."""
        return self.supervisor.get_absolute_url()
