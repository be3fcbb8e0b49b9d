"""The agreement about an internship: a text that three parties sign, in versions, and what its fixed parts say."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse

from amc.base import PublicModel
from amc.staff.models import User
from placements.models.placement import Internship
from placements.querysets import InternshipAgreementQuerySet, InternshipSignatureQuerySet


class AgreementClause(models.Model):
    """A fixed part of every agreement about an internship, in the order that they are printed; copied into each
    version, so that what was signed stands when the clause is changed."""

    code = models.SlugField("kod", max_length=30, unique=True)
    heading = models.CharField("rubrik", max_length=100)
    text = models.TextField("text")
    order = models.PositiveSmallIntegerField("ordning", default=0)
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "text i överenskommelsen"
        verbose_name_plural = "texter i överenskommelsen"
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.heading


@pghistory.track()
class InternshipAgreement(PublicModel):
    """One version of what the participant, the employer and the unit agree on. It is changed with the internship until
    the consultant has signed as the last of the three; then it is frozen, and a later change makes the next version.

    `text` is what they sign (placements.rules.agreement.AgreementText), without the participant's name: whose it is
    follows from the internship, and a name that is protected afterwards stands in no old text.
    `changed_at`, `changed_by`: when the text was last written anew, and who changed what it is about.
    """

    internship = models.ForeignKey(Internship, models.PROTECT, related_name="agreements", verbose_name="praktik")
    number = models.PositiveSmallIntegerField("version")
    text = models.JSONField("text")
    created_at = models.DateTimeField("skriven")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="skriven av")
    changed_at = models.DateTimeField("ändrad", null=True, blank=True)
    changed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ändrad av"
    )
    frozen_at = models.DateTimeField("låst", null=True, blank=True)

    objects = InternshipAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "praktiköverenskommelse"
        verbose_name_plural = "praktiköverenskommelser"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["internship", "number"], name="agreement_number_once"),
            models.UniqueConstraint(
                fields=["internship"], condition=Q(frozen_at__isnull=True), name="one_open_agreement"
            ),
            models.CheckConstraint(
                condition=Q(changed_at__isnull=True, changed_by__isnull=True)
                | Q(changed_at__isnull=False, changed_by__isnull=False),
                name="agreement_changed_by_somebody",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="signed_text",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.frozen_at IS NOT NULL THEN
                        RAISE EXCEPTION 'a signed agreement is frozen' USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'signed_agreement_is_frozen';
                    END IF;
                    IF NEW.text IS DISTINCT FROM OLD.text AND EXISTS (
                        SELECT FROM placements_internshipsignature WHERE agreement_id = NEW.id AND lost_at IS NULL
                    ) THEN
                        RAISE EXCEPTION 'the text under a signature is changed' USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'text_under_a_signature_stands';
                    END IF;
                    IF NEW.frozen_at IS NOT NULL AND (
                        SELECT count(*) FROM placements_internshipsignature
                         WHERE agreement_id = NEW.id AND lost_at IS NULL) < 3 THEN
                        RAISE EXCEPTION 'somebody has not signed' USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'agreement_is_signed_by_three';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="keep_agreement", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"

    @property
    def is_open(self) -> bool:
        """Whether somebody has yet to sign it."""
        return self.frozen_at is None

    def get_absolute_url(self) -> str:
        """Where the agreement about its internship is read and signed: always the latest text."""
        return reverse("internship_agreement", args=[self.uuid])


class InternshipSignature(PublicModel):
    """That a party has signed a version: on screen, on paper or on their behalf. The participant and the employer sign
    in any order and the consultant last. Never changed: a change of the text takes it away, `lost_at`, and the party
    signs anew.

    `name` is who signed for the employer; `by` is who entered it.
    """

    class Party(models.TextChoices):
        PARTICIPANT = "participant", "Deltagaren"
        EMPLOYER = "employer", "Arbetsgivaren"
        CONSULTANT = "consultant", "Konsulenten"

    class How(models.TextChoices):
        SCREEN = "screen", "På skärmen"
        PAPER = "paper", "På papper"
        BEHALF = "behalf", "Genom konsulenten"

    agreement = models.ForeignKey(
        InternshipAgreement, models.PROTECT, related_name="signatures", verbose_name="överenskommelse"
    )
    party = models.CharField("part", max_length=20, choices=Party)
    how = models.CharField("hur", max_length=10, choices=How)
    name = models.CharField("vem som skrev under", max_length=100, blank=True)
    paper_date = models.DateField("datum på papperet", null=True, blank=True)
    paper_reference = models.CharField("var papperet finns", max_length=100, blank=True)
    reason = models.CharField("skäl att skriva under för parten", max_length=300, blank=True)
    signed_at = models.DateTimeField("underskriven")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="registrerad av")
    lost_at = models.DateTimeField("upphörde", null=True, blank=True)
    lost_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ändrad av")

    objects = InternshipSignatureQuerySet.as_manager()

    class Meta:
        verbose_name = "underskrift"
        verbose_name_plural = "underskrifter"
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "party"], condition=Q(lost_at__isnull=True), name="signed_once"
            ),
            models.CheckConstraint(
                condition=(Q(how="paper", paper_date__isnull=False) & ~Q(paper_reference=""))
                | (~Q(how="paper") & Q(paper_date__isnull=True, paper_reference="")),
                name="signed_paper_is_found",
            ),
            models.CheckConstraint(
                condition=(Q(how="behalf") & ~Q(reason="")) | (~Q(how="behalf") & Q(reason="")),
                name="signed_on_behalf_for_a_reason",
            ),
            models.CheckConstraint(
                condition=(Q(party="employer") & ~Q(name="")) | (~Q(party="employer") & Q(name="")),
                name="somebody_signs_for_the_employer",
            ),
            models.CheckConstraint(
                condition=~Q(party="consultant") | Q(how="screen"), name="consultant_signs_on_screen"
            ),
            models.CheckConstraint(
                condition=Q(lost_at__isnull=True, lost_by__isnull=True)
                | Q(lost_at__isnull=False, lost_by__isnull=False),
                name="signature_lost_to_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["agreement"], name="signature_lost", condition=Q(lost_at__isnull=False)),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="signature_of_open_text",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("frozen", "timestamptz")],
                func="""
                    SELECT frozen_at INTO STRICT frozen FROM placements_internshipagreement
                     WHERE id = NEW.agreement_id FOR UPDATE;
                    IF frozen IS NOT NULL THEN
                        RAISE EXCEPTION 'a signed agreement is frozen' USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'signed_agreement_is_frozen';
                    END IF;
                    IF NEW.party = 'consultant' AND (
                        SELECT count(*) FROM placements_internshipsignature
                         WHERE agreement_id = NEW.agreement_id AND lost_at IS NULL AND party <> 'consultant') < 2 THEN
                        RAISE EXCEPTION 'the consultant signs last' USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'consultant_signs_last';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="signature_is_only_lost",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.lost_at IS NOT NULL OR NEW.lost_at IS NULL
                       OR (to_jsonb(NEW) - 'lost_at' - 'lost_by_id') <> (to_jsonb(OLD) - 'lost_at' - 'lost_by_id')
                       OR EXISTS (SELECT FROM placements_internshipagreement
                                   WHERE id = OLD.agreement_id AND frozen_at IS NOT NULL) THEN
                        RAISE EXCEPTION 'a signature is not changed' USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'signature_is_only_lost';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="keep_signature", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()} {self.signed_at:%Y-%m-%d}"
