"""How people come: sources with their own rules, referrals, and files of them."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from amc.base import PublicModel, RevisedModel
from amc.staff.expressions import SortKey
from amc.staff.models import Team, Unit, User
from participants.models.person import EducationLevel, Gender, Participant
from participants.models.protection import Protection
from participants.querysets import ImportFileQuerySet, ReferralQuerySet


class Source(PublicModel):
    """Who sends people here, with the rules of that source as data with validity dates (domain.md section 3)."""

    class Kind(models.TextChoices):
        ANVISNING = "anvisning", "Anvisning"
        HANVISNING = "hanvisning", "Hänvisning"
        EGEN = "egen", "Eget initiativ"

    class Regime(models.TextChoices):
        SOCIALTJANST = "socialtjanst", "Socialtjänst (SFS 2001:454)"
        KAA = "kaa", "KAA (SFS 2006:39)"
        ARBETSMARKNAD = "arbetsmarknad", "Arbetsmarknad (GDPR, SFS 2018:218)"

    code = models.SlugField("kod", max_length=30, unique=True)
    name = models.CharField("namn", max_length=100)
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.ANVISNING)
    regime = models.CharField("rättslig grund", max_length=20, choices=Regime)
    min_age = models.PositiveSmallIntegerField("lägsta ålder (fyllda år)", null=True, blank=True)
    below_age = models.PositiveSmallIntegerField("yngre än (år)", null=True, blank=True)
    quota = models.PositiveSmallIntegerField("antal platser", null=True, blank=True)
    own_initiative = models.BooleanField("eget initiativ tillåtet", default=False)
    has_af_programme = models.BooleanField("AF-program anges", default=False)
    activity_requirement = models.BooleanField(
        "aktivitetskrav kan gälla",
        default=False,
        help_text="Deltagarna därifrån kan ha försörjningsstöd. I andra ärenden erbjuds inget aktivitetskrav.",
    )
    valid_from = models.DateField("gäller från")
    valid_to = models.DateField("gäller till och med", null=True, blank=True)

    class Meta:
        verbose_name = "remittent"
        verbose_name_plural = "remittenter"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TeamRule(models.Model):
    """Which team receives whom; the first rule by `order` whose filled-in conditions all hold decides [S2]."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="team_rules", verbose_name="enhet")
    order = models.PositiveSmallIntegerField("ordning")
    source = models.ForeignKey(Source, models.CASCADE, null=True, blank=True, verbose_name="remittent")
    min_age = models.PositiveSmallIntegerField("från ålder", null=True, blank=True)
    below_age = models.PositiveSmallIntegerField("yngre än", null=True, blank=True)
    needs_interpreter = models.BooleanField("behöver tolk", null=True, blank=True)
    team = models.ForeignKey(Team, models.CASCADE, verbose_name="team")

    class Meta:
        verbose_name = "teamregel"
        verbose_name_plural = "teamregler"
        ordering = ["unit_id", "order", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "order"], name="team_rule_order_once")]

    def __str__(self) -> str:
        return f"{self.order}: {self.team}"


class ImportKind(models.TextChoices):
    """What the rows of a file are."""

    REFERRALS = "referrals", "Anvisningar"
    EMPLOYMENTS = "employments", "Anställningar"


class ImportMapping(models.Model):
    """Which column of a file means what, remembered per unit, kind of file and set of headings."""

    kind = models.CharField(
        max_length=20,
        default=ImportKind.REFERRALS,
        db_default=ImportKind.REFERRALS.value,
        help_text="ett slag av fil (ImportKind)",
    )
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="import_mappings")
    headings = ArrayField(models.CharField(max_length=200))
    columns = models.JSONField(help_text="fältnamn → kolumnrubrik")
    source = models.ForeignKey(Source, models.SET_NULL, null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "kolumnval"
        verbose_name_plural = "kolumnval"
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "headings"], name="import_mapping_once_per_headings")
        ]

    def __str__(self) -> str:
        return ", ".join(self.headings)


class ImportFile(PublicModel):
    """An uploaded file of referrals or employments, parsed; nothing comes of it before somebody says Importera.

    `choices`: what was chosen for all rows of it, by the kind of file. `refused`: row number → why PostgreSQL did not
    take the row, as text; empty once it is imported.
    """

    Kind = ImportKind

    class State(models.TextChoices):
        PREVIEW = "preview", "Förhandsgranskas"
        IMPORTED = "imported", "Importerad"
        DISCARDED = "discarded", "Kastad"

    kind = models.CharField(
        "slag", max_length=20, choices=ImportKind, default=ImportKind.REFERRALS, db_default=ImportKind.REFERRALS.value
    )
    choices = models.JSONField(default=dict, db_default={})
    refused = models.JSONField(default=dict, db_default={})
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="enhet")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="uppladdad av")
    uploaded_at = models.DateTimeField("uppladdad", auto_now_add=True)
    filename = models.CharField("filnamn", max_length=200)
    sha256 = models.CharField(max_length=64)
    sheet = models.CharField("blad", max_length=100, blank=True)
    headings = ArrayField(models.CharField(max_length=200))
    rows = models.JSONField(help_text="rader som text, i kolumnernas ordning; töms vid import")
    columns = models.JSONField(default=dict, help_text="fältnamn → kolumnrubrik")
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, verbose_name="remittent")
    state = models.CharField("läge", max_length=20, choices=State, default=State.PREVIEW)
    imported_at = models.DateTimeField("importerad", null=True, blank=True)
    row_count = models.PositiveIntegerField("rader", default=0)
    added_count = models.PositiveIntegerField("tillagda", default=0)
    skipped_count = models.PositiveIntegerField("fanns redan", default=0)
    failed_count = models.PositiveIntegerField("felaktiga", default=0)

    objects = ImportFileQuerySet.as_manager()

    class Meta:
        verbose_name = "importfil"
        verbose_name_plural = "importfiler"
        indexes = [models.Index(fields=["unit", "-uploaded_at"], name="import_file_by_unit")]

    def __str__(self) -> str:
        return self.filename

    def get_absolute_url(self) -> str:
        """The file's preview, or its result when imported."""
        name = "employment_import" if self.kind == ImportKind.EMPLOYMENTS else "import_detail"
        return reverse(name, args=[self.uuid])


