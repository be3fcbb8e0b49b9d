"""What a confirmed month is worth: corrections of it, what became payable, and the files that went to payroll [S1]."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from amc.base import PublicModel, RevisedModel
from amc.staff.models import Unit, User
from placements.models.supervision import Supervision, SupervisionMonth, Supervisor
from placements.querysets import MonthCorrectionQuerySet, PayrollFileQuerySet, SupervisorPaymentQuerySet


class MonthCorrection(PublicModel):
    """A later entry about a confirmed month: the supervisor's dispute, in words alone, or what holds instead, by those
    who work with the case. Only added to; the latest correction holds (`SupervisionMonth.held`)."""

    proof = models.ForeignKey(
        SupervisionMonth, models.PROTECT, related_name="corrections", verbose_name="månadsbekräftelse"
    )
    is_dispute = models.BooleanField("handledarens invändning", default=False)
    as_planned = models.BooleanField("gick som planerat", null=True, blank=True)
    took_place = models.BooleanField("handledning skedde", null=True, blank=True)
    days_absent = models.PositiveSmallIntegerField("dagar borta", null=True, blank=True)
    text = models.CharField("vad som var fel", max_length=500)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="antecknad av")
    recorded_at = models.DateTimeField("antecknad")

    objects = MonthCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "rättelse av månad"
        verbose_name_plural = "rättelser av månader"
        ordering = ["recorded_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="month_correction_says_why"),
            models.CheckConstraint(
                condition=Q(is_dispute=True, as_planned__isnull=True, took_place__isnull=True, days_absent__isnull=True)
                | Q(is_dispute=False, as_planned__isnull=False, took_place__isnull=False),
                name="month_correction_says_what_holds",
            ),
            models.CheckConstraint(
                condition=Q(is_dispute=True)
                | Q(as_planned=False)
                | Q(as_planned=True, took_place=True, days_absent__isnull=True),
                name="corrected_month_as_planned_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["proof", "id"], name="correction_by_month")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.recorded_at:%Y-%m-%d}"


class PayrollFile(PublicModel):
    """What went to payroll once: a unit's payments up to and with `through`, as the bytes that were downloaded.

    `number` counts the unit's files; `total` is in kronor, corrections taken off. Never changed: a later correction
    goes in a later file.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="payroll_files", verbose_name="enhet")
    number = models.PositiveIntegerField("nummer")
    through = models.DateField("till och med")
    made_at = models.DateTimeField("skapad")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="skapad av")
    rows = models.PositiveIntegerField("rader")
    total = models.IntegerField("kronor")
    csv = models.BinaryField("CSV")
    xlsx = models.BinaryField("XLSX")

    objects = PayrollFileQuerySet.as_manager()

    class Meta:
        verbose_name = "lönefil"
        verbose_name_plural = "lönefiler"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["unit", "number"], name="payroll_file_numbered_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Lönefil {self.number}"

    def get_absolute_url(self) -> str:
        """Its rows."""
        return f"{reverse('supervisor_pay')}?lage=alla&fil={self.number}"


class PayrollColumn(models.Model):
    """A column of the payroll file, as data: what it holds, with its heading and its place. `text` is what a column of
    fixed text says in every row, e.g. the löneart."""

    class Content(models.TextChoices):
        EMPLOYEE_NUMBER = "employee_number", "Anställningsnummer"
        LAST_NAME = "last_name", "Efternamn"
        FIRST_NAME = "first_name", "Förnamn"
        EMPLOYER = "employer", "Arbetsgivare"
        MONTH = "month", "Månad"
        FIRST_DAY = "first_day", "Månadens första dag"
        LAST_DAY = "last_day", "Månadens sista dag"
        AMOUNT = "amount", "Kronor"
        KIND = "kind", "Ersättning eller rättelse"
        CONFIRMED_ON = "confirmed_on", "Dag då månaden bekräftades"
        FIXED = "fixed", "Fast text"

    code = models.SlugField("kod", max_length=30, unique=True)
    content = models.CharField("innehåll", max_length=20, choices=Content)
    text = models.CharField("fast text", max_length=50, blank=True, help_text="Till exempel en löneart.")
    name = models.CharField("rubrik", max_length=100)
    order = models.PositiveSmallIntegerField("ordning")
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "kolumn i lönefilen"
        verbose_name_plural = "kolumner i lönefilen"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def names_by_number(cls) -> bool:
        """Whether the file says by their anställningsnummer who is to be paid."""
        return cls.objects.filter(is_active=True, content=cls.Content.EMPLOYEE_NUMBER).exists()


@pghistory.track()
class SupervisorPayment(PublicModel, RevisedModel):
    """Handledarersättning: what a confirmed month made payable, or what a later correction of it adds or takes off.

    `unit` is whose case it was when the month became payable, and pays: the row names supervisor, month and kronor, so
    that those who pay reach it also where the participant's address is protected. `supervision` is set only where the
    municipality pays per participant. `amount` in kronor, below zero where it takes off. A row stands as it is; it goes
    to payroll once, in `file`. Those that were marked as paid before there were
    files have `settled_at` alone.
    """

    class Kind(models.TextChoices):
        MONTH = "month", "Ersättning"
        CORRECTION = "correction", "Rättelse"

    supervisor = models.ForeignKey(Supervisor, models.PROTECT, related_name="payments", verbose_name="handledare")
    supervision = models.ForeignKey(
        Supervision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name="handledarskap",
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="enhet")
    proof = models.ForeignKey(SupervisionMonth, models.PROTECT, related_name="payments", verbose_name="underlag")
    correction = models.ForeignKey(
        MonthCorrection, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name="rättelse"
    )
    kind = models.CharField("slag", max_length=10, choices=Kind, default=Kind.MONTH)
    month = models.DateField("månad")
    amount = models.IntegerField("kronor")
    payable_at = models.DateTimeField("att betala sedan")
    settled_at = models.DateTimeField("till lön", null=True, blank=True)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="till lön av"
    )
    file = models.ForeignKey(
        PayrollFile, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name="lönefil"
    )

    objects = SupervisorPaymentQuerySet.as_manager()

    class Meta:
        verbose_name = "handledarersättning"
        verbose_name_plural = "handledarersättningar"
        ordering = ["-month", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["supervisor", "month", "supervision"],
                condition=Q(kind="month"),
                nulls_distinct=False,
                name="paid_once_a_month",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="payment_month_is_its_first_day"),
            models.CheckConstraint(
                condition=Q(kind="month", amount__gt=0) | (Q(kind="correction") & ~Q(amount=0)),
                name="payment_is_an_amount",
            ),
            models.CheckConstraint(
                condition=Q(file__isnull=True) | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="payment_in_file_is_settled",
            ),
        ]
        indexes = [models.Index(fields=["month", "settled_at"], name="payment_by_month")]
        triggers = [
            pgtrigger.ReadOnly(
                name="amount_stands",
                fields=[
                    "supervisor",
                    "supervision",
                    "unit",
                    "proof",
                    "correction",
                    "kind",
                    "month",
                    "amount",
                    "payable_at",
                ],
            ),
            pgtrigger.Protect(
                name="settled_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__settled_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} kr {self.month:%Y-%m}"
