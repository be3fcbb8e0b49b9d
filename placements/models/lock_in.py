"""Why somebody still is in the unit's own workshops, or has one praktik after another, and what the next step is."""

import pgtrigger
from django.db import models
from django.db.models import Q

from amc.base import PublicModel
from amc.staff.models import User
from participants.models import Enrolment
from placements.querysets import LockInAnswerQuerySet


class LockInAnswer(PublicModel):
    """A dated answer on the case. Only added to, one a day and question; it is asked again some months later.

    `next_on`: by when the next step is taken; a follow-up of the plan is due then.
    """

    class About(models.TextChoices):
        WORKSHOP = "workshop", "Länge i egna verkstäder"
        PRAKTIK = "praktik", "Praktik efter praktik"

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="lock_in_answers", verbose_name="inskrivning")
    about = models.CharField("frågan", max_length=20, choices=About)
    why = models.CharField("varför fortfarande", max_length=500)
    next_step = models.CharField("nästa steg", max_length=300)
    next_on = models.DateField("senast")
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="besvarat av")
    answered_on = models.DateField("besvarat")

    objects = LockInAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "svar om inlåsning"
        verbose_name_plural = "svar om inlåsning"
        ordering = ["-answered_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "about", "answered_on"], name="one_lock_in_answer_a_day"),
            models.CheckConstraint(condition=~Q(why="") & ~Q(next_step=""), name="lock_in_answer_is_whole"),
            models.CheckConstraint(condition=Q(next_on__gte=models.F("answered_on")), name="lock_in_step_is_ahead"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_about_display()}: {self.next_step}"
