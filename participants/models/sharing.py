"""What leaves the unit about a person: consents, disclosures, and what must not reach the referrer (domain.md 3)."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from amc.base import PublicModel
from amc.staff.models import User
from participants.models.enrolment import Enrolment
from participants.models.person import Participant
from participants.querysets_sharing import ConsentQuerySet, DisclosureQuerySet, WithheldQuerySet


class Recipient(models.TextChoices):
    """Kinds of organisation that something may be told to."""

    ARBETSGIVARE = "arbetsgivare", "Arbetsgivare"
    AF = "af", "Arbetsförmedlingen"
    SOCIALTJANST = "socialtjanst", "Socialtjänsten"
    FK = "fk", "Försäkringskassan"
    VARD = "vard", "Vården"
    SKOLA = "skola", "Skola eller utbildning"
    ANNAN = "annan", "Annan"


class Consent(PublicModel):
    """A participant's leave to tell a named organisation certain kinds of facts, until a day or until it is withdrawn.

    `facts` are codes of participants.rules.sharing (an area of the kartläggning is "omrade-<code>"); `sensitive`
    says whether any of them is a sensitive area, and fences the row as the area itself is fenced. Never changed
    but for the withdrawal, which happens once and takes effect at that moment.
    """

    class How(models.TextChoices):
        PAPER = "paper", "Undertecknat på papper"
        SCREEN = "screen", "På skärmen, tillsammans"
        ORAL = "oral", "Muntligt"

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="consents", verbose_name="deltagare")
    recipient = models.CharField("slags mottagare", max_length=20, choices=Recipient)
    organisation = models.CharField("organisation", max_length=200)
    facts = ArrayField(models.CharField(max_length=40), verbose_name="vad samtycket omfattar")
    sensitive = models.BooleanField("omfattar känsliga uppgifter", default=False)
    purpose = models.TextField("varför uppgifterna lämnas")
    given_on = models.DateField("lämnat")
    given_how = models.CharField("hur", max_length=10, choices=How)
    paper_ref = models.CharField("var papperet finns", max_length=100, blank=True)
    oral_note = models.CharField("hur det muntliga samtycket gick till", max_length=300, blank=True)
    valid_to = models.DateField("gäller till och med")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="registrerat av")
    recorded_at = models.DateTimeField("registrerat", auto_now_add=True)
    withdrawn_at = models.DateTimeField("återkallat", null=True, blank=True)
    withdrawn_note = models.CharField("om återkallelsen", max_length=300, blank=True)
    withdrawn_recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="återkallelsen registrerad av"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "samtycke"
        verbose_name_plural = "samtycken"
        ordering = ["-given_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(facts__len__gte=1), name="consent_covers_something"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("given_on")), name="consent_ends_after_it_was_given"),
            models.CheckConstraint(
                condition=~Q(given_how="oral") | ~Q(oral_note=""), name="oral_consent_says_how_it_was_given"
            ),
            models.CheckConstraint(
                condition=~Q(given_how="paper") | ~Q(paper_ref=""), name="consent_on_paper_says_where_it_is"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_recorded_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_recorded_by__isnull=False),
                name="withdrawal_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["participant", "-given_on"], name="consent_by_participant")]
        triggers = [
            pgtrigger.Protect(name="keep_consent", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="only_withdrawn",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["withdrawn_at", "withdrawn_note", "withdrawn_recorded_by"]),
            ),
            pgtrigger.Protect(
                name="withdrawn_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.given_on}"


# A consent that is withdrawn in the same moment waits for this lock: none is used after it has been taken back.
CONSENT_IN_FORCE = """
    IF NEW.consent_id IS NOT NULL THEN
        SELECT * INTO given FROM participants_consent WHERE id = NEW.consent_id FOR SHARE;
        IF given.participant_id <> NEW.participant_id OR given.recipient <> NEW.recipient
            OR given.organisation <> NEW.organisation OR NOT NEW.facts <@ given.facts
            OR amc_local_date(NEW.disclosed_at) NOT BETWEEN given.given_on AND given.valid_to
            OR given.withdrawn_at <= NEW.disclosed_at
        THEN
            RAISE EXCEPTION 'no consent in force covers the disclosure' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'disclosure_within_its_consent';
        END IF;
    END IF;
    RETURN NEW;
