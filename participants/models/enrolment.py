"""A person's time with the unit, and who works with it."""

import datetime as dt

import pghistory
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from psycopg.types.range import DateRange

from amc.base import PublicModel, RevisedModel
from amc.staff.models import Team, Unit, User
from participants.models.person import Participant
from participants.models.referral import Referral, Source
from participants.querysets import CaseAssignmentQuerySet, EnrolmentQuerySet, OutsideContactQuerySet


@pghistory.track(exclude=["last_contact_on"])
class Enrolment(PublicModel, RevisedModel):
    """One stay with the unit, from inskrivning to avslut. A person who returns gets a new one.

    `last_contact_on` follows from the journal (a trigger of JournalEntry keeps it), so that lists and reminders
    need not read the journals of a whole unit; None until the participant has been met or spoken to.
    """

    participant = models.ForeignKey(Participant, models.PROTECT, related_name="enrolments", verbose_name="deltagare")
    case_number = models.CharField("ärendenummer", max_length=20, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="enhet")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="team")
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name="remittent")
    referral = models.OneToOneField(
        Referral, models.PROTECT, null=True, blank=True, related_name="enrolment", verbose_name="anvisning"
    )
    consultant = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="konsulent"
    )
    opened_on = models.DateField("inskriven")
    closed_on = models.DateField("avslutad", null=True, blank=True)
    last_contact_on = models.DateField("senaste kontakt", null=True, blank=True, editable=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = "inskrivning"
        verbose_name_plural = "inskrivningar"
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=Q(closed_on__isnull=True),
                name="one_open_enrolment",
                violation_error_message="Deltagaren är redan inskriven. Öppna den pågående inskrivningen.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="enrolment_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["consultant"], name="open_case_by_consultant", condition=Q(closed_on__isnull=True)),
            # What a unit's figures and reminders ask of each case stands in the index: no row of the table is read.
            models.Index(
                fields=["unit", "team"],
                include=["id", "participant", "consultant", "opened_on"],
                name="open_case_by_unit",
                condition=Q(closed_on__isnull=True),
            ),
            models.Index(
                Coalesce("last_contact_on", "opened_on"),
                name="open_case_by_contact",
                condition=Q(closed_on__isnull=True),
            ),
            models.Index(fields=["opened_on"], name="open_case_by_opening", condition=Q(closed_on__isnull=True)),
            models.Index(fields=["unit", "opened_on"], include=["id", "team", "source"], name="enrolment_by_opening"),
            models.Index(
                fields=["unit", "closed_on"],
                include=["id", "team", "source", "participant", "consultant", "opened_on"],
                name="enrolment_by_closing",
            ),
        ]

    def __str__(self) -> str:
        return self.case_number

    @property
    def name_on_paper(self) -> str:
        """Who it is about, in what leaves the screen and for supervisors: of a protected person the case number."""
        return f"Ärende {self.case_number}" if self.participant.is_protected else self.participant.full_name

    @property
    def who_on_paper(self) -> str:
        """Whom a document is about: the name and the case number, or the number alone (domain.md section 5)."""
        if self.participant.is_protected:
            return f"Ärende {self.case_number}"
        return f"{self.participant.full_name}, ärende {self.case_number}"

    @property
    def is_open(self) -> bool:
        """Whether the enrolment is in progress."""
        return self.closed_on is None

    def days_until(self, day: dt.date) -> int:
        """Days enrolled, both ends counted, up to closing or `day`, whichever comes first."""
        return (min(self.closed_on or day, day) - self.opened_on).days + 1


@pghistory.track()
class CaseAssignment(PublicModel):
    """Who works with a case, in which part and when: consultant, substitute or specialist.

    `period` holds inclusive dates as PostgreSQL's half-open range; no upper end means until further notice. An empty
    one is a part that was struck out before it began: it is kept with its history, and holds on no day.
    """

    STRUCK = DateRange(empty=True)

    class Part(models.TextChoices):
        CONSULTANT = "consultant", "Konsulent"
        SUBSTITUTE = "substitute", "Ersättare"
        SPECIALIST = "specialist", "Specialist"

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="assignments")
    user = models.ForeignKey(User, models.PROTECT, related_name="assignments", verbose_name="person")
    part = models.CharField("del i ärendet", max_length=20, choices=Part)
    period = DateRangeField("period")
    reason = models.CharField("varför", max_length=300, blank=True)
    assigned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="tilldelad av")
    assigned_at = models.DateTimeField(auto_now_add=True)

    objects = CaseAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "tilldelning"
        verbose_name_plural = "tilldelningar"
        constraints = [
            models.CheckConstraint(
                condition=Q(period__isempty=True) | Q(period__startswith__isnull=False),
                name="assignment_has_start",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "enrolment"], name="assignment_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()}: {self.user}"

    @property
    def first_day(self) -> dt.date:
        """The first day, which belongs to the period."""
        return self.period.lower

    @property
    def last_day(self) -> dt.date | None:
        """The last day, which belongs to the period; None until further notice."""
        return self.period.upper and self.period.upper - dt.timedelta(days=1)


class OutsideContact(PublicModel, RevisedModel):
    """A named person outside the unit who works with the same participant, or the fact that none is named [S2]."""

    class Organisation(models.TextChoices):
        AF = "af", "Arbetsförmedlingen"
        SOCIALTJANST = "socialtjanst", "Socialtjänsten"
        FK = "fk", "Försäkringskassan"
        VARD = "vard", "Vården"
        RAD_OCH_STOD = "rad_stod", "Råd och Stöd"
        SARSKILDA = "sarskilda", "Särskilda insatsgruppen"
        SKOLA = "skola", "Skola"
        ANNAN = "annan", "Annan"

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="outside_contacts")
    organisation = models.CharField("organisation", max_length=20, choices=Organisation)
    none_named = models.BooleanField("ingen kontaktperson utsedd", default=False)
    name = models.CharField("namn", max_length=100, blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    email = models.EmailField("e-post", blank=True)
    note = models.CharField("anteckning", max_length=300, blank=True)
    since = models.DateField("kontakt från och med", null=True, blank=True)
    ended_on = models.DateField("upphörde", null=True, blank=True)

    objects = OutsideContactQuerySet.as_manager()

    class Meta:
        verbose_name = "extern kontakt"
        verbose_name_plural = "externa kontakter"
        ordering = ["organisation", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(none_named=True, name="") | (Q(none_named=False) & ~Q(name="")),
                name="outside_contact_named_or_none",
                violation_error_message="Skriv kontaktpersonens namn, eller markera att ingen är utsedd.",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("since")),
                name="outside_contact_ends_after_start",
                violation_error_message="Kontakten upphör innan den börjar. Ändra datumet den gäller från.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or "ingen utsedd"

    def get_absolute_url(self) -> str:
        """The participant's overview, where outside contacts are shown."""
        return reverse("participant_detail", args=[self.enrolment.participant.uuid])
