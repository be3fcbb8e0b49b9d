"""What participants have shown at work that they can, occupation by occupation, and the certificates they hold."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from amc.base import PublicModel, RevisedModel
from amc.skills.querysets import CertificateQuerySet, JudgedQuerySet
from amc.staff.models import User
from participants.models import Enrolment


class SkillList(models.Model):
    """The practical skills of an occupation, as data: the unit's own words, none of anybody's licensed text."""

    code = models.SlugField("kod", max_length=40, unique=True)
    name = models.CharField("yrke", max_length=100)
    order = models.PositiveSmallIntegerField("ordning")
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "yrkeslista"
        verbose_name_plural = "yrkeslistor"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class Skill(models.Model):
    """One practical skill of an occupation."""

    of = models.ForeignKey(SkillList, models.PROTECT, related_name="skills", verbose_name="yrke")
    code = models.SlugField("kod", max_length=60, unique=True)
    name = models.CharField("moment", max_length=150)
    order = models.PositiveSmallIntegerField("ordning")
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "yrkesmoment"
        verbose_name_plural = "yrkesmoment"
        ordering = ["of", "order", "id"]

    def __str__(self) -> str:
        return self.name


class CertificateKind(models.Model):
    """A kind of certificate, as data. `months`: how long it usually holds, None where it does until further notice."""

    code = models.SlugField("kod", max_length=40, unique=True)
    name = models.CharField("namn", max_length=100)
    months = models.PositiveSmallIntegerField("gäller oftast (månader)", null=True, blank=True)
    order = models.PositiveSmallIntegerField("ordning")
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "slag av bevis"
        verbose_name_plural = "slag av bevis"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class JudgedSkill(PublicModel):
    """How far somebody had come with a skill on a day, seen at work. Rows are only added: a later one holds instead,
    and one that says NONE takes back what was said by mistake. `place` and `judge` are as they were called then."""

    class Level(models.TextChoices):
        NONE = "none", "Inte bedömt"
        OBSERVED = "observed", "Har fått se"
        HELPED = "helped", "Gör med hjälp"
        ALONE = "alone", "Gör själv"

    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="judged_skills", verbose_name="inskrivning", editable=False
    )
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+", verbose_name="moment")
    level = models.CharField("nivå", max_length=10, choices=Level)
    judged_on = models.DateField("bedömt")
    place = models.CharField("var", max_length=200)
    judge = models.CharField("vem som bedömde", max_length=150)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="antecknat av")
    noted_at = models.DateTimeField("antecknat", auto_now_add=True)

    objects = JudgedQuerySet.as_manager()

    class Meta:
        verbose_name = "bedömt moment"
        verbose_name_plural = "bedömda moment"
        ordering = ["-judged_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(place="") & ~Q(judge=""), name="judged_skill_was_seen_somewhere")
        ]
        indexes = [models.Index(fields=["enrolment", "skill", "judged_on"], name="judged_skill_by_enrolment")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.judged_on}"


@pghistory.track()
class Certificate(PublicModel, RevisedModel):
    """A certificate that the participant holds, from whom and how long it is valid; the paper itself is kept elsewhere.

    `valid_to` is its last day, None until further notice; `lapses` where nobody is to be reminded of it. One that was
    written by mistake is struck.
    """

    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="certificates", verbose_name="inskrivning", editable=False
    )
    kind = models.ForeignKey(CertificateKind, models.PROTECT, related_name="+", verbose_name="slag")
    name = models.CharField("vad det gäller", max_length=150, blank=True)
    issuer = models.CharField("utfärdat av", max_length=150)
    issued_on = models.DateField("utfärdat")
    valid_to = models.DateField("gäller till och med", null=True, blank=True)
    lapses = models.BooleanField("ska inte förnyas", default=False)
    struck = models.BooleanField("struket", default=False, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = "bevis"
        verbose_name_plural = "bevis"
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("issued_on")),
                name="certificate_ends_after_it_was_issued",
                violation_error_message="Beviset slutar gälla innan det utfärdades. Ändra något av datumen.",
            )
        ]
        indexes = [
            models.Index(fields=["enrolment"], name="certificate_by_enrolment"),
            models.Index(fields=["valid_to"], name="certificate_by_last_day", condition=Q(struck=False, lapses=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}" if self.name else str(self.kind)

    def get_absolute_url(self) -> str:
        """Where it is changed."""
        return reverse("certificate_edit", args=[self.uuid])
