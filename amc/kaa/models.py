"""The register of KAA: what is offered, how the young are sought, what they do. No free text (amc.kaa.rules)."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from amc.base import PublicModel, RevisedModel
from amc.kaa.querysets import RegisterQuerySet
from participants.models import Enrolment


class MeasureKind(models.Model):
    """A kind of measure that the young are offered, as data."""

    code = models.SlugField("kod", max_length=40, unique=True)
    name = models.CharField("namn", max_length=100)
    order = models.PositiveSmallIntegerField("ordning")
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "slag av KAA-insats"
        verbose_name_plural = "slag av KAA-insatser"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class ListRule(models.Model):
    """A rule that the half-year list is checked by, as data: the code says which (amc.kaa.rules), the row whether it
    is asked, whether a breach stops the list, and the number of days where the rule has one."""

    code = models.SlugField("kod", max_length=30, unique=True)
    name = models.CharField("regel", max_length=150)
    stops = models.BooleanField("stoppar listan", default=True)
    days = models.PositiveSmallIntegerField("dagar", null=True, blank=True)
    order = models.PositiveSmallIntegerField("ordning")
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "regel för halvårslistan"
        verbose_name_plural = "regler för halvårslistan"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class ListColumn(models.Model):
    """A column of the half-year list, as data: one of those that the code knows, with its heading and its place."""

    code = models.SlugField("kod", max_length=30, unique=True)
    name = models.CharField("rubrik", max_length=100)
    order = models.PositiveSmallIntegerField("ordning")
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "kolumn i halvårslistan"
        verbose_name_plural = "kolumner i halvårslistan"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class RegisterRow(PublicModel, RevisedModel):
    """A row of the register. One that was written by mistake is struck: it stays for the history until disposal."""

    struck = models.BooleanField("struken", default=False, editable=False)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        abstract = True


@pghistory.track()
class Measure(RegisterRow):
    """A measure that is offered: what, when, the answer, and the period where one is known [SFS 2006:39 4 §]."""

    class Answer(models.TextChoices):
        WAITING = "waiting", "Väntar på svar"
        ACCEPTED = "accepted", "Tackat ja"
        DECLINED = "declined", "Tackat nej"

    slug = "insats"
    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="kaa_measures", verbose_name="inskrivning", editable=False
    )
    kind = models.ForeignKey(MeasureKind, models.PROTECT, related_name="+", verbose_name="insats")
    offered_on = models.DateField("erbjuden")
    answer = models.CharField("svar", max_length=20, choices=Answer, default=Answer.WAITING)
    answered_on = models.DateField("svarade", null=True, blank=True)
    starts_on = models.DateField("börjar", null=True, blank=True)
    ends_on = models.DateField("slutar", null=True, blank=True)

    class Meta:
        verbose_name = "KAA-insats"
        verbose_name_plural = "KAA-insatser"
        ordering = ["-offered_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="waiting", answered_on__isnull=True)
                | (~Q(answer="waiting") & Q(answered_on__isnull=False, answered_on__gte=F("offered_on"))),
                name="kaa_measure_answered_on_a_day",
                violation_error_message="Skriv vilken dag ungdomen svarade, tidigast dagen för erbjudandet.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=False, ends_on__gte=F("starts_on")),
                name="kaa_measure_ends_after_start",
                violation_error_message="Insatsen slutar innan den börjar. Ändra något av datumen.",
            ),
            models.CheckConstraint(
                condition=~Q(answer="declined") | Q(starts_on__isnull=True, ends_on__isnull=True),
                name="kaa_declined_measure_has_no_period",
                violation_error_message="En insats som ungdomen tackat nej till har ingen period. Töm datumen.",
            ),
        ]
        indexes = [models.Index(fields=["enrolment", "offered_on"], name="kaa_measure_by_enrolment")]

    def __str__(self) -> str:
        return f"{self.kind}, {self.get_answer_display().lower()}"

    def get_absolute_url(self) -> str:
        """Where it is changed."""
        return reverse("kaa_measure_edit", args=[self.uuid])


@pghistory.track()
class ContactAttempt(RegisterRow):
    """That the unit sought the young person: when, how and with what result [SFS 2010:800 29:9]."""

    class Way(models.TextChoices):
        TELEFON = "telefon", "Telefon"
        SMS = "sms", "Sms"
        BREV = "brev", "Brev"
        EPOST = "epost", "E-post"
        BESOK = "besok", "Hembesök"
        HOS_OSS = "hos_oss", "Möte hos oss"
        VARDNADSHAVARE = "vardnadshavare", "Genom vårdnadshavare"
        SKOLA = "skola", "Genom skolan"

    class Result(models.TextChoices):
        REACHED = "reached", "Fick kontakt"
        REFUSED = "refused", "Fick kontakt, ungdomen avböjde"
        NOT_REACHED = "not_reached", "Fick inte kontakt"
        WRONG = "wrong", "Uppgiften stämde inte"

    slug = "kontakt"
    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="kaa_attempts", verbose_name="inskrivning", editable=False
    )
    made_on = models.DateField("dag")
    way = models.CharField("hur", max_length=20, choices=Way)
    result = models.CharField("resultat", max_length=20, choices=Result)

    class Meta:
        verbose_name = "kontaktförsök"
        verbose_name_plural = "kontaktförsök"
        ordering = ["-made_on", "-id"]
        indexes = [models.Index(fields=["enrolment", "made_on"], name="kaa_attempt_by_enrolment")]

    def __str__(self) -> str:
        return f"{self.get_way_display()}, {self.get_result_display().lower()}"

    def get_absolute_url(self) -> str:
        """Where it is changed."""
        return reverse("kaa_attempt_edit", args=[self.uuid])


@pghistory.track()
class Occupation(RegisterRow):
    """What the young person did, does or will do, by the kinds that may be kept [SFS 2006:39 4 §]."""

    class Kind(models.TextChoices):
        UTBILDNING = "utbildning", "Utbildning"
        ARBETE = "arbete", "Arbete"
        TJANSTGORING = "tjanstgoring", "Annan tjänstgöring"
        AKTIVITET = "aktivitet", "Annan aktivitet"
        INGEN = "ingen", "Ingen känd sysselsättning"

    slug = "sysselsattning"
    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="kaa_occupations", verbose_name="inskrivning", editable=False
    )
    kind = models.CharField("sysselsättning", max_length=20, choices=Kind)
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med", null=True, blank=True)

    class Meta:
        verbose_name = "sysselsättning enligt KAA"
        verbose_name_plural = "sysselsättningar enligt KAA"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="kaa_occupation_ends_after_start",
                violation_error_message="Sysselsättningen slutar innan den börjar. Ändra något av datumen.",
            ),
        ]
        indexes = [models.Index(fields=["enrolment", "starts_on"], name="kaa_occupation_by_enrolment")]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        """Where it is changed."""
        return reverse("kaa_occupation_edit", args=[self.uuid])


# The tables of the register, by the word in their addresses.
REGISTER: dict[str, type[Measure | ContactAttempt | Occupation]] = {
    table.slug: table for table in (Measure, ContactAttempt, Occupation)
}
