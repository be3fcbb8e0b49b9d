"""Who works here: users, their roles, units and teams, and the municipality's own settings."""

import datetime as dt
from typing import ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from amc.base import PublicModel, RevisedModel
from amc.calendar import add_months, today
from amc.staff.expressions import SortKey
from amc.staff.querysets import UserQuerySet

ACCOUNT_MONTHS = 12


class Role(models.TextChoices):
    """What somebody does here; a user may have several (domain.md section 1)."""

    KONSULENT = "konsulent", "Arbetsmarknadskonsulent"
    HANDLEDARE = "handledare", "Handledare"
    ENHETSCHEF = "enhetschef", "Enhetschef"
    EKONOM = "ekonom", "Ekonom"
    HR = "hr", "HR"
    SPECIALIST = "specialist", "Specialist"
    SYSTEMFORVALTARE = "systemforvaltare", "Systemförvaltare"


def later_months() -> list[int]:
    """When somebody is asked how it went after a closing, in months; changed for the closings that follow."""
    return [3, 6, 12]


def serious_deviation_advice() -> str:
    """What the employer of the place has to do at once, and who is insured where; the municipality writes its own."""
    return (
        "Arbetsgivaren på platsen anmäler dödsfall, svårare personskada och tillbud med allvarlig fara till "
        "Arbetsmiljöverket utan dröjsmål (arbetsmiljölagen 3 kap. 3 a §, anmalarbetsskada.se). Den som har praktik "
        "räknas som arbetstagare (1 kap. 3 §). Anmäl också till försäkringen: TFA för den som är anställd, "
        "Kammarkollegiet för den som är anvisad av Arbetsförmedlingen, annars kommunens olycksfallsförsäkring. "
        "Prata med skyddsombudet."
    )


class Municipality(models.Model):
    """The one municipality that runs this installation, with the rules it decides itself.

    Every rule that domain.md marks [?], or calls a setting, stands here or in a table with validity dates.
    """

    class PayBasis(models.TextChoices):
        SUPERVISOR = "supervisor", "Per handledare och månad"
        PARTICIPANT = "participant", "Per deltagare och månad"

    class NamedByDefault(models.TextChoices):
        ENHETSCHEF = "enhetschef", "Enhetschefen, och den som antecknar skyddet"
        NOBODY = "ingen", "Bara den som antecknar skyddet"

    name = models.CharField("kommun", max_length=100)
    unit_head = models.CharField("sidhuvud i dokument", max_length=200, blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    email = models.EmailField("e-post", blank=True)
    referral_unseen_days = models.PositiveSmallIntegerField("oläst anvisning larmar efter (arbetsdagar)", default=5)
    contact_gap_weeks = models.PositiveSmallIntegerField("utan kontakt larmar efter (veckor)", default=6)
    plan_revision_days = models.PositiveSmallIntegerField("plan utan revidering larmar efter (dagar)", default=90)
    follow_up_months = models.PositiveSmallIntegerField(
        "planerad uppföljning för andra än AMI (månader)", default=6, validators=[MinValueValidator(1)]
    )
    later_follow_up_months = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(60)]),
        verbose_name="frågor efter avslut, så många månader efter",
        default=later_months,
        size=6,
    )
    supervisor_pay_basis = models.CharField(
        "handledarersättning räknas", max_length=20, choices=PayBasis, default=PayBasis.SUPERVISOR
    )
    pays_unplanned_month = models.BooleanField(
        "handledarersättning också för en månad som inte gick som planerat", default=True
    )
    payroll_cutoff_day = models.PositiveSmallIntegerField(
        "brytdag för lönefilen (dag i månaden)",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text="Lönefilen tar med det som bekräftades till och med brytdagen.",
    )
    internship_target = models.PositiveSmallIntegerField("kommunstyrelsens mål för praktikplatser", default=100)
    protected_named = models.CharField(
        "vid skyddade personuppgifter namnges från början",
        max_length=20,
        choices=NamedByDefault,
        default=NamedByDefault.ENHETSCHEF,
    )
    opening_minutes = models.PositiveSmallIntegerField(
        "öppnat utanför egna ärenden gäller (minuter)",
        default=60,
        validators=[MinValueValidator(5), MaxValueValidator(600)],
    )
    account_months = models.PositiveSmallIntegerField(
        "ett konto gäller, och förlängs med (månader)",
        default=ACCOUNT_MONTHS,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
    )
    place_praktik = models.PositiveSmallIntegerField(
        "så många praktiker på en arbetsplats utan anställning varnar", default=3, validators=[MinValueValidator(1)]
    )
    person_praktik = models.PositiveSmallIntegerField(
        "så många praktiker i rad utan anställning varnar", default=3, validators=[MinValueValidator(1)]
    )
    workshop_months = models.PositiveSmallIntegerField(
        "så länge i egna verkstäder varnar (månader)", default=6, validators=[MinValueValidator(1)]
    )
    lock_in_again_months = models.PositiveSmallIntegerField(
        "frågan om verkstad och upprepad praktik ställs igen efter (månader)",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
    )
    outcome_after_days = models.PositiveSmallIntegerField(
        "vad en anställning ledde till frågas efter (dagar)", default=31, validators=[MaxValueValidator(365)]
    )
    offers_per_hour = models.PositiveSmallIntegerField(
        "så många erbjudanden utan konto tas emot på en timme",
        default=60,
        db_default=60,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text="Alla avsändare tillsammans. Därefter ombeds den som skickar att vänta.",
    )
    serious_deviation_advice = models.TextField(
        "påminnelse vid allvarlig olycka, tillbud eller hot", default=serious_deviation_advice, blank=True
    )
    small_group = models.PositiveSmallIntegerField("grupper mindre än detta döljs utanför enheten", default=5)
    full_time_hours = models.DecimalField(
        "heltid i aktivitetskravet (timmar i veckan)",
        max_digits=4,
        decimal_places=1,
        default=40,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )

    class Meta:
        verbose_name = "kommun"
        verbose_name_plural = "kommuner"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="municipality_is_one")]

    def __str__(self) -> str:
        return self.name


