"""What we know: the kartläggning, completed over time instead of started over [S2]."""

from typing import Any

import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from amc.base import PublicModel
from amc.staff.models import User
from participants.models.enrolment import Enrolment
from participants.models.person import Participant
from participants.querysets import CompetenceQuerySet, KartlaggningEntryQuerySet
from participants.rules import facts as asked


class KartlaggningArea(models.Model):
    """An area of the kartläggning, as data. A sensitive one is read only by those who work with the case [S2]."""

    code = models.SlugField("kod", max_length=30, unique=True)
    name = models.CharField("namn", max_length=100)
    question = models.CharField("fråga till deltagaren", max_length=300, blank=True)
    sensitive = models.BooleanField("känsligt område", default=False)
    order = models.PositiveSmallIntegerField("ordning")
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "område i kartläggningen"
        verbose_name_plural = "områden i kartläggningen"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


SSYK = r"^[0-9]{4}$"


class Competence(models.Model):
    """An occupation or a skill that somebody can have, as data with its days. `ssyk` is an occupation's unit group in
    Standard för svensk yrkesklassificering 2012, empty where none is certain. What a kartläggning says keeps the code
    and the name it had then; nobody is searched for by it (domain.md section 5)."""

    class Kind(models.TextChoices):
        OCCUPATION = "yrke", "Yrke"
        SKILL = "fardighet", "Färdighet"

    code = models.SlugField("kod", max_length=60, unique=True)
    name = models.CharField("namn", max_length=100, unique=True)
    kind = models.CharField("slag", max_length=10, choices=Kind)
    field = models.CharField("område", max_length=60)
    ssyk = models.CharField(
        "SSYK",
        max_length=4,
        blank=True,
        help_text="Fyra siffror ur SSYK 2012, för utbyte med andra system. Tomt där koden inte är säker.",
        validators=[RegexValidator(SSYK, "Skriv fyra siffror, till exempel 5120, eller lämna tomt.")],
    )
    valid_from = models.DateField("gäller från")
    valid_to = models.DateField("gäller till och med", null=True, blank=True)

    objects = CompetenceQuerySet.as_manager()

    class Meta:
        verbose_name = "kompetens"
        verbose_name_plural = "kompetenser"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="competence_ends_after_start",
                violation_error_message="Sista dagen är före den första. Rätta en av dem.",
            ),
            models.CheckConstraint(
                condition=Q(ssyk="") | Q(ssyk__regex=SSYK, kind="yrke"),
                name="ssyk_is_of_an_occupation",
                violation_error_message="SSYK har bara yrken, och koden är fyra siffror.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FactsField(models.JSONField):
    """What was answered in an area (participants.rules.facts)."""

    def in_words(self, value: dict[str, Any]) -> str:
        """The answers as a reader sees them, whichever area they are of."""
        return "; ".join(asked.in_one_text(area, value).replace("\n", "; ") for area in asked.areas_of(value))


class KartlaggningEntry(PublicModel):
    """What is known in one area from a certain day. A later entry in the same area replaces it; none is rewritten.

    The kartläggning follows the person: an entry made in an earlier enrolment is still shown in a later one.
    """

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="kartlaggning")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    area = models.ForeignKey(KartlaggningArea, models.PROTECT, related_name="entries", verbose_name="område")
    own_words = models.TextField("med deltagarens egna ord", blank=True)
    assessment = models.TextField("konsulentens bedömning", blank=True)
    facts = FactsField("uppgifter", default=dict, db_default={}, blank=True)
    is_obstacle = models.BooleanField("hinder för arbete", default=False)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name="ersätter"
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="skriven av")
    created_at = models.DateTimeField("skriven", auto_now_add=True)

    objects = KartlaggningEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "kartläggning"
        verbose_name_plural = "kartläggningar"
        ordering = ["area__order", "-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(own_words="", assessment="", facts={}), name="kartlaggning_says_something"
            ),
            models.UniqueConstraint(
                fields=["participant", "area"],
                condition=Q(supersedes__isnull=True),
                name="kartlaggning_one_first_entry",
            ),
        ]
        indexes = [models.Index(fields=["participant", "area", "-created_at"], name="kartlaggning_by_person")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.area} {self.created_at:%Y-%m-%d}"

    @property
    def told(self) -> list[asked.Told]:
        """The answers in words."""
        return asked.told(self.area.code, self.facts)
