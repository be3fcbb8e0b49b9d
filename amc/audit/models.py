"""Who has read about whom [SFS 2001:454 10 §]."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from amc.audit.querysets import ReadLogQuerySet
from amc.staff.models import Unit, User


class ReadLog(models.Model):
    """One showing: by whom, of whom, where, why, and what gave the right to it.

    A page about one person is one row; a list is one row with everybody on it. Persons stand by their key alone
    (referrals, who are persons not yet received, by their address), without a foreign key, so that the row outlives
    the disposal of what it is about. `count` also counts those who have no key yet: the rows of a file that somebody
    looks at before it is imported. Rows are only added.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", "Öppnat"
        LISTED = "listed", "Visat i lista"
        SEARCHED = "searched", "Funnet vid sökning"
        EXPORTED = "exported", "Uttaget som fil"
        DOCUMENT = "document", "Dokument"
        DENIED = "denied", "Nekat"

    class Entitlement(models.TextChoices):
        OWN = "own", "Egen deltagare"
        SUBSTITUTE = "substitute", "Ersättare"
        SPECIALIST = "specialist", "Specialist i ärendet"
        RECEIVER = "receiver", "Tog emot ärendet"
        MANAGER = "manager", "Enhetschef"
        TEMPORARY = "temporary", "Tillfällig åtkomst"
        UNIT = "unit", "Enhetens ärenden"
        PAY = "pay", "Utbetalning"
        STAFFING = "staffing", "Personalfrågor"
        SUPERVISOR = "supervisor", "Handledare"
        NONE = "none", "Ingen"

    at = models.DateTimeField("när")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="vem")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name="läsarens enhet")
    kind = models.CharField("hur", max_length=10, choices=Kind)
    persons = ArrayField(models.BigIntegerField(), verbose_name="deltagare", default=list)
    referrals = ArrayField(models.UUIDField(), verbose_name="anvisningar", default=list)
    count = models.PositiveIntegerField("antal personer")
    page = models.CharField("sida", max_length=100)
    purpose = models.CharField("ändamål", max_length=200)
    entitlement = models.CharField("behörighet", max_length=10, choices=Entitlement)
    reason = models.CharField("skäl eller urval", max_length=600, blank=True)
    asked_for = models.UUIDField("efterfrågat", null=True)
    ip = models.GenericIPAddressField("från", null=True)

    objects = ReadLogQuerySet.as_manager()

    class Meta:
        verbose_name = "läsning"
        verbose_name_plural = "läslogg"
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0) | Q(kind="denied"), name="reading_shows_somebody"),
        ]
        indexes = [
            models.Index(fields=["user", "at"], name="reading_by_user"),
            models.Index(fields=["unit", "at"], name="reading_by_unit"),
            GinIndex(fields=["persons"], name="reading_by_person"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


class Link(models.Model):
    """One row of the read log or the journal as a hash of what it said; `disposed` when it was lawfully disposed of.

    Written by a trigger, as the owner: `app` cannot add one. `seal` is empty until the sealer has been here.
    """

    source = models.CharField("tabell", max_length=63)
    row = models.BigIntegerField("rad")
    digest = models.BinaryField("avtryck")
    disposed = models.BooleanField("gallrad", default=False)
    at = models.DateTimeField("när")
    seal = models.ForeignKey("Seal", models.PROTECT, null=True, related_name="+", verbose_name="sigill")

    class Meta:
        verbose_name = "länk"
        verbose_name_plural = "länkar"
        indexes = [
            models.Index(fields=["source", "row"], name="link_by_row"),
            models.Index(fields=["seal", "id"], name="link_by_seal"),
            models.Index(fields=["id"], name="link_unsealed", condition=Q(seal__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.row}"


class Seal(models.Model):
    """A batch of links, and the head of the chain: a hash of the head before and of every link in the batch."""

    number = models.BigIntegerField("nummer", unique=True)
    links = ArrayField(models.BigIntegerField(), verbose_name="länkar")
    head = models.BinaryField("huvud")
    sealed_at = models.DateTimeField("förseglad")

    class Meta:
        verbose_name = "sigill"
        verbose_name_plural = "sigill"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {bytes(self.head).hex()}"
