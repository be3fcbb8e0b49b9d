"""Protected identity: who is hidden, on which decision, and who may see them all the same (domain.md section 5)."""

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from amc.base import PublicModel
from amc.staff.models import User
from participants.models.person import Participant
from participants.querysets_sharing import ProtectionQuerySet


class Protection(models.TextChoices):
    """The kinds of protected identity that Skatteverket and the police decide on."""

    SEKRETESSMARKERING = "sekretessmarkering", "Sekretessmarkering"
    SKYDDAD_FOLKBOKFORING = "skyddad_folkbokforing", "Skyddad folkbokföring"
    FINGERADE = "fingerade", "Fingerade personuppgifter"


class ProtectedIdentity(PublicModel):
    """A decision that somebody's identity is protected, or no longer is. Added to, never changed.

    `Participant.is_protected` follows from these rows: true while any kind that was given is not lifted.
    """

    class Change(models.TextChoices):
        GIVEN = "given", "Gäller"
        LIFTED = "lifted", "Upphörde"

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="protections", verbose_name="deltagare")
    kind = models.CharField("slag", max_length=30, choices=Protection)
    change = models.CharField("ändring", max_length=10, choices=Change)
    decision = models.CharField("beslut eller uppgift", max_length=300)
    decided_on = models.DateField("beslutsdatum")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="antecknat av")
    recorded_at = models.DateTimeField("antecknat", auto_now_add=True)

    objects = ProtectionQuerySet.as_manager()

    class Meta:
        verbose_name = "skyddade personuppgifter"
        verbose_name_plural = "skyddade personuppgifter"
        ordering = ["-id"]
        constraints = [models.CheckConstraint(condition=~Q(decision=""), name="protection_names_its_decision")]
        indexes = [models.Index(fields=["participant", "kind", "-id"], name="protection_by_person")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_change_display()}"


class ProtectedAccess(PublicModel):
    """Somebody named to see a protected person. It gives no sight that the role lacks; it only opens what is hidden.

    It holds while `period` holds today (as in CaseAssignment) and `ended_at` is empty: whoever is taken away is out
    at the next request, also on the day they were named. `named_by` is empty where the rules named somebody because
    nobody else was left.
    """

    participant = models.ForeignKey(
        Participant, models.CASCADE, related_name="protected_access", verbose_name="deltagare"
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="person")
    period = DateRangeField("period")
    reason = models.CharField("varför", max_length=300, blank=True)
    named_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="namngiven av")
    named_at = models.DateTimeField("namngiven", auto_now_add=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="borttagen av"
    )
    ended_at = models.DateTimeField("borttagen", null=True, blank=True)

    objects = ProtectionQuerySet.as_manager()

    class Meta:
        verbose_name = "namngiven personal"
        verbose_name_plural = "namngiven personal"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(period__isempty=False) & Q(period__startswith__isnull=False),
                name="protected_access_has_start",
            ),
            models.UniqueConstraint(
                fields=["participant", "user"],
                condition=Q(ended_at__isnull=True),
                name="named_once",
                violation_error_message="Personen är redan namngiven.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["user", "participant"], name="protected_access_by_user", condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)
