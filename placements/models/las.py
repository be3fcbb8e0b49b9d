"""What becomes of an employment that nears twelve months of särskild visstid: HR's answer."""

import pgtrigger
from django.db import models
from django.db.models import Q

from amc.base import PublicModel
from amc.staff.models import User
from placements.models.placement import Employment
from placements.querysets import LasAnswerQuerySet
from placements.rules.las import FOR_GOOD, STEPS, WANTS_NOTE


class LasAnswer(PublicModel):
    """An answer to a step of 9, 11 or 12 months. Only added to; the latest holds (rules.las.is_answered).

    `months` and `reached_on`: the step it answers, and the day it was reached.
    """

    class Decision(models.TextChoices):
        ENDS = "ends", "Slutar i tid"
        PERMANENT = "permanent", "Blir tillsvidareanställning"
        OTHER_EMPLOYER = "other_employer", "Går till en annan arbetsgivare"
        NOT_AFFECTED = "not_affected", "Berörs inte"

    employment = models.ForeignKey(Employment, models.PROTECT, related_name="las_answers", verbose_name="anställning")
    months = models.PositiveSmallIntegerField("månader", choices=[(one, f"{one} månader") for one in reversed(STEPS)])
    reached_on = models.DateField("nåddes")
    decision = models.CharField("besked", max_length=20, choices=Decision)
    note = models.CharField("kommentar", max_length=500, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="besvarat av")
    answered_at = models.DateTimeField("besvarat")

    objects = LasAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "besked om LAS"
        verbose_name_plural = "besked om LAS"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(decision__in=sorted(WANTS_NOTE)) | ~Q(note=""), name="las_answer_says_why"
            ),
            models.CheckConstraint(condition=Q(months__in=sorted(STEPS)), name="las_answer_of_a_step"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return str(self.get_decision_display())

    @property
    def holds_for_good(self) -> bool:
        """Whether no later step is asked about."""
        return self.decision in FOR_GOOD