"""


class Disclosure(PublicModel):
    """Something told about a participant to somebody outside the unit: what, to whom, on which ground, by whom, when.

    The ground is a consent in force, or a secrecy test with its statute and its reasons. `document`, where the
    telling was a document of ours, holds exactly what it said, so that it can be shown again. Only added to.
    """

    class Form(models.TextChoices):
        ORAL = "oral", "Muntligt"
        LETTER = "letter", "Brev eller papper"
        SECURE = "secure", "Säker digital överföring"
        DOCUMENT = "document", "Dokument ur systemet"

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="disclosures", verbose_name="deltagare")
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="inskrivning"
    )
    recipient = models.CharField("slags mottagare", max_length=20, choices=Recipient)
    organisation = models.CharField("organisation", max_length=200)
    person = models.CharField("mottagare", max_length=100)
    what = models.TextField("vad som lämnades ut")
    facts = ArrayField(models.CharField(max_length=40), verbose_name="slags uppgifter")
    sensitive = models.BooleanField("känsliga uppgifter", default=False)
    consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, blank=True, related_name="disclosures", verbose_name="samtycke"
    )
    statute = models.CharField("lagrum", max_length=100, blank=True)
    reasons = models.TextField("sekretessprövning", blank=True)
    form = models.CharField("på vilket sätt", max_length=10, choices=Form)
    disclosed_at = models.DateTimeField("lämnat ut")
    disclosed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="lämnat ut av")
    recorded_at = models.DateTimeField("registrerat", auto_now_add=True)
    document = models.JSONField("dokumentets innehåll", null=True, blank=True)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        verbose_name = "utlämnande"
        verbose_name_plural = "utlämnanden"
        ordering = ["-disclosed_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(facts__len__gte=1), name="disclosure_is_of_something"),
            # What a statement refers to, so that it is linked within its own case only.
            models.UniqueConstraint(fields=["id", "enrolment"], name="disclosure_in_its_case"),
            models.CheckConstraint(
                condition=(Q(consent__isnull=False) & Q(statute="", reasons=""))
                | (Q(consent__isnull=True) & ~Q(statute="") & ~Q(reasons="")),
                name="disclosure_has_one_ground",
            ),
        ]
        indexes = [models.Index(fields=["participant", "-disclosed_at"], name="disclosure_by_participant")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="consent_in_force",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("given", "participants_consent%ROWTYPE")],
                func=CONSENT_IN_FORCE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.disclosed_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """What was told, to whom and why."""
        return reverse("disclosure_detail", args=[self.uuid])


class Withheld(PublicModel):
    """The mark "inte till remittenten" on something that a person's case says.

    `subject` names what is marked: the uuid of the row, the `origin` of a goal or an activity, so that the mark follows
    it into later versions of the plan, or the person's area of the kartläggning. A mark is lifted, never removed.
    """

    class Of(models.TextChoices):
        GOAL = "mal", "Mål"
        ACTIVITY = "aktivitet", "Aktivitet"
        FOLLOW_UP = "uppfoljning", "Uppföljning"
        KARTLAGGNING = "kartlaggning", "Kartläggning"
        PLACEMENT = "placering", "Placering"

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="withheld", verbose_name="deltagare")
    of = models.CharField("vad", max_length=20, choices=Of)
    subject = models.UUIDField("vilken")
    marked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="märkt av")
    marked_at = models.DateTimeField("märkt", auto_now_add=True)
    lifted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="märket borttaget av"
    )
    lifted_at = models.DateTimeField("märket borttaget", null=True, blank=True)

    objects = WithheldQuerySet.as_manager()

    class Meta:
        verbose_name = "inte till remittenten"
        verbose_name_plural = "inte till remittenten"
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "of", "subject"], condition=Q(lifted_at__isnull=True), name="withheld_once"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="lifted_mark_is_whole",
            ),
        ]
        triggers = [pgtrigger.Protect(name="keep_mark", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_of_display()} {self.subject}"
