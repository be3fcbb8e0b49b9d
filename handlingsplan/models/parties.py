"""Who is asked to agree to a version besides the participant and the consultant."""

import pghistory
from django.db import models
from django.db.models import Q

from amc.base import PublicModel, RevisedModel
from amc.staff.models import User
from handlingsplan.models.plan import PlanVersion, only_in_drafts, text_frozen
from handlingsplan.querysets import PlanPartyQuerySet
from participants.models import OutsideContact

# Who may be asked: whoever sent the person, or works with the same plan [S2].
ASKED = (OutsideContact.Organisation.AF, OutsideContact.Organisation.SOCIALTJANST)


@pghistory.track()
class PlanParty(PublicModel, RevisedModel):
    """Somebody at AF or socialtjänsten who is asked to agree to a version, and what they answered [S2].

    They have no account: what they said is noted by the consultant. The version is not agreed before they have agreed
    or are no longer asked, for a reason. `name` and `organisation` are those of the contact when it was asked.
    `lost_on`: the day when a change took their agreement away, until they agree again.
    """

    class How(models.TextChoices):
        SCREEN = "screen", "På skärmen, vid ett möte"
        PAPER = "paper", "På papper"
        MESSAGE = "message", "Muntligt eller i ett meddelande"

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="parties", verbose_name="version")
    contact = models.ForeignKey(OutsideContact, models.PROTECT, related_name="+", verbose_name="kontakt")
    organisation = models.CharField("organisation", max_length=20, choices=[(one.value, one.label) for one in ASKED])
    name = models.CharField("namn", max_length=100)
    due_on = models.DateField("svar senast")
    asked_at = models.DateTimeField("tillfrågad")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="tillfrågad av")
    agreed_on = models.DateField("godkände", null=True, blank=True)
    how = models.CharField("hur", max_length=10, choices=How, blank=True, db_default="")
    reference = models.CharField("var svaret finns", max_length=200, blank=True, db_default="")
    noted_at = models.DateTimeField("antecknat", null=True, blank=True)
    noted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="antecknat av"
    )
    dropped_at = models.DateTimeField("tillfrågas inte längre", null=True, blank=True)
    dropped_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="borttagen av"
    )
    reason = models.CharField("skäl att inte längre fråga", max_length=300, blank=True, db_default="")
    lost_on = models.DateField("godkännandet upphörde", null=True, blank=True)

    objects = PlanPartyQuerySet.as_manager()

    class Meta:
        verbose_name = "part som godkänner planen"
        verbose_name_plural = "parter som godkänner planen"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "contact"], condition=Q(dropped_at__isnull=True), name="party_asked_once"
            ),
            models.CheckConstraint(condition=Q(organisation__in=("af", "socialtjanst")), name="party_of_af_or_social"),
            models.CheckConstraint(
                condition=Q(agreed_on__isnull=True, how="", reference="", noted_at__isnull=True, noted_by__isnull=True)
                | (
                    Q(agreed_on__isnull=False, noted_at__isnull=False, noted_by__isnull=False, dropped_at__isnull=True)
                    & ~Q(how="")
                    & (Q(how="screen") | ~Q(reference=""))
                ),
                name="party_agreement_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True, dropped_by__isnull=True, reason="")
                | (Q(dropped_at__isnull=False, dropped_by__isnull=False) & ~Q(reason="")),
                name="party_dropped_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                name="party_waiting_by_day",
                condition=Q(agreed_on__isnull=True, dropped_at__isnull=True),
            )
        ]
        triggers = [only_in_drafts("party_asked_in_draft"), text_frozen("party_frozen", ["revision"])]

    def __str__(self) -> str:
        return self.who

    @property
    def who(self) -> str:
        """ "Lena Berg, Arbetsförmedlingen"."""
        return f"{self.name}, {self.get_organisation_display()}"

    @property
    def is_waited_for(self) -> bool:
        """Whether they are asked and have not agreed."""
        return self.agreed_on is None and self.dropped_at is None
