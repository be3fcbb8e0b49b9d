"""What in the read log is to be looked at, why, and what the reviewer found [SFS 2001:454 10 §]."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from amc.audit.models import ReadLog
from amc.base import PublicModel
from amc.review.querysets import FlagQuerySet
from amc.staff.models import Unit, User


class ReviewRule(models.Model):
    """A rule by which readings are chosen, as data; the code says which (amc/review/migrations/sql/review.sql)."""

    code = models.SlugField("kod", max_length=30, unique=True)
    name = models.CharField("regel", max_length=120)
    limit = models.PositiveIntegerField("gräns", null=True, blank=True)
    alerts = models.BooleanField("larmar genast", default=False)
    order = models.PositiveSmallIntegerField("ordning")
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "granskningsregel"
        verbose_name_plural = "granskningsregler"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Flag(PublicModel):
    """A reading that somebody is to look at, by the `rules` that chose it; and the outcome, once somebody has."""

    class Outcome(models.TextChoices):
        CLEAR = "clear", "Utan anmärkning"
        ASKED = "asked", "Fråga ställd"
        DEVIATION = "deviation", "Avvikelse"

    reading = models.OneToOneField(ReadLog, models.PROTECT, related_name="+", verbose_name="läsning")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="enhet")
    rules = ArrayField(models.SlugField(max_length=30), verbose_name="regler")
    alerts = models.BooleanField("larm", default=False)
    flagged_at = models.DateTimeField("uttagen")
    outcome = models.CharField("utfall", max_length=10, choices=Outcome, blank=True)
    comment = models.CharField("kommentar", max_length=1000, blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="granskad av")
    reviewed_at = models.DateTimeField("granskad", null=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = "läsning att granska"
        verbose_name_plural = "läsningar att granska"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", reviewed_at__isnull=True, reviewed_by__isnull=True)
                | (~Q(outcome="") & Q(reviewed_at__isnull=False, reviewed_by__isnull=False)),
                name="review_has_reviewer",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-flagged_at"], name="flag_waiting", condition=Q(outcome="")),
            models.Index(fields=["unit", "reviewed_at"], name="flag_by_review"),
        ]

    def __str__(self) -> str:
        return f"{self.reading}"
