"""Statements about a participant: asked for, received and sent (domain.md section 3). Their text is kept elsewhere."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from amc.base import PublicModel
from amc.staff.models import User
from participants.models.enrolment import Enrolment, OutsideContact
from participants.models.person import Participant
from participants.models.sharing import Disclosure
from participants.querysets_sharing import StatementQuerySet


class StatementKind(models.Model):
    """A kind of statement, as data. A sensitive one is read only by those who work with the case [S2]."""

    code = models.SlugField("kod", max_length=30, unique=True)
    name = models.CharField("namn", max_length=100)
    sensitive = models.BooleanField(
        "känsligt", default=True, help_text="Till exempel om hälsa: visas bara för dem som arbetar med ärendet."
    )
    order = models.PositiveSmallIntegerField("ordning")
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "slag av utlåtande"
        verbose_name_plural = "slag av utlåtanden"
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class Statement(PublicModel):
    """What stands of a statement from a certain moment: that it is asked for, has come, was sent, or is waited for no
    more. A later row of the same `chain` replaces it; none is rewritten.

    `party` is who it is asked of, came from or went to, as it was called then; `reference` says where the statement
    itself is kept: it is never stored here. A sent one is a disclosure of the same case, which says on which ground
    (statement_disclosed_in_its_case: a foreign key of both columns, in migration 0025). `sensitive` is the kind's when
    it was written, and fences the row as a sensitive area of the kartläggning is fenced.
    """

    class Direction(models.TextChoices):
        ASKED = "asked", "Begärt"
        RECEIVED = "received", "Mottaget"
        SENT = "sent", "Skickat"
        DROPPED = "dropped", "Väntas inte längre"

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="statements", verbose_name="deltagare")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+", verbose_name="inskrivning")
    kind = models.ForeignKey(StatementKind, models.PROTECT, related_name="+", verbose_name="slag")
    sensitive = models.BooleanField("känsligt")
    direction = models.CharField("läge", max_length=10, choices=Direction)
    contact = models.ForeignKey(
        OutsideContact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="kontakt"
    )
    party = models.CharField("från eller till", max_length=300)
    day = models.DateField("dag")
    due_on = models.DateField("väntas senast", null=True, blank=True)
    reference = models.CharField("diarienummer eller var det finns", max_length=200, blank=True)
    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="utlämnande"
    )
    chain = models.UUIDField("utlåtande", default=uuid.uuid4, editable=False)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name="ersätter"
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="skriven av")
    created_at = models.DateTimeField("skriven", auto_now_add=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = "utlåtande"
        verbose_name_plural = "utlåtanden"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(party=""), name="statement_has_party"),
            models.CheckConstraint(
                condition=Q(direction="sent", disclosure__isnull=False)
                | (~Q(direction="sent") & Q(disclosure__isnull=True)),
                name="sent_statement_is_disclosed",
            ),
            models.CheckConstraint(
                condition=Q(direction="asked", due_on__isnull=False, due_on__gte=models.F("day"))
                | (~Q(direction="asked") & Q(due_on__isnull=True)),
                name="asked_statement_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(direction="received") | ~Q(reference=""), name="received_statement_is_kept_somewhere"
            ),
        ]
        indexes = [
            models.Index(fields=["participant", "-created_at"], name="statement_by_participant"),
            models.Index(fields=["due_on"], condition=Q(direction="asked"), name="statement_asked_for"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {self.day}"

    def get_absolute_url(self) -> str:
        """The person's statements."""
        return f"{reverse('statements', args=[self.participant.uuid])}#u-{self.chain}"
