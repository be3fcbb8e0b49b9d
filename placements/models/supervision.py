"""Supervisors, whom they supervise, and the months they confirm [S1]."""

import datetime as dt
from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from amc.base import PublicModel, RevisedModel
from amc.calendar import today
from amc.staff.expressions import SortKey
from amc.staff.models import User
from placements.models.employer import Employer
from placements.models.placement import Employment, Internship, OneInteger, bounded
from placements.querysets import SupervisionMonthQuerySet, SupervisionQuerySet
from placements.querysets_register import SupervisorQuerySet
from placements.rules.training import best_of, lacks

if TYPE_CHECKING:
    from placements.models.pay import MonthCorrection
    from placements.models.training import SupervisorTraining


@pghistory.track(exclude=["sort_key"])
class Supervisor(PublicModel, RevisedModel):
    """Somebody who supervises at a workplace. `user` is set when they have an account to confirm with.

    `capacity`: how many at once, None where nobody has said. Their trainings are rows of their own.
    """

    user = models.OneToOneField(
        User, models.PROTECT, null=True, blank=True, related_name="supervisor", verbose_name="konto"
    )
    first_name = models.CharField("förnamn", max_length=100)
    last_name = models.CharField("efternamn", max_length=100)
    email = models.EmailField("e-post", blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="supervisors", verbose_name="arbetsgivare")
    municipal_employee = models.BooleanField("anställd av kommunen", default=False)
    employee_number = models.CharField("anställningsnummer", max_length=20, blank=True)
    capacity = models.PositiveSmallIntegerField(
        "handleder högst så många samtidigt", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    is_active = models.BooleanField("handleder", default=True)
    last_day = models.DateField("sista dag som handledare", null=True, blank=True)
    sort_key = models.GeneratedField(
        expression=SortKey("last_name", "first_name"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )

    objects = SupervisorQuerySet.as_manager()

    class Meta:
        verbose_name = "handledare"
        verbose_name_plural = "handledare"
        indexes = [models.Index(fields=["sort_key", "id"], name="supervisor_by_name")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    def has_left(self, day: dt.date) -> bool:
        """Whether their last day as supervisor has passed on `day`."""
        return self.last_day is not None and self.last_day < day

    def best_training(self, day: dt.date) -> "SupervisorTraining | None":
        """Of the trainings held on `day` the one that holds longest (rules.training.best_of)."""
        return best_of([row for row in self.trainings.all() if row.withdrawn_on is None], day)

    @property
    def current_training(self) -> "SupervisorTraining | None":
        """The best training today, which may have lapsed."""
        return self.best_training(today())

    @property
    def lacks_training(self) -> str:
        """What is amiss with the training today, in words; empty when it holds."""
        return lacks(self.current_training, today())

    def get_absolute_url(self) -> str:
        """The supervisor's page."""
        return reverse("supervisor_detail", args=[self.uuid])


@pghistory.track()
class Supervision(PublicModel, RevisedModel):
    """Who supervises whom during which days, in one internship or one employment.

    `stands_in`: somebody leads for a time in the place of the one who otherwise does, whose own period goes on.
    `asked_from`: the first month that is asked for, where the months before were confirmed and paid elsewhere.
    """

    supervisor = models.ForeignKey(Supervisor, models.PROTECT, related_name="supervisions", verbose_name="handledare")
    enrolment = models.ForeignKey("participants.Enrolment", models.PROTECT, related_name="supervisions")
    employment = models.ForeignKey(
        Employment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supervisions",
        verbose_name="anställning",
    )
    internship = models.ForeignKey(
        Internship, models.PROTECT, null=True, blank=True, related_name="supervisions", verbose_name="praktik"
    )
    period = DateRangeField("period")
    stands_in = models.BooleanField("står in en tid", default=False, db_default=False)
    asked_from = models.DateField("månaderna frågas från", null=True, blank=True, help_text="månadens första dag")

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        verbose_name = "handledarskap"
        verbose_name_plural = "handledarskap"
        ordering = ["-period", "-id"]
        constraints = [
            bounded("supervision_bounded"),
            models.CheckConstraint(
                condition=Q(employment__isnull=True, internship__isnull=False)
                | Q(employment__isnull=False, internship__isnull=True),
                name="supervision_of_one_placement",
            ),
            models.CheckConstraint(
                condition=Q(asked_from__isnull=True) | Q(asked_from__day=1), name="asked_from_is_a_months_first_day"
            ),
            *(
                ExclusionConstraint(
                    name=f"one_stand_in_{kind}_at_a_time",
                    expressions=[(OneInteger(kind), RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                    condition=Q(stands_in=True),
                )
                for kind in ("employment", "internship")
            ),
        ]
        indexes = [
            models.Index(fields=["supervisor"], name="supervision_by_supervisor"),
            models.Index(Func(F("period"), function="upper"), "id", name="supervision_by_end"),
            models.Index(fields=["enrolment"], name="supervision_stand_in", condition=Q(stands_in=True)),
        ]

    def __str__(self) -> str:
        return f"{self.supervisor} {self.period.lower}"

    @property
    def placement(self) -> Employment | Internship:
        """The employment or internship that is supervised."""
        return self.employment or self.internship  # type: ignore[return-value]

    @property
    def first_day(self) -> dt.date:
        """The first day."""
        return self.period.lower

    @property
    def last_day(self) -> dt.date:
        """The last day, itself included."""
        return self.period.upper - dt.timedelta(days=1)


class SupervisionMonth(PublicModel):
    """A month that a supervisor has confirmed. A month not confirmed has no row: what is missing is asked of the
    supervisions. Added to, never changed: a mistake is put right by a later MonthCorrection (`held`).

    `source` says how the answer came: by the supervisor in the system, or to the consultant, with what it came by in
    `on_behalf_reason`. `concern` reached the consultant at once, as a deviation.
    """

    class Source(models.TextChoices):
        SELF = "self", "I systemet"
        PHONE = "phone", "Per telefon"
        PAPER = "paper", "På papper"
        OTHER = "other", "På annat sätt"

    supervision = models.ForeignKey(Supervision, models.PROTECT, related_name="months", verbose_name="handledarskap")
    month = models.DateField("månad", help_text="månadens första dag")
    as_planned = models.BooleanField("gick som planerat")
    took_place = models.BooleanField("handledning skedde", default=True)
    comment = models.CharField("kommentar", max_length=500, blank=True)
    days_absent = models.PositiveSmallIntegerField("dagar borta", null=True, blank=True)
    learnt = models.CharField("lärdes", max_length=500, blank=True)
    concern = models.CharField("oro", max_length=500, blank=True)
    confirmed_at = models.DateTimeField("bekräftad")
    confirmed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="bekräftad av")
    source = models.CharField("hur svaret kom", max_length=10, choices=Source, default=Source.SELF)
    on_behalf_reason = models.CharField("bekräftad för handledarens räkning, underlag", max_length=300, blank=True)

    objects = SupervisionMonthQuerySet.as_manager()

    class Meta:
        verbose_name = "månadsbekräftelse"
        verbose_name_plural = "månadsbekräftelser"
        ordering = ["-month", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["supervision", "month"], name="month_confirmed_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="month_is_its_first_day"),
            models.CheckConstraint(
                condition=Q(as_planned=True) | ~Q(comment="", concern="") | Q(days_absent__gt=0),
                name="month_not_as_planned_says_why",
            ),
            models.CheckConstraint(
                condition=Q(days_absent__isnull=True) | Q(as_planned=False, days_absent__lte=31),
                name="month_with_days_absent_is_unplanned",
            ),
            models.CheckConstraint(
                condition=Q(source="self") | ~Q(on_behalf_reason=""), name="month_on_behalf_says_by_what"
            ),
            models.CheckConstraint(
                condition=Q(took_place=True) | Q(as_planned=False), name="month_without_supervision_is_unplanned"
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"

    @property
    def held(self) -> "SupervisionMonth | MonthCorrection":
        """The month as it holds: the latest correction, or what was answered. Both have `as_planned`, `took_place` and
        `days_absent`."""
        return next((row for row in reversed(self._later) if not row.is_dispute), self)

    @property
    def open_dispute(self) -> "MonthCorrection | None":
        """What the supervisor disputes and no correction has answered yet."""
        latest = self._later[-1] if self._later else None
        return latest if latest and latest.is_dispute else None

    @property
    def _later(self) -> "list[MonthCorrection]":
        return sorted(self.corrections.all(), key=lambda row: row.pk)


class UnconfirmedMonth(models.Model):
    """A month of a supervision that nobody has confirmed yet: a view over the supervisions, one row per month up to
    the last, also those to come. `over_on` is the first day after the month; `uuid` is the supervision's."""

    supervision = models.OneToOneField(
        Supervision, models.DO_NOTHING, primary_key=True, related_name="+", verbose_name="handledarskap"
    )
    uuid = models.UUIDField("handledarskapets nyckel")
    enrolment = models.ForeignKey(
        "participants.Enrolment", models.DO_NOTHING, related_name="+", verbose_name="inskrivning"
    )
    supervisor = models.ForeignKey(Supervisor, models.DO_NOTHING, related_name="+", verbose_name="handledare")
    month = models.DateField("månad")
    over_on = models.DateField("månaden är över")

    objects = SupervisionMonthQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "placements_unconfirmedmonth"
        verbose_name = "obekräftad månad"
        verbose_name_plural = "obekräftade månader"
        ordering = ["month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
