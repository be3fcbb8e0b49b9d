"""Internships and employments, with the schemes whose limits hold for them (domain.md section 4)."""

import datetime as dt
from typing import Any

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, BigIntegerRangeField, DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from amc.base import PublicModel, RevisedModel
from amc.staff.models import User
from handlingsplan.models import FollowUp
from participants.models import Enrolment, Participant
from placements.models.employer import Employer, Workplace
from placements.models.scheme import Scheme
from placements.querysets import EmploymentQuerySet, InternshipQuerySet


class Within(Func):
    """Whether a bounded, non-empty daterange is at most N months long; months are added first, then one day off."""

    function = "amc_within_months"
    output_field = models.BooleanField()


class OneInteger(Func):
    """An integer as a range of itself, so that GiST can compare it without an extension."""

    function = "amc_one"
    output_field = BigIntegerRangeField()


class SumOf(Func):
    """The sum of an array of numbers, as one function that a constraint can ask."""

    function = "amc_sum_of"
    output_field = models.DecimalField()


def bounded(name: str) -> models.CheckConstraint:
    """A constraint that a `period` has a first and a last day."""
    return models.CheckConstraint(
        condition=Q(
            period__isempty=False,
            period__startswith__isnull=False,
            period__endswith__isnull=False,
        ),
        name=name,
    )