@pghistory.track(exclude=["sort_key"])
class Referral(PublicModel, RevisedModel):
    """An anvisning or hänvisning as it came in, before and after somebody decides on it.

    The person's particulars are what the referrer wrote; `participant` is set when somebody confirmed who it is, and
    at once where the number is a protected person's. `landed`: somebody who may not see that person logged it; it
    went to the named staff, and whoever logged it sees what they wrote. `protection` is what the referrer said.
    """

    class State(models.TextChoices):
        UNSEEN = "unseen", "Oläst"
        SEEN = "seen", "Läst"
        SUPPLEMENT = "supplement", "Väntar på komplettering"
        ACCEPTED = "accepted", "Mottagen"
        DECLINED = "declined", "Avböjd"
        RETURNED = "returned", "Återlämnad"

    OPEN_STATES = (State.UNSEEN, State.SEEN, State.SUPPLEMENT)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="enhet")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="team")
    source = models.ForeignKey(Source, models.PROTECT, related_name="referrals", verbose_name="remittent")
    own_initiative = models.BooleanField("eget initiativ", default=False)
    external_ref = models.CharField("remittentens ärendenummer", max_length=60, blank=True)
    received_on = models.DateField("inkom")
    registered_at = models.DateTimeField("registrerad", auto_now_add=True)
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="registrerad av")

    identity_number = models.CharField("person- eller samordningsnummer", max_length=12, blank=True)
    first_name = models.CharField("förnamn", max_length=100)
    last_name = models.CharField("efternamn", max_length=100)
    birth_date = models.DateField("födelsedatum")
    gender = models.CharField("kön", max_length=10, choices=Gender, default=Gender.OKANT)
    phone = models.CharField("telefon", max_length=40, blank=True)
    email = models.EmailField("e-post", blank=True)
    interpreter_language = models.CharField("tolkspråk", max_length=60, blank=True)
    education_level = models.CharField(
        "utbildningsnivå", max_length=20, choices=EducationLevel, default=EducationLevel.OKAND
    )
    request = models.TextField("vad remittenten ber om", blank=True)

    contact_name = models.CharField("kontaktperson", max_length=100, blank=True)
    contact_phone = models.CharField("kontaktpersonens telefon", max_length=40, blank=True)
    contact_email = models.EmailField("kontaktpersonens e-post", blank=True)
    no_contact_named = models.BooleanField("ingen kontaktperson utsedd", default=False)
    af_programme = models.CharField("AF-program", max_length=100, blank=True)
    af_from = models.DateField("programmet från", null=True, blank=True)
    af_to = models.DateField("programmet till och med", null=True, blank=True)
    af_supplier = models.CharField("leverantör", max_length=100, blank=True)

    state = models.CharField("läge", max_length=20, choices=State, default=State.UNSEEN)
    seen_at = models.DateTimeField("läst", null=True, blank=True)
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="läst av")
    decided_at = models.DateTimeField("beslutad", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="beslutad av"
    )
    decision_reason = models.TextField("skäl", blank=True)
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name="deltagare"
    )
    protection = models.CharField("skyddade personuppgifter", max_length=30, choices=Protection, blank=True)
    protection_decision = models.CharField("beslut eller uppgift", max_length=300, blank=True)
    protection_decided_on = models.DateField("beslutsdatum", null=True, blank=True)
    landed = models.BooleanField(default=False, editable=False)
    import_file = models.ForeignKey(
        ImportFile, models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name="importfil"
    )
    # Null, not empty: many referrals logged by hand have none, and none of them are the same.
    fingerprint = models.CharField(  # noqa: DJ001
        max_length=64, null=True, blank=True, editable=False, help_text="samma rad i en fil ger samma värde"
    )
    sort_key = models.GeneratedField(
        expression=SortKey("last_name", "first_name"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "anvisning"
        verbose_name_plural = "anvisningar"
        constraints = [
            models.UniqueConstraint(fields=["unit", "fingerprint"], name="referral_imported_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "returned"])
                | (Q(decided_at__isnull=False) & ~Q(decision_reason="")),
                name="referral_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | (Q(decided_at__isnull=False) & Q(participant__isnull=False)),
                name="referral_accepted_for_a_person",
            ),
            models.CheckConstraint(
                condition=Q(state="unseen") | Q(seen_at__isnull=False), name="referral_seen_before_decided"
            ),
            models.CheckConstraint(
                condition=Q(landed=False) | Q(participant__isnull=False), name="referral_landed_with_a_person"
            ),
            models.CheckConstraint(
                condition=Q(protection="", protection_decision="", protection_decided_on__isnull=True)
                | (~Q(protection="") & ~Q(protection_decision="") & Q(protection_decided_on__isnull=False)),
                name="referral_protection_has_its_decision",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "received_on", "id"], name="referral_queue"),
            models.Index(fields=["identity_number"], name="referral_by_identity"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """First and last name, as the referrer wrote them."""
        return f"{self.first_name} {self.last_name}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a decision."""
        return self.state in self.OPEN_STATES

    def get_absolute_url(self) -> str:
        """The referral in the inbox."""
        return reverse("referral_detail", args=[self.uuid])
