"""How it went some months after a case was closed: asked of those who have said that they may be asked."""

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from amc.base import PublicModel, RevisedModel
from amc.staff.models import User
from participants.models.closure import Closure
from participants.models.enrolment import Enrolment
from participants.querysets import LaterFollowUpQuerySet


@pghistory.track(exclude=["enrolment"])
class LaterFollowUp(PublicModel, RevisedModel):
    """One question, `months` after a closing; `due_on` is reckoned from the last day of the case when it is closed.

    `outcome` is empty until somebody has asked. What the person does now is known only where the person was reached.
    `enrolment` is the closing's: PostgreSQL sets it and holds the two together, so that what waits is found from the
    case.
    """

    class Outcome(models.TextChoices):
        REACHED = "reached", "Fick svar"
        MISSED = "missed", "Fick inte tag på deltagaren"
        DECLINED = "declined", "Deltagaren vill inte svara"

    class Now(models.TextChoices):
        WORK = "arbete", "Arbetar utan stöd"
        SUBSIDISED = "stod", "Arbetar med stöd"
        STUDIES = "studier", "Studerar"
        SEEKING = "soker", "Söker arbete"
        OTHER = "annat", "Annat"

    WORKING = (Now.WORK, Now.SUBSIDISED)
    WITH_EXTENT = (*WORKING, Now.STUDIES)

    closure = models.ForeignKey(Closure, models.PROTECT, related_name="later", verbose_name="avslut")
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, related_name="later", verbose_name="inskrivning", editable=False
    )
    months = models.PositiveSmallIntegerField("månader efter avslutet")
    due_on = models.DateField("frågas")
    outcome = models.CharField("utfall", max_length=10, choices=Outcome, blank=True)
    now = models.CharField("gör nu", max_length=10, choices=Now, blank=True)
    extent = models.PositiveSmallIntegerField(
        "omfattning (%)", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    through = models.CharField("hur arbetet hittades", max_length=20, choices=Closure.HowFound, blank=True)
    recorded_at = models.DateTimeField("antecknat", null=True, blank=True)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="antecknat av"
    )

    objects = LaterFollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "fråga efter avslut"
        verbose_name_plural = "frågor efter avslut"
        ordering = ["months"]
        indexes = [
            models.Index(fields=["due_on"], name="later_unasked_by_day", condition=Q(outcome="")),
            models.Index(fields=["enrolment"], name="later_unasked_by_case", condition=Q(outcome="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["closure", "months"], name="one_later_follow_up_a_time"),
            models.CheckConstraint(condition=Q(months__range=(1, 60)), name="later_follow_up_within_five_years"),
            models.CheckConstraint(
                condition=Q(outcome="", recorded_at__isnull=True, recorded_by__isnull=True)
                | Q(
                    outcome__in=["reached", "missed", "declined"], recorded_at__isnull=False, recorded_by__isnull=False
                ),
                name="later_answer_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(outcome="reached", now__in=["arbete", "stod", "studier", "soker", "annat"])
                | (~Q(outcome="reached") & Q(now="")),
                name="later_answer_of_the_reached",
            ),
            models.CheckConstraint(
                condition=Q(extent__isnull=True) | Q(extent__range=(1, 100), now__in=["arbete", "stod", "studier"]),
                name="later_extent_of_work_or_studies",
            ),
            models.CheckConstraint(
                condition=Q(through="") | Q(now__in=["arbete", "stod"]), name="later_work_was_found_somehow"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.months} månader efter avslutet"
