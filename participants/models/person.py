"""Who somebody is: the person and the identity numbers they have had."""

import datetime as dt

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from amc.addresses import address
from amc.base import PublicModel, RevisedModel
from amc.calendar import age_on
from amc.staff.expressions import SearchKey, SortKey
from amc.staff.models import Unit
from participants.querysets import IdentityNumberQuerySet, ParticipantQuerySet


class Gender(models.TextChoices):
    """Gender as counted by Kolada."""

    KVINNA = "kvinna", "Kvinna"
    MAN = "man", "Man"
    OKANT = "okant", "Okänt"


class EducationLevel(models.TextChoices):
    """The four levels of Kolada's labour-market statistics, and unknown (domain.md section 6)."""

    EJ_GRUNDSKOLA = "ej_grundskola", "Icke fullgjord grundskola"
    GRUNDSKOLA = "grundskola", "Högst grundskola"
    GYMNASIAL = "gymnasial", "Gymnasial"
    EFTERGYMNASIAL = "eftergymnasial", "Eftergymnasial"
    OKAND = "okand", "Okänd"


# No history of addresses: an earlier one is of no use in the casework, and would betray who becomes protected later.
@pghistory.track(exclude=["sort_key", "search_key", "address", "postcode", "city"])
class Participant(PublicModel, RevisedModel):
    """A person who is or has been a deltagare. `unit` is the unit that has, or last had, the person enrolled.

    `is_protected`: exists for the named staff only (ProtectedAccess); only participants.actions.protection sets it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="enhet")
    first_name = models.CharField("förnamn", max_length=100)
    last_name = models.CharField("efternamn", max_length=100)
    birth_date = models.DateField("födelsedatum")
    gender = models.CharField("kön", max_length=10, choices=Gender, default=Gender.OKANT)
    phone = models.CharField("telefon", max_length=40, blank=True)
    email = models.EmailField("e-post", blank=True)
    address = models.CharField("gatuadress", max_length=200, blank=True)
    postcode = models.CharField("postnummer", max_length=10, blank=True)
    city = models.CharField("ort", max_length=100, blank=True)
    interpreter_language = models.CharField("tolkspråk", max_length=60, blank=True)
    education_level = models.CharField(
        "utbildningsnivå", max_length=20, choices=EducationLevel, default=EducationLevel.OKAND
    )
    created_at = models.DateTimeField("upplagd", auto_now_add=True)
    is_protected = models.BooleanField("skyddade personuppgifter", default=False, db_default=False, editable=False)
    sort_key = models.GeneratedField(
        expression=SortKey("last_name", "first_name"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    search_key = models.GeneratedField(
        expression=SearchKey("last_name", "first_name"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = "deltagare"
        verbose_name_plural = "deltagare"
        indexes = [
            models.Index(fields=["unit", "sort_key", "id"], name="participant_by_unit_and_name"),
            GinIndex(fields=["search_key"], name="participant_search"),
            models.Index(fields=["id"], name="participant_protected", condition=Q(is_protected=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_protected=False) | Q(address="", postcode="", city=""),
                name="protected_person_has_no_address",
                violation_error_message="En person med skyddade personuppgifter får inte ha någon adress här.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """First and last name, as shown everywhere."""
        return f"{self.first_name} {self.last_name}"

    def age_on(self, day: dt.date) -> int:
        """Age in whole years on `day` (amc.calendar.age_on)."""
        return age_on(self.birth_date, day)

    def get_absolute_url(self) -> str:
        """The participant's overview."""
        return address("participant_detail", self.uuid)


class IdentityNumber(models.Model):
    """An identity number that a person has or has had: history is kept when a samordningsnummer becomes a
    personnummer [SFS 1991:481].

    It is `disputed` where somebody whom the writer could not see holds it already, and the holder's is claimed from
    `claimed_on` until those who work with the holder have looked at the document (a trigger sets both).
    """

    class Kind(models.TextChoices):
        PERSONNUMMER = "personnummer", "Personnummer"
        SAMORDNINGSNUMMER = "samordningsnummer", "Samordningsnummer"
        RESERVNUMMER = "reservnummer", "Reservnummer"

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="identity_numbers")
    kind = models.CharField("slag", max_length=20, choices=Kind)
    number = models.CharField(
        "nummer", max_length=12, db_index=True, help_text="12 siffror, eller enhetens reservnummer"
    )
    is_current = models.BooleanField("gällande", default=True)
    valid_from = models.DateField("registrerat")
    disputed = models.BooleanField("omtvistat", default=False, db_default=False, editable=False)
    claimed_on = models.DateField("uppgett för någon annan", null=True, editable=False)

    objects = IdentityNumberQuerySet.as_manager()

    class Meta:
        verbose_name = "identitetsnummer"
        verbose_name_plural = "identitetsnummer"
        indexes = [
            models.Index(fields=["claimed_on"], name="identity_number_claimed", condition=Q(claimed_on__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"], condition=Q(is_current=True), name="one_current_identity_number"
            ),
            models.UniqueConstraint(
                fields=["number"], condition=Q(disputed=False), name="identity_number_has_one_holder"
            ),
            models.UniqueConstraint(fields=["participant", "number"], name="identity_number_stands_once"),
            models.CheckConstraint(
                condition=Q(kind="reservnummer", number__regex=r"^R[0-9]{4}-[0-9]{5,6}$")
                | (~Q(kind="reservnummer") & Q(number__regex=r"^[0-9]{12}$")),
                name="identity_number_has_its_form",
            ),
        ]

    def __str__(self) -> str:
        return self.number
