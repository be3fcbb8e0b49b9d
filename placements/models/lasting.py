"""What moves the last day of an employment: a request to extend it with its decision, and a suspension."""

import datetime as dt

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from amc.base import PublicModel
from amc.staff.models import User
from placements.models.placement import Employment, OneInteger, bounded
from placements.querysets import ExtensionRequestQuerySet, SuspensionQuerySet


@pghistory.track()
class ExtensionRequest(PublicModel):
    """A consultant asks the one who decides for a later last day; at most one waits per employment.

    `last_day` is the day asked for, `from_day` the employment's last day when it was asked. A request that waits when
    the employment's last day has passed has lapsed: that is asked of the days, never stored.
    """

    class State(models.TextChoices):
        PENDING = "pending", "Väntar på beslut"
        APPROVED = "approved", "Beviljad"
        DECLINED = "declined", "Avslagen"
        WITHDRAWN = "withdrawn", "Återtagen"

    employment = models.ForeignKey(
        Employment, models.PROTECT, related_name="extension_requests", verbose_name="anställning"
    )
    from_day = models.DateField("sista dag då")
    last_day = models.DateField("begärd sista dag")
    reason = models.CharField("skäl", max_length=500)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="begärd av")
    asked_on = models.DateField("begärd")
    state = models.CharField("läge", max_length=20, choices=State, default=State.PENDING)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="beslutad av"
    )
    decided_on = models.DateField("beslutad", null=True, blank=True)
    decision_reason = models.CharField("skäl för beslutet", max_length=500, blank=True)

    objects = ExtensionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "begäran om förlängning"
        verbose_name_plural = "begäranden om förlängning"
        ordering = ["-asked_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employment"], condition=Q(state="pending"), name="one_pending_extension_request"
            ),
            models.CheckConstraint(
                condition=Q(state="pending", decided_by__isnull=True, decided_on__isnull=True, decision_reason="")
                | (~Q(state="pending") & Q(decided_by__isnull=False, decided_on__isnull=False)),
                name="extension_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "declined"]) | ~Q(decision_reason=""),
                name="extension_decision_has_its_reason",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & Q(last_day__gt=models.F("from_day")), name="extension_request_is_longer"
            ),
        ]

    def __str__(self) -> str:
        return f"Till {self.last_day}"

    @property
    def is_pending(self) -> bool:
        """Whether nobody has decided it or taken it back."""
        return self.state == self.State.PENDING

    def has_lapsed(self, day: dt.date) -> bool:
        """Whether it waits on `day` although the employment's last day has passed."""
        return self.is_pending and self.employment.last_day < day


@pghistory.track()
class Suspension(PublicModel):
    """Days on which somebody does not work in an employment that goes on: föräldraledighet, illness, studies.

    `planned_last` is the last day as it was noted first; `period` ends earlier when somebody came back before.
    `moves`: how many days the employment's last day is later because of it; 0 where the form of employment moves
    nothing, and when the last day has been decided anew since.
    """

    class Why(models.TextChoices):
        PARENTAL = "parental", "Föräldraledighet"
        ILLNESS = "illness", "Sjukdom"
        STUDIES = "studies", "Studier"
        OTHER = "other", "Annat"

    employment = models.ForeignKey(Employment, models.PROTECT, related_name="suspensions", verbose_name="anställning")
    why = models.CharField("varför", max_length=20, choices=Why)
    period = DateRangeField("period")
    planned_last = models.DateField("planerad sista dag")
    note = models.CharField("kommentar", max_length=300, blank=True)
    moves = models.PositiveSmallIntegerField("flyttar sista dagen (dagar)", default=0)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="registrerad av")
    created_at = models.DateTimeField("registrerad", auto_now_add=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="borttaget av"
    )
    withdrawn_on = models.DateField("borttaget", null=True, blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = "uppehåll"
        verbose_name_plural = "uppehåll"
        ordering = ["-period", "-id"]
        constraints = [
            bounded("suspension_bounded"),
            ExclusionConstraint(
                name="one_suspension_at_a_time",
                expressions=[
                    (OneInteger("employment"), RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_on__isnull=True),
                violation_error_message="Anställningen har redan ett uppehåll under den tiden.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True, withdrawn_on__isnull=True)
                | Q(withdrawn_by__isnull=False, withdrawn_on__isnull=False),
                name="withdrawn_suspension_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["employment"], name="suspension_by_employment")]

    def __str__(self) -> str:
        return self.get_why_display()

    @property
    def first_day(self) -> dt.date:
        """The first day away."""
        return self.period.lower

    @property
    def last_day(self) -> dt.date:
        """The last day away, itself included."""
        return self.period.upper - dt.timedelta(days=1)

    @property
    def ended_early(self) -> bool:
        """Whether somebody came back before it was planned."""
        return self.last_day < self.planned_last
