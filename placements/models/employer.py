"""Employers and their workplaces. No participant is named here."""

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse

from amc.base import PublicModel, RevisedModel
from amc.staff.expressions import SortKey
from placements.querysets_register import EmployerQuerySet, WorkplaceQuerySet


@pghistory.track(exclude=["sort_key"])
class Employer(PublicModel, RevisedModel):
    """An employer; shared by all units of the municipality.

    `org_number` is an organisation's and never a person's: the number of an enskild firma is its owner's personnummer
    [SFS 1974:174 section 2] and is refused, by the form in words and here by its third digit, which is 2 or more in an
    organisation's number and 0 or 1 in a person's (docs/decisions/0014). `opens_on`: a firm about to open [S2].
    `merged_into`: it was a duplicate, and all that it had is there.
    """

    class Kind(models.TextChoices):
        FORVALTNING = "forvaltning", "Kommunal förvaltning"
        KOMMUNALT_BOLAG = "kommunalt_bolag", "Kommunalt bolag"
        PRIVAT = "privat", "Privat"
        SOCIALT = "socialt", "Socialt företag"
        FORENING = "forening", "Förening"
        REGION = "region", "Region"
        STAT = "stat", "Stat"

    name = models.CharField("namn", max_length=200)
    org_number = models.CharField("organisationsnummer", max_length=10, blank=True)
    kind = models.CharField("slag", max_length=20, choices=Kind)
    phone = models.CharField("telefon", max_length=40, blank=True)
    email = models.EmailField("e-post", blank=True)
    note = models.TextField("att tänka på", blank=True)
    opens_on = models.DateField("öppnar", null=True, blank=True)
    is_active = models.BooleanField("används", default=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="hopslagen med"
    )
    sort_key = models.GeneratedField(
        expression=SortKey("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = EmployerQuerySet.as_manager()

    class Meta:
        verbose_name = "arbetsgivare"
        verbose_name_plural = "arbetsgivare"
        constraints = [
            models.CheckConstraint(
                condition=Q(org_number="") | Q(org_number__regex=r"^[0-9]{10}$"),
                name="org_number_has_ten_digits",
            ),
            models.CheckConstraint(
                condition=Q(org_number="") | Q(org_number__regex=r"^[0-9]{2}[2-9]"), name="org_number_is_no_persons"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(is_active=False), name="merged_employer_is_not_used"
            ),
            # The divisions of one municipality share its number and differ by name.
            models.UniqueConstraint(
                fields=["org_number", "name"],
                condition=~Q(org_number=""),
                name="employer_once",
                violation_error_message="Arbetsgivaren finns redan i registret.",
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="employer_by_name"),
            GinIndex(fields=["sort_key"], name="employer_by_likeness", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_municipal(self) -> bool:
        """Whether its employees are the municipality's own (a municipal company's are not)."""
        return self.kind == self.Kind.FORVALTNING

    def get_absolute_url(self) -> str:
        """The employer's page."""
        return reverse("employer_detail", args=[self.uuid])


@pghistory.track()
class Workplace(PublicModel, RevisedModel):
    """Where the work is done. `capacity`: how many at once; `own_workshop`: it is the unit's own [S3]."""

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="workplaces", verbose_name="arbetsgivare")
    name = models.CharField("arbetsplats", max_length=200)
    division = models.CharField("förvaltning eller avdelning", max_length=200, blank=True)
    address = models.CharField("gatuadress", max_length=200, blank=True)
    city = models.CharField("ort", max_length=100, blank=True)
    capacity = models.PositiveSmallIntegerField("hur många de tar emot", default=1)
    own_workshop = models.BooleanField("enhetens egen verkstad", default=False)
    is_active = models.BooleanField("används", default=True)

    objects = WorkplaceQuerySet.as_manager()

    class Meta:
        verbose_name = "arbetsplats"
        verbose_name_plural = "arbetsplatser"
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["employer", "name"], name="workplace_once_per_employer")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The employer's page, where its workplaces are."""
        return self.employer.get_absolute_url()


class ContactPerson(PublicModel, RevisedModel):
    """Somebody to talk to at an employer; `is_active` until they have left."""

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="contacts", verbose_name="arbetsgivare")
    workplace = models.ForeignKey(
        Workplace, models.CASCADE, null=True, blank=True, related_name="contacts", verbose_name="arbetsplats"
    )
    name = models.CharField("namn", max_length=100)
    title = models.CharField("befattning", max_length=100, blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    email = models.EmailField("e-post", blank=True)
    decides = models.BooleanField("är den som bestämmer", default=False)
    is_active = models.BooleanField("arbetar kvar", default=True)

    objects = WorkplaceQuerySet.as_manager()

    class Meta:
        verbose_name = "kontaktperson"
        verbose_name_plural = "kontaktpersoner"
        ordering = ["-decides", "name"]

    def __str__(self) -> str:
        return self.name