class Unit(PublicModel):
    """An organisational unit: one arbetsmarknadscentrum, AME or Jobbtorg. The border of who may see what."""

    name = models.CharField("namn", max_length=100, unique=True)

    class Meta:
        verbose_name = "enhet"
        verbose_name_plural = "enheter"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Team(PublicModel):
    """A team within a unit: insteg, ungdom, vuxen, etablering, språk [S2]."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="teams", verbose_name="enhet")
    code = models.SlugField("kod", max_length=30)
    name = models.CharField("namn", max_length=100)

    class Meta:
        verbose_name = "team"
        verbose_name_plural = "team"
        ordering = ["unit_id", "name"]
        constraints = [models.UniqueConstraint(fields=["unit", "code"], name="team_code_once_per_unit")]

    def __str__(self) -> str:
        return self.name


def default_last_day() -> dt.date:
    """The last day of an account that nobody has given another: ACCOUNT_MONTHS from today."""
    return add_months(today(), ACCOUNT_MONTHS)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Creates accounts; there is no self-service sign-up."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Create an account with a normalised e-mail address; without `password` nobody can sign in to it yet."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


@pghistory.track(exclude=["password", "last_login", "sort_key"])
class User(PublicModel, RevisedModel, AbstractBaseUser):
    """Somebody with an account. What they may see follows from `roles`, `unit` and their assignments."""

    email = models.EmailField("e-post", unique=True)
    first_name = models.CharField("förnamn", max_length=100)
    last_name = models.CharField("efternamn", max_length=100)
    sort_key = models.GeneratedField(
        expression=SortKey("last_name", "first_name"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    roles = ArrayField(models.CharField(max_length=20, choices=Role), verbose_name="roller", default=list)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="users", verbose_name="enhet", null=True, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="users", verbose_name="team", null=True, blank=True)
    title = models.CharField("titel", max_length=100, blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    is_active = models.BooleanField("aktivt konto", default=True)
    expires_on = models.DateField("kontot gäller till och med", null=True, blank=True, default=default_last_day)
    second_step_reset_at = models.DateTimeField("andra steget nollställt", null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        verbose_name = "användare"
        verbose_name_plural = "användare"
        constraints = [
            models.CheckConstraint(condition=Q(roles__contained_by=Role.values), name="user_roles_are_known"),
            models.CheckConstraint(
                condition=Q(is_active=False) | Q(expires_on__isnull=False), name="account_has_a_last_day"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "sort_key", "id"], name="user_by_unit_and_name"),
            GinIndex(fields=["roles"], name="user_by_role"),
            models.Index(fields=["expires_on"], name="account_by_last_day", condition=Q(is_active=True)),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """First and last name, as shown everywhere."""
        return f"{self.first_name} {self.last_name}".strip()

    def get_full_name(self) -> str:
        """The same as `full_name`; the name Django and allauth ask for."""
        return self.full_name

    def has_role(self, *roles: str) -> bool:
        """Whether the user has at least one of `roles` and an active account."""
        return self.is_active and any(role in self.roles for role in roles)

    def get_absolute_url(self) -> str:
        """Where this account is administered."""
        return reverse("user_detail", args=[self.uuid])


class HomeAddress(models.Model):
    """Where somebody who works here lives, so that the review of the read log finds who reads about the neighbours.

    Read by the rule that compares and by whoever administers accounts, and not kept as history. Nobody has to have one;
    whoever has protected personuppgifter has none.
    """

    user = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="home_address", verbose_name="användare"
    )
    address = models.CharField("gatuadress", max_length=200)
    postcode = models.CharField("postnummer", max_length=10)

    class Meta:
        verbose_name = "hemadress"
        verbose_name_plural = "hemadresser"
        constraints = [
            models.CheckConstraint(
                condition=~Q(address="") & Q(postcode__regex=r"^[0-9]{5}$"), name="home_address_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user_id)


class PayRate(models.Model):
    """Handledarersättning in kronor a month, and what of it a part of a month is worth, with validity dates (500 kr,
    [S1]; parts of months are a setting)."""

    class Part(models.TextChoices):
        SHARED = "shared", "Hela månaden, delad efter dagar mellan dem som handlett"
        FULL = "full", "Hela månaden till var och en som handlett"
        DAYS = "days", "Efter dagar, också när placeringen började eller slutade i månaden"

    valid_from = models.DateField("gäller från", unique=True)
    amount = models.PositiveIntegerField("kronor per månad", validators=[MaxValueValidator(100_000)])
    part = models.CharField("en del av en månad", max_length=10, choices=Part, default=Part.SHARED)

    class Meta:
        verbose_name = "handledarersättning"
        verbose_name_plural = "handledarersättningar"
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.amount} kr från {self.valid_from}"


class Invitation(models.Model):
    """A link that opens an account once, to choose how to sign in. Of the link itself only a digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="invitations", verbose_name="användare")
    digest = models.CharField("länkens kontrollsumma", max_length=64, unique=True)
    made_at = models.DateTimeField("skickad", default=timezone.now)
    expires_at = models.DateTimeField("gäller till")
    used_at = models.DateTimeField("använd", null=True, blank=True)

    class Meta:
        verbose_name = "inbjudan"
        verbose_name_plural = "inbjudningar"

    def __str__(self) -> str:
        return f"{self.user_id} {self.expires_at:%Y-%m-%d}"


