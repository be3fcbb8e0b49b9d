"""Lönestöd: what Arbetsförmedlingen has decided for an employment, and the months that are asked for [S1][W]."""

import datetime as dt

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse

from amc.base import PublicModel, RevisedModel
from amc.staff.models import User
from participants.models import Enrolment, Participant
from placements.models.placement import Employment, OneInteger
from placements.models.scheme import Scheme
from placements.querysets import RequisitionQuerySet, WageSupportQuerySet, WaitingRequisitionQuerySet

# More than anybody is paid a month: a slip of a zero or two.
MOST_KRONOR = 200_000


class BothIncluded(Func):
    """Two days as the range from the one to the other."""

    function = "daterange"
    output_field = DateRangeField()


@pghistory.track(exclude=["enrolment"])
class WageSupport(PublicModel, RevisedModel):
    """One decision by Arbetsförmedlingen: from when until when (both included), how much, and under which number.

    `share` in per cent of the wage, `cap` in kronor a month. The kind may say that somebody has a disability, and no
    supervisor meets it. `no_renewal` says why no more is asked for when it ends before the employment.
    `requested_until`: months that were asked for before the decision was entered here do not wait (rules.wage_support).
    `enrolment` is the employment's: PostgreSQL sets it and holds the two together, so that decisions are found from the
    case.
    """

    employment = models.ForeignKey(Employment, models.PROTECT, related_name="wage_supports", verbose_name="anställning")
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, related_name="wage_supports", verbose_name="inskrivning", editable=False
    )
    kind = models.ForeignKey(
        Scheme, models.PROTECT, to_field="code", db_column="kind", related_name="+", verbose_name="stöd"
    )
    first_day = models.DateField("från och med")
    last_day = models.DateField("till och med")
    share = models.PositiveSmallIntegerField(
        "andel av lönen (%)", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    cap = models.PositiveIntegerField(
        "högst (kronor i månaden)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_KRONOR)],
    )
    reference = models.CharField("Arbetsförmedlingens diarienummer", max_length=60, blank=True)
    decided_on = models.DateField("beslutat", null=True, blank=True)
    requested_until = models.DateField(
        "rekvirerat till och med",
        null=True,
        blank=True,
        help_text="Bara för ett beslut som har löpt innan det läggs in: månaderna till och med dagen väntar inte på "
        "rekvisition. Lämna tomt om alla månader ska antecknas här.",
    )
    no_renewal = models.CharField("ingen förlängning, därför att", max_length=300, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="registrerat av")
    created_at = models.DateTimeField("registrerat", auto_now_add=True)

    objects = WageSupportQuerySet.as_manager()

    class Meta:
        verbose_name = "lönestöd"
        verbose_name_plural = "lönestöd"
        ordering = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="wage_support_has_a_day"),
            ExclusionConstraint(
                name="one_wage_support_at_a_time",
                expressions=[
                    (OneInteger("employment"), RangeOperators.EQUAL),
                    (BothIncluded(F("first_day"), F("last_day"), Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Anställningen har redan ett beslut om lönestöd under den tiden.",
            ),
            models.CheckConstraint(
                condition=Q(requested_until__isnull=True) | Q(requested_until__gte=F("first_day")),
                name="requested_until_within_decision",
            ),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__range=(1, 100)), name="wage_support_share_is_per_cent"
            ),
        ]
        indexes = [
            models.Index(fields=["employment"], name="wage_support_by_employment"),
            models.Index(fields=["last_day", "id"], name="wage_support_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.kind.name} {self.first_day} – {self.last_day}"

    @property
    def day_after(self) -> dt.date:
        """The day after the last one."""
        return self.last_day + dt.timedelta(days=1)

    @property
    def most_a_month(self) -> int | None:
        """What a whole month can give at most, in kronor: the share of the cap; None where either is unknown."""
        return self.cap * self.share // 100 if self.cap and self.share else None

    def get_absolute_url(self) -> str:
        """The decision's page."""
        return reverse("wage_support_detail", args=[self.uuid])


@pghistory.track()
class Requisition(PublicModel):
    """That a month of a decision has been asked for at Arbetsförmedlingen, until somebody says that it was not.
    `amount` in kronor."""

    support = models.ForeignKey(WageSupport, models.PROTECT, related_name="requisitions", verbose_name="lönestöd")
    month = models.DateField("månad")
    amount = models.PositiveIntegerField("kronor", validators=[MaxValueValidator(MOST_KRONOR)])
    requested_on = models.DateField("rekvirerat")
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="rekvirerat av")
    created_at = models.DateTimeField("registrerat", auto_now_add=True)
    withdrawn_at = models.DateTimeField("taget tillbaka", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="taget tillbaka av"
    )

    objects = RequisitionQuerySet.as_manager()

    class Meta:
        verbose_name = "rekvisition"
        verbose_name_plural = "rekvisitioner"
        ordering = ["-month", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["support", "month"], condition=Q(withdrawn_at__isnull=True), name="month_requested_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="withdrawn_request_is_whole",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="requested_month_is_its_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class WaitingRequisition(models.Model):
    """A month of a decision that nobody has asked for yet, here or before: a view, one row per month that the decision
    and the employment have in common, also those to come. `uuid` is the decision's. `over_on`: the first day after the
    month; `due_on`: the last day to ask, by the kind's own number of days [?]."""

    support = models.OneToOneField(
        WageSupport, models.DO_NOTHING, primary_key=True, related_name="+", verbose_name="lönestöd"
    )
    uuid = models.UUIDField("lönestödets nyckel")
    enrolment = models.ForeignKey(Enrolment, models.DO_NOTHING, related_name="+", verbose_name="inskrivning")
    participant = models.ForeignKey(Participant, models.DO_NOTHING, related_name="+", verbose_name="deltagare")
    month = models.DateField("månad")
    over_on = models.DateField("månaden är över")
    due_on = models.DateField("rekvireras senast")

    objects = WaitingRequisitionQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "placements_waitingrequisition"
        verbose_name = "månad att rekvirera"
        verbose_name_plural = "månader att rekvirera"
        ordering = ["month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
