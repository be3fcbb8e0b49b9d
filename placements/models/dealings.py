"""What the unit and an employer have had to do with each other. No participant is named here."""

import pghistory
from django.db import models
from django.db.models import F, Q

from amc.base import PublicModel, RevisedModel
from amc.staff.models import User
from placements.models.employer import ContactPerson, Employer
from placements.querysets_register import EmployerContactQuerySet


@pghistory.track()
class EmployerContact(PublicModel, RevisedModel):
    """A contact with an employer, and the step that follows: what, by when and who. About the employer only.

    `amount`: kronor asked for, when the contact is a request for money for supervision [S2]. The step is done when
    `done_on` says so, and `outcome` how it went.
    """

    class Kind(models.TextChoices):
        CALL = "call", "Samtal"
        VISIT = "visit", "Besök"
        JOINT_VISIT = "joint_visit", "Sambesök med AF"
        MAIL = "mail", "Mejl"
        MONEY = "money", "Äskande av medel för handledning"

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="log", verbose_name="arbetsgivare")
    kind = models.CharField("slag", max_length=20, choices=Kind)
    held_on = models.DateField("dag")
    whom = models.ForeignKey(
        ContactPerson, models.PROTECT, null=True, blank=True, related_name="log", verbose_name="med vem"
    )
    text = models.TextField("vad sades")
    amount = models.PositiveIntegerField("kronor", null=True, blank=True)
    next_step = models.CharField("nästa steg", max_length=200, blank=True)
    next_on = models.DateField("senast", null=True, blank=True)
    next_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="vem")
    done_on = models.DateField("nästa steg gjort", null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="gjort av")
    outcome = models.CharField("hur det gick", max_length=300, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="antecknat av")
    created_at = models.DateTimeField("antecknat", auto_now_add=True)

    objects = EmployerContactQuerySet.as_manager()

    class Meta:
        verbose_name = "kontakt med arbetsgivare"
        verbose_name_plural = "kontakter med arbetsgivare"
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_step="", next_on__isnull=True, next_by__isnull=True)
                | (Q(next_on__isnull=False, next_by__isnull=False, next_on__gte=F("held_on")) & ~Q(next_step="")),
                name="employer_step_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by__isnull=True)
                | Q(done_on__isnull=False, done_by__isnull=False, next_on__isnull=False),
                name="employer_step_done_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(kind="money", amount__isnull=False, amount__gt=0)
                | (~Q(kind="money") & Q(amount__isnull=True)),
                name="employer_money_has_its_amount",
            ),
        ]
        indexes = [
            models.Index(fields=["employer", "-held_on", "-id"], name="employer_contact_by_day"),
            models.Index(
                fields=["next_on"],
                name="employer_step_open",
                condition=Q(next_on__isnull=False, done_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on}"

    def get_absolute_url(self) -> str:
        """The employer's page, where its log is."""
        return f"{self.employer.get_absolute_url()}#k-{self.uuid}"
