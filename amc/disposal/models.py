"""Rules of retention, holds, runs with their log, and the rows of statistics that remain."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from amc.base import PublicModel
from amc.disposal.querysets import ClosedCaseQuerySet, DisposalItemQuerySet, DisposalRunQuerySet, LegalHoldQuerySet
from amc.staff.models import Team, Unit, User
from participants.models import Closure, EducationLevel, Gender, Participant, Source


class RetentionRule(PublicModel):
    """How long one kind of record is kept under one legal regime. Never changed but for its last day: another term is
    a new rule, which takes effect NOTICE_DAYS after it was written at the earliest, so that nobody can shorten a term
    and dispose at once."""

    class Record(models.TextChoices):
        CASE = "case", "Akt: inskrivning med allt som hör till"
        REFERRAL = "referral", "Anvisning som inte togs emot"
        ACCOUNTS = "accounts", "Underlag för utbetald handledarersättning"
        IMPORT = "import", "Fil med anvisningar"
        READ_LOG = "read_log", "Läslogg: en månads visningar"
        REVIEW = "review", "Granskning av läsloggen"

    class CountsFrom(models.TextChoices):
        LAST_NOTE = "last_note", "Senaste anteckningen"
        CLOSED = "closed", "Avslutet eller beslutet"
        YEAR_END = "year_end", "Årets slut"
        MONTH_END = "month_end", "Månadens slut"

    record = models.CharField("slag av handling", max_length=20, choices=Record)
    regime = models.CharField("rättslig grund", max_length=20, choices=Source.Regime, blank=True)
    months = models.PositiveSmallIntegerField(
        "bevaras (månader)", validators=[MinValueValidator(1), MaxValueValidator(1200)]
    )
    counts_from = models.CharField("räknas från", max_length=20, choices=CountsFrom)
    decision = models.CharField("beslut", max_length=200, help_text="Lagrum eller gallringsbeslutets beteckning.")
    sample_days = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(31)]),
        verbose_name="bevaras som urval: födda dag",
        default=list,
        blank=True,
        help_text="Dagar i månaden med kommatecken emellan, till exempel 5, 15, 25.",
    )
    valid_from = models.DateField("gäller från")
    valid_to = models.DateField("gäller till och med", null=True, blank=True)
    recorded_at = models.DateTimeField("införd", auto_now_add=True)

    class Meta:
        verbose_name = "gallringsregel"
        verbose_name_plural = "gallringsregler"
        ordering = ["record", "regime", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "regime", "valid_from"],
                name="one_rule_from_a_day",
                violation_error_message="Det finns redan en regel för det här slaget från den dagen.",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="rule_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(decision=""), name="rule_names_its_decision"),
            models.CheckConstraint(
                condition=Q(record__in=["case", "referral"]) & ~Q(regime="")
                | Q(record__in=["accounts", "import", "read_log", "review"], regime=""),
                name="rule_has_its_regime",
                violation_error_message="Akter och anvisningar har en rättslig grund, de andra slagen ingen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_record_display()}, {self.months} månader"


class LegalHold(PublicModel):
    """Gallringsstopp: nothing of the person's is disposed of while it stands. Lifted, never removed."""

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="legal_holds", verbose_name="deltagare")
    reason = models.TextField("varför")
    decision = models.CharField("beslut", max_length=200)
    placed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="infört av")
    placed_at = models.DateTimeField("infört", auto_now_add=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="hävt av")
    lifted_at = models.DateTimeField("hävt", null=True, blank=True)
    lifted_reason = models.CharField("varför det hävdes", max_length=300, blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        verbose_name = "gallringsstopp"
        verbose_name_plural = "gallringsstopp"
        ordering = ["-placed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"], condition=Q(lifted_at__isnull=True), name="one_legal_hold_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_reason="")),
                name="lifted_hold_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Gallringsstopp {self.placed_at:%Y-%m-%d}"


class DisposalRun(PublicModel):
    """An approved disposal: who approved it, on which decision, and what it is to take. Only added to."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="enhet")
    approved_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="godkänd av")
    approved_at = models.DateTimeField("godkänd", auto_now_add=True)
    decision = models.CharField("beslut", max_length=200)

    objects = DisposalRunQuerySet.as_manager()

    class Meta:
        verbose_name = "gallring"
        verbose_name_plural = "gallringar"
        ordering = ["-approved_at", "-id"]

    def __str__(self) -> str:
        return f"Gallring {self.approved_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """Its log."""
        return reverse("disposal_run", args=[self.uuid])


class DisposalItem(models.Model):
    """One record of a run, and what became of it. It names nobody: `subject` is a key that leads nowhere afterwards
    (of the read log the month, 201503, of the run's unit), and `digest` the SHA-256 of the record's public address, by
    which somebody who knows it can prove that it went."""

    class Outcome(models.TextChoices):
        DISPOSED = "disposed", "Gallrad"
        HELD = "held", "Gallringsstopp"
        SAMPLE = "sample", "Bevaras som urval"
        ACCOUNTS = "accounts", "Underlag för utbetalning bevaras"
        REVIEW = "review", "Granskningen bevaras"
        NOT_DUE = "not_due", "Tiden har inte gått ut"
        GONE = "gone", "Fanns inte längre"

    run = models.ForeignKey(DisposalRun, models.PROTECT, related_name="items", verbose_name="gallring")
    record = models.CharField("slag av handling", max_length=20, choices=RetentionRule.Record)
    subject = models.BigIntegerField("vilken")
    rule = models.ForeignKey(
        RetentionRule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="gallringsregel"
    )
    outcome = models.CharField("utfall", max_length=20, choices=Outcome, blank=True)
    carried_out_at = models.DateTimeField("utförd", null=True, blank=True)
    counts = models.JSONField("antal rader per tabell", default=dict, blank=True)
    digest = models.CharField("fingeravtryck", max_length=64, blank=True)

    objects = DisposalItemQuerySet.as_manager()

    class Meta:
        verbose_name = "gallrad handling"
        verbose_name_plural = "gallrade handlingar"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "record", "subject"], name="disposed_once_per_run"),
        ]
        indexes = [
            models.Index(fields=["id"], name="disposal_waiting", condition=Q(outcome="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_record_display()}: {self.get_outcome_display()}"


class ClosedCase(models.Model):
    """What remains of a disposed case: what the yearly figures count, by month, and nothing that leads to a person."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="enhet")
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="team")
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name="remittent")
    opened_month = models.DateField("inskriven", help_text="månadens första dag")
    closed_month = models.DateField("avslutad", help_text="månadens första dag")
    days = models.PositiveIntegerField("dagar i verksamheten")
    has_closure = models.BooleanField("har avslut")
    reason = models.CharField("orsak", max_length=20, choices=Closure.Reason, blank=True)
    gender = models.CharField("kön", max_length=10, choices=Gender, blank=True)
    education_level = models.CharField("utbildningsnivå", max_length=20, choices=EducationLevel, blank=True)
    young = models.BooleanField("yngre än 25 vid avslut", default=False)
    to_work = models.BooleanField("började arbeta", default=False)
    regular = models.BooleanField("reguljär arbetsmarknad", null=True)
    municipal = models.BooleanField("kommunal arbetsmarknadsanställning", null=True)
    lasted_month = models.BooleanField("varade minst en månad", null=True)
    to_studies = models.BooleanField("började studera", default=False)
    csn = models.BooleanField("studiemedelsberättigade", null=True)

    objects = ClosedCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "gallrat ärende i statistiken"
        verbose_name_plural = "gallrade ärenden i statistiken"
        constraints = [
            models.CheckConstraint(condition=Q(opened_month__day=1, closed_month__day=1), name="closed_case_by_month")
        ]
        indexes = [
            models.Index(fields=["unit", "closed_month"], name="closed_case_by_closing"),
            models.Index(fields=["unit", "opened_month"], name="closed_case_by_opening"),
        ]

    def __str__(self) -> str:
        return f"{self.closed_month:%Y-%m}"
