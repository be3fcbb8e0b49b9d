"""What we know: the kartläggning, completed over time instead of started over [S2]."""

import pgtrigger
from django.db import models
from django.db.models import Q

from amc.base import PublicModel
from amc.staff.models import User
from participants.models.enrolment import Enrolment
from participants.models.person import Participant
from participants.querysets import KartlaggningEntryQuerySet


class KartlaggningArea(models.Model):
    """An area of the kartläggning, as data. A sensitive one is read only by those who work with the case [S2]."""

    code = models.SlugField("kod", max_length=30, unique=True)
    name = models.CharField("namn", max_length=100)
    question = models.CharField("fråga till deltagaren", max_length=300, blank=True)
    sensitive = models.BooleanField("känsligt område", default=False)
    order = models.PositiveSmallIntegerField("ordning")
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "område i kartläggningen"
        verbose_name_plural = "områden i kartläggningen"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class KartlaggningEntry(PublicModel):
    """What is known in one area from a certain day. A later entry in the same area replaces it; none is rewritten.

    The kartläggning follows the person: an entry made in an earlier enrolment is still shown in a later one.
    """

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="kartlaggning")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    area = models.ForeignKey(KartlaggningArea, models.PROTECT, related_name="entries", verbose_name="område")
    own_words = models.TextField("med deltagarens egna ord", blank=True)
    assessment = models.TextField("konsulentens bedömning", blank=True)
    is_obstacle = models.BooleanField("hinder för arbete", default=False)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name="ersätter"
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="skriven av")
    created_at = models.DateTimeField("skriven", auto_now_add=True)

    objects = KartlaggningEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "kartläggning"
        verbose_name_plural = "kartläggningar"
        ordering = ["area__order", "-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(own_words="", assessment=""), name="kartlaggning_says_something"),
            models.UniqueConstraint(
                fields=["participant", "area"],
                condition=Q(supersedes__isnull=True),
                name="kartlaggning_one_first_entry",
            ),
        ]
        indexes = [models.Index(fields=["participant", "area", "-created_at"], name="kartlaggning_by_person")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.area} {self.created_at:%Y-%m-%d}"
