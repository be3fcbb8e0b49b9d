"""What is asked of somebody each week, and how each day went."""

import datetime as dt

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from amc.aktivitetskrav.querysets import DayQuerySet, ReportQuerySet, RequirementQuerySet, WeekQuerySet
from amc.base import PublicModel, RevisedModel
from amc.staff.models import User
from participants.models import Disclosure, Enrolment
from placements.models.placement import OneInteger

MOST_HOURS_A_WEEK = 60
MOST_HOURS_A_DAY = 24
LAST_WEEKDAY = 6


class AbsenceKind(models.Model):
    """Why somebody was not there, as data; `excused` says whether it is a godtagbart skäl."""

    code = models.SlugField("kod", max_length=40, unique=True)
    name = models.CharField("namn", max_length=100)
    excused = models.BooleanField("godtagbart skäl", default=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "slag av frånvaro"
        verbose_name_plural = "slag av frånvaro"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class ActivityRequirement(PublicModel, RevisedModel):
    """How many hours a week are asked of somebody during `period`: full time, or a measure adapted to the person.

    A period without an upper bound holds until further notice. Two of one enrolment never overlap.
    """

    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="requirements", verbose_name="inskrivning", editable=False
    )
    period = DateRangeField("gäller")
    hours_per_week = models.DecimalField(
        "timmar i veckan",
        max_digits=4,
        decimal_places=1,
        validators=[MinValueValidator(0.5), MaxValueValidator(MOST_HOURS_A_WEEK)],
    )
    adapted = models.BooleanField("anpassat", default=False)
    reason = models.CharField("varför måttet är anpassat", max_length=300, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="skapat av", editable=False)
    created_at = models.DateTimeField("skapat", auto_now_add=True)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = "aktivitetskrav"
        verbose_name_plural = "aktivitetskrav"
        ordering = ["-period", "-id"]
        constraints = [
            ExclusionConstraint(
                name="one_requirement_at_a_time",
                expressions=[(OneInteger("enrolment"), RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                violation_error_message="Ett annat aktivitetskrav gäller redan någon av dagarna. Ändra det först.",
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__startswith__isnull=False), name="requirement_begins_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(adapted=False, reason="") | (Q(adapted=True) & ~Q(reason="")),
                name="adapted_requirement_has_reason",
                violation_error_message="Skriv varför måttet är anpassat.",
            ),
            models.CheckConstraint(
                condition=Q(hours_per_week__gt=0, hours_per_week__lte=MOST_HOURS_A_WEEK),
                name="requirement_is_of_a_week",
            ),
        ]
        indexes = [models.Index(fields=["enrolment"], name="requirement_by_enrolment")]

    def __str__(self) -> str:
        return f"{self.hours_per_week} timmar i veckan från {self.first_day}"

    @property
    def first_day(self) -> dt.date:
        """The first day that it holds."""
        return self.period.lower

    @property
    def last_day(self) -> dt.date | None:
        """The last day that it holds, itself included; None until further notice."""
        return self.period.upper - dt.timedelta(days=1) if self.period.upper else None

    def get_absolute_url(self) -> str:
        """Where it is changed."""
        return reverse("requirement_edit", args=[self.uuid])


@pghistory.track()
class ActivityWeek(PublicModel, RevisedModel):
    """A week of one enrolment, from `monday`, of which something is filled in. Its revision counts each filling in.

    `is_filled`: every day that had something planned was filled in when it was saved last.
    """

    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="activity_weeks", verbose_name="inskrivning", editable=False
    )
    monday = models.DateField("måndag")
    is_filled = models.BooleanField("ifylld", default=False)

    objects = WeekQuerySet.as_manager()

    class Meta:
        verbose_name = "vecka med aktivitetskrav"
        verbose_name_plural = "veckor med aktivitetskrav"
        ordering = ["-monday", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "monday"], name="activity_week_once"),
            models.CheckConstraint(condition=Q(monday__iso_week_day=1), name="activity_week_begins_on_monday"),
        ]

    def __str__(self) -> str:
        return f"Veckan från {self.monday}"


