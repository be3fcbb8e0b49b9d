"""Opening a case that one does not work with: why, and for how long [SFS 2001:454 10 §]."""

import datetime as dt

from django.db import models
from django.db.models import F, Q

from amc.base import PublicModel
from amc.staff.models import User
from participants.models.person import Participant
from participants.querysets import TemporaryAccessQuerySet


class OpeningReason(models.Model):
    """A reason to choose among, as data. Where `needs_note`, it has to be told in one's own words, too."""

    code = models.SlugField("kod", max_length=30, unique=True)
    name = models.CharField("skäl", max_length=120)
    needs_note = models.BooleanField("kräver egna ord", default=False)
    order = models.PositiveSmallIntegerField("ordning")
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "skäl att öppna"
        verbose_name_plural = "skäl att öppna"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class TemporaryAccess(PublicModel):
    """One opening of a person whose case the user does not work with: from `opened_at` until `until`, or until ended.

    What the user read meanwhile stands in the read log; the enhetschef sees every opening.
    """

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="+", verbose_name="deltagare")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="vem")
    reason = models.ForeignKey(OpeningReason, models.PROTECT, related_name="+", verbose_name="skäl")
    note = models.CharField("med egna ord", max_length=400, blank=True)
    opened_at = models.DateTimeField("öppnat")
    until = models.DateTimeField("gäller till")
    ended_at = models.DateTimeField("stängt", null=True, blank=True)

    objects = TemporaryAccessQuerySet.as_manager()

    class Meta:
        verbose_name = "öppning utanför egna ärenden"
        verbose_name_plural = "öppningar utanför egna ärenden"
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("opened_at")), name="opening_lasts_a_while"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("opened_at")), name="opening_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["participant", "user", "-until"], name="opening_by_person"),
            models.Index(fields=["user", "-opened_at"], name="opening_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.opened_at:%Y-%m-%d %H:%M}"

    @property
    def words(self) -> str:
        """The reason as it was given: the one chosen, and the own words."""
        return f"{self.reason.name}: {self.note}" if self.note else self.reason.name

    @property
    def closes_at(self) -> dt.datetime:
        """When it ended, or will."""
        return min(self.until, self.ended_at) if self.ended_at else self.until
