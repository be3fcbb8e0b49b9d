"""Visits to an employer together with Arbetsförmedlingen, planned beforehand. No participant is named here."""

import pghistory
from django.db import models
from django.db.models import Q

from amc.base import PublicModel, RevisedModel
from amc.staff.models import User
from placements.models.dealings import EmployerContact
from placements.models.employer import Employer, Workplace
from placements.querysets_register import JointVisitQuerySet


@pghistory.track()
class JointVisit(PublicModel, RevisedModel):
    """A visit to an employer that we plan together with AF: when, who from there, and who of us. About the employer.

    It waits until it is held, which makes a note in the employer's log, or cancelled; `outcome` says how it went, or
    why it was cancelled. Without `workplace` it is about the employer as a whole.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planerat"
        HELD = "held", "Genomfört"
        CANCELLED = "cancelled", "Inställt"

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="joint_visits", verbose_name="arbetsgivare")
    workplace = models.ForeignKey(
        Workplace, models.PROTECT, null=True, blank=True, related_name="joint_visits", verbose_name="arbetsplats"
    )
    on_day = models.DateField("dag")
    at = models.TimeField("klockan")
    about = models.CharField("vad det gäller", max_length=200, blank=True)
    af_name = models.CharField("vem från AF", max_length=100)
    af_phone = models.CharField("telefon till AF", max_length=40, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="vem från oss")
    state = models.CharField("läge", max_length=10, choices=State, default=State.PLANNED, editable=False)
    outcome = models.TextField("hur det gick", max_length=1000, blank=True, editable=False)
    note = models.OneToOneField(
        EmployerContact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="joint_visit",
        verbose_name="anteckning",
        editable=False,
    )
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="planerat av", editable=False)
    created_at = models.DateTimeField("inlagt", auto_now_add=True)

    objects = JointVisitQuerySet.as_manager()

    class Meta:
        verbose_name = "sambesök med AF"
        verbose_name_plural = "sambesök med AF"
        ordering = ["on_day", "at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="planned", outcome="", note__isnull=True)
                | Q(state="held", note__isnull=False) & ~Q(outcome="")
                | Q(state="cancelled", note__isnull=True) & ~Q(outcome=""),
                name="joint_visit_ended_with_words",
            ),
        ]
        indexes = [
            models.Index(fields=["employer", "on_day"], name="joint_visit_by_employer"),
            models.Index(fields=["on_day"], name="joint_visit_waits", condition=Q(state="planned")),
        ]

    def __str__(self) -> str:
        return f"Sambesök med AF {self.on_day} {self.at:%H:%M}"

    def get_absolute_url(self) -> str:
        """The employer's page, where its log is."""
        return f"{self.employer.get_absolute_url()}#s-{self.uuid}"