@pghistory.track()
class DayAttendance(models.Model):
    """How one day went besides what groups fill in: hours planned, hours attended, and of what kind the absence is.

    `attended` is empty while nobody has filled the day in. No words about why: the kind is all that is kept.
    `in_bulk`: it was filled in with "som planerat", which can be taken back.
    """

    week = models.ForeignKey(ActivityWeek, models.CASCADE, related_name="days", verbose_name="vecka")
    weekday = models.PositiveSmallIntegerField("veckodag", help_text="0 är måndag")
    planned = models.DecimalField("planerat", max_digits=4, decimal_places=2, default=0)
    attended = models.DecimalField("närvaro", max_digits=4, decimal_places=2, null=True, blank=True)
    absence = models.ForeignKey(
        AbsenceKind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="frånvaro"
    )
    in_bulk = models.BooleanField("ifylld som planerat", default=False)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="ifylld av")
    noted_at = models.DateTimeField("ifylld")

    objects = DayQuerySet.as_manager()

    class Meta:
        verbose_name = "dag med aktivitetskrav"
        verbose_name_plural = "dagar med aktivitetskrav"
        ordering = ["week_id", "weekday"]
        constraints = [
            models.UniqueConstraint(fields=["week", "weekday"], name="activity_day_once"),
            models.CheckConstraint(condition=Q(weekday__lte=LAST_WEEKDAY), name="activity_day_is_of_a_week"),
            models.CheckConstraint(
                condition=Q(planned__gte=0, planned__lte=MOST_HOURS_A_DAY)
                & (Q(attended__isnull=True) | Q(attended__gte=0, attended__lte=MOST_HOURS_A_DAY)),
                name="activity_day_has_24_hours",
            ),
            models.CheckConstraint(
                condition=Q(attended__isnull=True, absence__isnull=True, in_bulk=False)
                | Q(attended__gte=F("planned"), absence__isnull=True)
                | Q(attended__lt=F("planned"), absence__isnull=False, in_bulk=False),
                name="absence_is_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.week}, dag {self.weekday + 1}"

    @property
    def day(self) -> dt.date:
        """Which day it is."""
        return self.week.monday + dt.timedelta(days=self.weekday)


class ReportEvent(models.Model):
    """Something that socialnämnden is told of, as data."""

    code = models.SlugField("kod", max_length=40, unique=True)
    name = models.CharField("namn", max_length=100)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "händelse att rapportera"
        verbose_name_plural = "händelser att rapportera"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


ABOUT_ITS_CASE = """
    IF NOT EXISTS (
        SELECT FROM participants_disclosure WHERE id = NEW.disclosure_id AND enrolment_id = NEW.enrolment_id
    ) OR NEW.corrects_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM aktivitetskrav_boardreport WHERE id = NEW.corrects_id AND enrolment_id = NEW.enrolment_id
    ) THEN
        RAISE EXCEPTION 'a report is disclosed, and corrected, in its own case' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'board_report_about_its_case';
    END IF;
    RETURN NEW;
"""


class BoardReport(PublicModel):
    """A report to socialnämnden: of which events, for which weeks, and how it was sent.

    What it said, to whom, when and on which ground is its `disclosure`, with the document as it was sent. Both are only
    added to; what was wrong is told in a later report that `corrects` the earlier one.
    """

    class How(models.TextChoices):
        LETTER = "letter", "Brev"
        SECURE = "secure", "Säker digital överföring"
        HANDED = "handed", "Lämnad personligen"

    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="board_reports", verbose_name="inskrivning", editable=False
    )
    disclosure = models.OneToOneField(
        Disclosure, models.PROTECT, related_name="board_report", verbose_name="utlämnande"
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="rättar"
    )
    first_day = models.DateField("från och med")
    last_day = models.DateField("till och med")
    events = ArrayField(models.CharField(max_length=100), verbose_name="händelser")
    sent_how = models.CharField("hur den skickades", max_length=10, choices=How)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport till socialnämnden"
        verbose_name_plural = "rapporter till socialnämnden"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(events__len__gte=1), name="board_report_is_of_something"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="board_report_ends_after_start"),
        ]
        indexes = [models.Index(fields=["enrolment"], name="board_report_by_enrolment")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="about_its_case", when=pgtrigger.Before, operation=pgtrigger.Insert, func=ABOUT_ITS_CASE
            ),
        ]

    def __str__(self) -> str:
        return f"Rapport {self.first_day} – {self.last_day}"