@pghistory.track()
class Employment(PublicModel, RevisedModel):
    """One employment contract. The last day is the last day of `period`; there is no other truth of it.

    `reference`: the contract's number or diarienummer. `exception_*` is the enhetschef's reasoned exception from what
    is required before the first day [S0][S1].
    """

    AMI = Scheme.AMI
    AMA = Scheme.AMA
    EXCLUSIVE = Scheme.EXCLUSIVE

    class EndReason(models.TextChoices):
        TIME = "time", "Tiden gick ut"
        WORK = "work", "Annat arbete"
        STUDIES = "studies", "Studier"
        OWN = "own", "Egen begäran"
        EMPLOYER = "employer", "Arbetsgivaren avslutade"
        MISUSE = "misuse", "Missförhållande på arbetsplatsen"
        OTHER = "other", "Annat"

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="employments", verbose_name="deltagare")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="employments", verbose_name="inskrivning")
    scheme = models.ForeignKey(
        Scheme,
        models.PROTECT,
        to_field="code",
        db_column="scheme",
        related_name="+",
        verbose_name="anställningsform",
    )
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="employments", verbose_name="arbetsgivare")
    workplace = models.ForeignKey(
        Workplace,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="employments",
        verbose_name="arbetsplats",
    )
    period = DateRangeField("period")
    extent = models.PositiveSmallIntegerField(
        "omfattning (%)", default=100, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    tasks = models.TextField("arbetsuppgifter", blank=True)
    collective_agreement = models.CharField("kollektivavtal", max_length=100, blank=True)
    union = models.CharField("fackförbund", max_length=100, blank=True)
    reference = models.CharField("avtalets nummer", max_length=60, blank=True, db_default="")
    exception_reason = models.TextField("skäl för undantag", blank=True)
    exception_paper_date = models.DateField("planens datum på papper", null=True, blank=True)
    exception_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="undantag av"
    )
    exception_at = models.DateTimeField("undantag beslutat", null=True, blank=True)
    end_reason = models.CharField("slutade därför att", max_length=20, choices=EndReason, blank=True)
    end_note = models.CharField("kommentar", max_length=300, blank=True)
    end_noted_on = models.DateField("slutet noterat", null=True, blank=True)
    end_noted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="slutet noterat av"
    )
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="registrerad av")
    created_at = models.DateTimeField("registrerad", auto_now_add=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        verbose_name = "anställning"
        verbose_name_plural = "anställningar"
        ordering = ["-period", "-id"]
        constraints = [
            bounded("employment_bounded"),
            models.CheckConstraint(
                condition=~Q(scheme="ami") | Q(Within(F("period"), models.Value(24))),
                name="ami_at_most_24_months",
                violation_error_message="En AMI-anställning får vara högst 24 månader.",
            ),
            ExclusionConstraint(
                name="no_overlapping_time_limited",
                expressions=[
                    (OneInteger("participant"), RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(scheme__in=["ami", "ama"]),
                violation_error_message="Deltagaren har redan en AMI- eller arbetsmarknadsanställning under den tiden.",
            ),
            models.CheckConstraint(
                condition=Q(exception_by__isnull=True, exception_at__isnull=True, exception_reason="")
                | (Q(exception_by__isnull=False, exception_at__isnull=False) & ~Q(exception_reason="")),
                name="exception_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["enrolment"], name="employment_by_enrolment"),
            models.Index(Func(F("period"), function="upper"), "id", name="employment_by_end"),
            models.Index(
                Func(F("period"), function="upper"), name="employment_unended_by_end", condition=Q(end_reason="")
            ),
            models.Index(
                fields=["end_noted_on"], name="employment_by_end_noted", condition=Q(end_noted_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme.name}, {self.employer}"

    @property
    def first_day(self) -> dt.date:
        """The first day of employment."""
        return self.period.lower

    @property
    def last_day(self) -> dt.date:
        """The last day of employment, itself included."""
        return self.period.upper - dt.timedelta(days=1)

    def runs_on(self, day: dt.date) -> bool:
        """Whether `day` is one of its days."""
        return self.first_day <= day <= self.last_day

    def get_absolute_url(self) -> str:
        """The employment's page."""
        return reverse("employment_detail", args=[self.uuid])


class EmploymentFollowUp(models.Model):
    """Which follow-up an employment calls for: the number of years since the first start."""

    employment = models.ForeignKey(Employment, models.CASCADE, related_name="follow_up_links")
    follow_up = models.OneToOneField(FollowUp, models.CASCADE, related_name="employment_link")
    year = models.PositiveSmallIntegerField("år")

    class Meta:
        verbose_name = "anställningens uppföljning"
        verbose_name_plural = "anställningens uppföljningar"
        constraints = [models.UniqueConstraint(fields=["employment", "year"], name="one_follow_up_per_year")]

    def __str__(self) -> str:
        return f"År {self.year}"


class AmiTotal(models.Model):
    """How much AMI a person has used, kept by a trigger so that two transactions cannot both pass the limit.

    `days`: months and days of each period added, 30 days making a month (domain.md section 4).
    """

    participant = models.OneToOneField(Participant, models.CASCADE, primary_key=True, related_name="ami_total")
    days = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "använd AMI-tid"
        verbose_name_plural = "använd AMI-tid"

    def __str__(self) -> str:
        return f"{self.days} dagar"


class InternshipKind(models.Model):
    """A kind of internship and its limits as data; passing one warns (domain.md section 4).

    `max_days` is for kinds that are shorter than a month, counted in calendar days with both ends. `precedes_job`:
    whether it is the praktik that comes before an arbetsmarknadsanställning [S1]. `needs_agreement`: whether the three
    parties sign an överenskommelse about it, and `paper_name` what it is called there, where the name says more of the
    person than the employer has to know.
    """

    code = models.SlugField("kod", max_length=30, unique=True)
    name = models.CharField("namn", max_length=100)
    paper_name = models.CharField(
        "namn i överenskommelsen", max_length=100, blank=True, help_text="Om det är ett annat än namnet här."
    )
    min_months = models.PositiveSmallIntegerField("kortast (månader)", null=True, blank=True)
    max_months = models.PositiveSmallIntegerField("längst (månader)", null=True, blank=True)
    max_days = models.PositiveSmallIntegerField("längst (dagar)", null=True, blank=True)
    precedes_job = models.BooleanField("räknas som praktik före arbetsmarknadsanställning", default=True)
    needs_agreement = models.BooleanField("ska ha en överenskommelse", default=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "praktikslag"
        verbose_name_plural = "praktikslag"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Internship(PublicModel, RevisedModel):
    """A praktik, arbetsträning, språkpraktik or studiebesök at a workplace.

    `weekday_hours` are the hours of Monday to Sunday, and `hours_per_week` is their sum.
    """

    class EndReason(models.TextChoices):
        COMPLETED = "completed", "Genomförd"
        EMPLOYED = "employed", "Ledde till anställning"
        ABORTED_MISUSE = "misuse", "Avbruten: missförhållande på arbetsplatsen"
        ABORTED_HEALTH = "health", "Avbruten: hälsa"
        ABORTED_OWN = "own", "Avbruten: egen begäran"
        ABORTED_WORKPLACE = "workplace", "Avbruten av arbetsplatsen"
        OTHER = "other", "Annat"

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="internships", verbose_name="inskrivning")
    kind = models.ForeignKey(InternshipKind, models.PROTECT, related_name="+", verbose_name="slag")
    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="internships", verbose_name="arbetsplats")
    period = DateRangeField("period")
    hours_per_week = models.DecimalField("timmar i veckan", max_digits=4, decimal_places=1)
    weekday_hours: Any = ArrayField(
        models.DecimalField(max_digits=3, decimal_places=1), verbose_name="timmar måndag till söndag", default=list
    )
    purpose = models.CharField("syfte", max_length=300, blank=True)
    tasks = models.TextField("arbetsuppgifter", blank=True)
    end_reason = models.CharField("slutade därför att", max_length=20, choices=EndReason, blank=True)
    end_note = models.CharField("kommentar", max_length=300, blank=True)
    end_noted_on = models.DateField("slutet noterat", null=True, blank=True)
    end_noted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="slutet noterat av"
    )
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="registrerad av")
    created_at = models.DateTimeField("registrerad", auto_now_add=True)

    objects = InternshipQuerySet.as_manager()

    class Meta:
        verbose_name = "praktik"
        verbose_name_plural = "praktiker"
        ordering = ["-period", "-id"]
        constraints = [
            bounded("internship_bounded"),
            models.CheckConstraint(condition=Q(weekday_hours__len=7), name="internship_hours_of_seven_days"),
            models.CheckConstraint(
                condition=Q(hours_per_week=SumOf(F("weekday_hours"))), name="internship_hours_are_the_days_together"
            ),
        ]
        indexes = [
            models.Index(fields=["enrolment"], name="internship_by_enrolment"),
            models.Index(Func(F("period"), function="upper"), "id", name="internship_by_end"),
            models.Index(
                fields=["end_noted_on"], name="internship_by_end_noted", condition=Q(end_noted_on__isnull=False)
            ),
        ]

    @property
    def employer(self) -> Employer:
        """Whose workplace it is, as an employment has it."""
        return self.workplace.employer

    def __str__(self) -> str:
        return f"{self.kind.name}, {self.workplace}"

    @property
    def first_day(self) -> dt.date:
        """The first day."""
        return self.period.lower

    @property
    def last_day(self) -> dt.date:
        """The last day, itself included."""
        return self.period.upper - dt.timedelta(days=1)

    def runs_on(self, day: dt.date) -> bool:
        """Whether `day` is one of its days."""
        return self.first_day <= day <= self.last_day

    def get_absolute_url(self) -> str:
        """The internship's page."""
        return reverse("internship_detail", args=[self.uuid])
