"""What comes after a time-limited employment: asked at half time and before the end, so that it ends in something, and
some weeks after the end: what it became."""

import pgtrigger
from django.db import models
from django.db.models import Q

from amc.base import PublicModel
from amc.staff.models import User
from placements.models.placement import Employment
from placements.querysets import NextStepQuerySet


class NextStep(PublicModel):
    """An answer to "vad händer sedan?", and after the end to what it became. Only added to: a later answer stands
    beside the earlier, and the words are the same before and after, so that plan and outcome can be compared.

    `last_day` is the employment's last day when it was answered: an extension asks anew before the new end.
    """

    class Moment(models.TextChoices):
        HALF = "half", "Vid halva tiden"
        BEFORE_END = "before_end", "Före slutet"
        AFTER = "after", "Efter slutet"

    class LeadsTo(models.TextChoices):
        SAME_EMPLOYER = "same_employer", "Anställning hos arbetsgivaren"
        OTHER_WORK = "other_work", "Annat arbete"
        STUDIES = "studies", "Studier"
        MEASURE = "measure", "Annan insats"
        AF = "af", "Arbetsförmedlingen"
        OTHER = "other", "Annat"
        UNCLEAR = "unclear", "Inte klart än"
        UNKNOWN = "unknown", "Går inte att ta reda på"

    # What one can plan for, and what can have become of it.
    PLANNED = (LeadsTo.SAME_EMPLOYER, LeadsTo.OTHER_WORK, LeadsTo.STUDIES, LeadsTo.MEASURE, LeadsTo.UNCLEAR)
    BECAME = (
        LeadsTo.SAME_EMPLOYER,
        LeadsTo.OTHER_WORK,
        LeadsTo.STUDIES,
        LeadsTo.MEASURE,
        LeadsTo.AF,
        LeadsTo.OTHER,
        LeadsTo.UNKNOWN,
    )

    employment = models.ForeignKey(Employment, models.PROTECT, related_name="next_steps", verbose_name="anställning")
    moment = models.CharField("när", max_length=20, choices=Moment)
    last_day = models.DateField("anställningens sista dag då")
    leads_to = models.CharField("leder till", max_length=20, choices=LeadsTo)
    text = models.CharField("det gör vi nu", max_length=500, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="besvarat av")
    answered_at = models.DateTimeField("besvarat")

    objects = NextStepQuerySet.as_manager()

    class Meta:
        verbose_name = "vad händer sedan"
        verbose_name_plural = "vad händer sedan"
        ordering = ["-answered_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") | Q(moment="after"), name="next_step_says_what"),
            models.CheckConstraint(
                condition=~Q(moment="after", leads_to="unclear")
                & ~Q(~Q(moment="after"), leads_to__in=("af", "other", "unknown")),
                name="next_step_fits_its_moment",
            ),
        ]
        indexes = [models.Index(fields=["employment", "moment", "last_day"], name="next_step_by_moment")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.get_leads_to_display()