class CalendarLink(models.Model):
    """The secret address at which somebody's calendar is fetched, without names. Only a digest of it is kept; one that
    has ended stays, to tell when it was."""

    user = models.ForeignKey(User, models.CASCADE, related_name="calendar_links", verbose_name="användare")
    digest = models.CharField("adressens kontrollsumma", max_length=64, unique=True)
    made_at = models.DateTimeField("gjord", default=timezone.now)
    ended_at = models.DateTimeField("avslutad", null=True, blank=True)

    class Meta:
        verbose_name = "kalenderadress"
        verbose_name_plural = "kalenderadresser"
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=Q(ended_at__isnull=True), name="one_calendar_link"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.made_at:%Y-%m-%d}"


class AccountMail(models.Model):
    """A mail about an account that waits to be sent by the worker; the row goes when it is sent.

    Written for every address that asks, known or not, so that the answer takes as long for both.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", "Inbjudan"
        PASSWORD = "password_reset_key", "Nytt lösenord"
        SECOND_STEP_RESET = "second_step_reset", "Andra steget nollställt"
        NOTICE = "notice", "Något har ändrats i inloggningen"

    email = models.EmailField("till")
    kind = models.CharField("slag", max_length=30, choices=Kind)
    what = models.CharField("mall", max_length=60, blank=True)
    made_at = models.DateTimeField("väntar sedan", default=timezone.now)
    tries = models.PositiveSmallIntegerField("försök", default=0)

    class Meta:
        verbose_name = "mejl om konto"
        verbose_name_plural = "mejl om konton"

    def __str__(self) -> str:
        return self.kind
