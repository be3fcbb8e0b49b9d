"""The forms of employment and their rules, as data (domain.md section 4)."""

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from amc.base import RevisedModel
from placements.rules.following import AMI_MONTHS, interval_obstacles


@pghistory.track()
class Scheme(RevisedModel):
    """A form of employment and its rules, as data with validity dates.

    `las`: whether its days are särskild visstid, on every day of every contract; HR decides where the statute does not
    (placements.actions.schemes). `las_why` says what that builds on. `followed_from`: since which day the time between
    follow-ups is what it is, where it has been changed; contracts from before are not asked for earlier days.
    """

    AMI = "ami"
    AMA = "ama"
    EXCLUSIVE = (AMI, AMA)

    class Las(models.TextChoices):
        EXEMPT = "exempt", "Undantagen"
        COUNTS = "counts", "Räknas"
        ASK_HR = "ask_hr", "Fråga HR"

    class Counted(models.TextChoices):
        PERSON = "person", "Per person, alla avtal tillsammans"
        EMPLOYER = "employer", "Per person och arbetsgivare"
        CONTRACT = "contract", "Varje avtal för sig"

    code = models.SlugField("kod", max_length=30, unique=True)
    name = models.CharField("namn", max_length=100)
    max_months = models.PositiveSmallIntegerField("längst (månader)", null=True, blank=True)
    total_max_months = models.PositiveSmallIntegerField("längst sammanlagt (månader)", null=True, blank=True)
    counted = models.CharField("tiden räknas", max_length=10, choices=Counted, default=Counted.PERSON)
    extension_decided = models.BooleanField("förlängning beslutas av enhetschefen", default=False)
    suspension_moves = models.BooleanField("uppehåll flyttar sista dagen", default=False)
    requires_plan = models.BooleanField("kräver handlingsplan före start", default=False)
    requires_kartlaggning = models.BooleanField("kräver kartläggning före start", default=False)
    requires_internship = models.BooleanField("kräver praktik före start", default=False)
    requires_supervisor = models.BooleanField("kräver handledare från första dagen", default=False)
    exclusive = models.BooleanField(
        "får inte överlappa annan tidsbegränsad",
        default=False,
        help_text="Två former som har det här valet går inte att ha samtidigt. AMI och arbetsmarknadsanställning har "
        "det alltid. Anställningar som redan överlappar står kvar.",
    )
    follow_up_months = models.PositiveSmallIntegerField(
        "uppföljning var (månader)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Ändras det planeras uppföljningar som inte är bokade om. Du får veta hur många innan det sparas. "
        "AMI följs alltid upp var 12:e månad.",
    )
    followed_from = models.DateField("uppföljningarnas tid gäller från", null=True, blank=True, editable=False)
    asks_next_step = models.BooleanField("kräver svar på vad som händer sedan", default=False, db_default=False)
    unclear_again_days = models.PositiveSmallIntegerField(
        "är det inte klart frågas det igen efter (dagar)",
        default=30,
        db_default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    regular = models.BooleanField("räknas till den reguljära arbetsmarknaden", default=True)
    subsidised = models.BooleanField("med stöd", default=False)
    is_support = models.BooleanField("lönestöd som Arbetsförmedlingen beslutar", default=False)
    first_decision_months = models.PositiveSmallIntegerField("första beslutet längst (månader)", null=True, blank=True)
    requisition_days = models.PositiveSmallIntegerField(
        "rekvireras inom (dagar efter månadens slut)", null=True, blank=True
    )
    las = models.CharField("LAS särskild visstid", max_length=10, choices=Las, default=Las.COUNTS)
    las_why = models.CharField(
        "varför räknas tiden så",
        max_length=400,
        db_default="",
        help_text="Lagrummet, kollektivavtalet eller HR:s ställningstagande. Texten står vid avtalen i redovisningen "
        "av LAS.",
    )
    converts = models.CharField(
        "blir tillsvidare",
        max_length=400,
        blank=True,
        db_default="",
        help_text="När formen övergår i en tillsvidareanställning, i ord som HR kan lämna vidare.",
    )
    breach_refuses = models.BooleanField("för lång tid nekas (annars varnas)", default=False)
    valid_from = models.DateField("gäller från", help_text="Den tidigaste första dagen för en anställning i formen.")
    valid_to = models.DateField(
        "gäller till och med",
        null=True,
        blank=True,
        help_text="Den senaste första dagen. En anställning som har börjat får löpa vidare.",
    )
    source = models.CharField(
        "källa",
        max_length=400,
        blank=True,
        db_default="",
        help_text="Var dagarna och gränserna står, till exempel förordningens nummer.",
    )

    class Meta:
        verbose_name = "anställningsform"
        verbose_name_plural = "anställningsformer"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="scheme_ends_after_it_begins",
                violation_error_message="Sista dagen som formen gäller kan inte ligga före den första.",
            ),
            models.CheckConstraint(
                condition=~Q(code__in=["ami", "ama"]) | Q(exclusive=True), name="own_schemes_are_exclusive"
            ),
            models.CheckConstraint(
                condition=~Q(code="ami") | Q(follow_up_months=AMI_MONTHS, follow_up_months__isnull=False),
                name="ami_is_followed_up_yearly",
                violation_error_message="AMI-anställning följs upp var 12:e månad.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """How its days count for LAS."""
        return reverse("las_scheme", args=[self.code])

    def clean(self) -> None:
        """AMI and arbetsmarknadsanställning never overlap: PostgreSQL refuses it whatever stands here."""
        if self.code in self.EXCLUSIVE and not self.exclusive:
            message = f"{self.name} får aldrig överlappa en annan tidsbegränsad anställning. Kryssa i rutan igen."
            raise ValidationError({"exclusive": message})
        for obstacle in interval_obstacles(self.code, self.follow_up_months):
            raise ValidationError({"follow_up_months": obstacle.message})
        if self.valid_to and self.valid_from and self.valid_to < self.valid_from:
            message = f"Skriv en dag som är {self.valid_from} eller senare, när formen började gälla."
            raise ValidationError({"valid_to": message})
