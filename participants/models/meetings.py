"""Booked meetings, who took part in them, and what was promised there."""

import pghistory
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat
from django.utils import timezone

from amc.base import PublicModel, RevisedModel
from amc.staff.models import User
from participants.models.enrolment import Enrolment
from participants.models.journal import JournalEntry
from participants.querysets import MeetingPartyQuerySet, MeetingQuerySet, UndertakingQuerySet


class Party(models.TextChoices):
    """Who sits at the table of a trepartssamtal, with an account or without."""

    DELTAGARE = "deltagare", "Deltagaren"
    KONSULENT = "konsulent", "Konsulenten"
    ARBETSGIVARE = "arbetsgivare", "Arbetsgivaren"
    HANDLEDARE = "handledare", "Handledaren"
    AF = "af", "Arbetsförmedlingen"
    SOCIALTJANST = "socialtjanst", "Socialtjänsten"
    FK = "fk", "Försäkringskassan"
    VARD = "vard", "Vården"
    FACK = "fack", "Facket"
    ANNAN = "annan", "Annan"


@pghistory.track()
class Meeting(PublicModel, RevisedModel):
    """A booked meeting; what was said there is a journal entry."""

    class Kind(models.TextChoices):
        SAMTAL = "samtal", "Samtal"
        TREPART = "trepart", "Trepartssamtal"

    class Form(models.TextChoices):
        UNIT = "unit", "På enheten"
        PHONE = "phone", "Telefon"
        VIDEO = "video", "Video"
        VISIT = "visit", "Besök"

    class Interpreter(models.TextChoices):
        NONE = "none", "Ingen tolk"
        NEEDED = "needed", "Tolk behöver bokas"
        BOOKED = "booked", "Tolk är bokad"
        CONFIRMED = "confirmed", "Tolken har bekräftat"

    class State(models.TextChoices):
        PLANNED = "planned", "Bokat"
        HELD = "held", "Genomfört"
        NO_SHOW = "no_show", "Uteblev"
        EXCUSED = "excused", "Förhinder"
        CANCELLED = "cancelled", "Inställt av oss"

    class ExcusedBy(models.TextChoices):
        DELTAGARE = "deltagare", "Deltagaren"
        ANHORIG = "anhorig", "En anhörig, god man eller annat ombud"
        ARBETSGIVARE = "arbetsgivare", "Arbetsgivaren eller handledaren"
        ANNAN = "annan", "Någon annan"

    class ExcusedVia(models.TextChoices):
        TELEFON = "telefon", "Telefon"
        SMS = "sms", "Sms"
        EPOST = "epost", "E-post"
        BESOK = "besok", "På plats"

    # Without an outcome to tell of, or with one that another time follows from.
    NOT_MET = (State.NO_SHOW, State.EXCUSED, State.CANCELLED)

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="meetings")
    consultant = models.ForeignKey(User, models.PROTECT, related_name="meetings", verbose_name="konsulent")
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.SAMTAL)
    form = models.CharField("mötesform", max_length=20, choices=Form, default=Form.UNIT)
    starts_at = models.DateTimeField("börjar")
    ends_at = models.DateTimeField("slutar")
    place = models.CharField("plats", max_length=200, blank=True)
    interpreter = models.CharField("tolk", max_length=20, choices=Interpreter, default=Interpreter.NONE)
    interpreter_language = models.CharField("tolkspråk", max_length=60, blank=True)
    interpreter_reference = models.CharField("tolkförmedlingens bokning", max_length=60, blank=True)
    state = models.CharField("läge", max_length=20, choices=State, default=State.PLANNED)
    excused_by = models.CharField("vem som anmälde förhinder", max_length=20, choices=ExcusedBy, blank=True)
    excused_via = models.CharField("hur förhindret anmäldes", max_length=20, choices=ExcusedVia, blank=True)
    journal_entry = models.OneToOneField(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="meeting", verbose_name="anteckning"
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "möte"
        verbose_name_plural = "möten"
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(form="visit") | ~Q(place=""),
                name="visit_says_where",
                violation_error_message="Skriv var besöket är.",
            ),
            models.CheckConstraint(
                condition=Q(interpreter="none") | ~Q(interpreter_language=""),
                name="interpreter_has_language",
                violation_error_message="Skriv vilket språk tolken ska tolka.",
            ),
            models.CheckConstraint(
                condition=(Q(state="excused") & ~Q(excused_by="") & ~Q(excused_via=""))
                | (~Q(state="excused") & Q(excused_by="", excused_via="")),
                name="excused_says_who_and_how",
                violation_error_message="Säg vem som anmälde förhinder, och hur.",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="planned_meeting_by_start", condition=Q(state="planned")),
            models.Index(
                fields=["starts_at"],
                name="interpreter_to_book",
                condition=Q(state="planned", interpreter="needed"),
            ),
            models.Index(fields=["consultant", "starts_at"], name="meeting_by_consultant"),
            models.Index(fields=["enrolment", "starts_at"], name="meeting_by_enrolment"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {timezone.localtime(self.starts_at):%Y-%m-%d %H:%M}"

    @property
    def where(self) -> str:
        """How and where in one phrase: "Rum Eken", "Telefon", "Besök, hemma"; empty at the unit in no room."""
        form = "" if self.form == self.Form.UNIT else self.get_form_display()
        return ", ".join(part for part in (form, self.place) if part)

    @property
    def details(self) -> str:
        """Where, and the interpreter."""
        return ", ".join(part for part in (self.where, self.interpreter_words) if part)

    @property
    def interpreter_words(self) -> str:
        """The interpreter in one phrase, empty without one: "tolk är bokad (dari, T-1234)"."""
        if self.interpreter == self.Interpreter.NONE:
            return ""
        facts = ", ".join(part for part in (self.interpreter_language.lower(), self.interpreter_reference) if part)
        words = self.get_interpreter_display()
        return f"{words[0].lower()}{words[1:]} ({facts})"


class MeetingParty(PublicModel):
    """One party of a meeting: invited, and after it present or not (None: nobody has said)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="parties")
    party = models.CharField("part", max_length=20, choices=Party)
    name = models.CharField("namn", max_length=100, blank=True)
    present = models.BooleanField("deltog", null=True)

    objects = MeetingPartyQuerySet.as_manager()

    class Meta:
        verbose_name = "part i möte"
        verbose_name_plural = "parter i möten"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "party"], name="one_row_per_party"),
            models.CheckConstraint(
                condition=~Q(party="annan") | ~Q(name=""),
                name="other_party_is_named",
                violation_error_message="Skriv vem den andra parten är.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {self.name}" if self.name else self.get_party_display()


def party_words() -> Case:
    """What `str` says of a MeetingParty, as an expression."""
    label = Case(
        *(When(party=code, then=Value(label)) for code, label in Party.choices), output_field=models.CharField()
    )
    return Case(When(name="", then=label), default=Concat(label, Value(": "), "name"))


@pghistory.track(exclude=["enrolment"])
class Undertaking(PublicModel, RevisedModel):
    """What a party promised at a meeting: who, what, by when; chased until it is done or dropped.

    The case's consultant is reminded, also of what is promised by somebody without an account. `enrolment` is the
    meeting's: PostgreSQL sets it and holds the two together, so that what is open is found from the case.
    """

    class State(models.TextChoices):
        OPEN = "open", "Ska göras"
        DONE = "done", "Gjort"
        DROPPED = "dropped", "Blir inte av"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="undertakings", verbose_name="möte")
    enrolment = models.ForeignKey(
        Enrolment, models.PROTECT, related_name="undertakings", verbose_name="inskrivning", editable=False
    )
    party = models.CharField("part", max_length=20, choices=Party)
    name = models.CharField("namn", max_length=100, blank=True)
    what = models.CharField("vad", max_length=300)
    due_on = models.DateField("senast")
    state = models.CharField("läge", max_length=20, choices=State, default=State.OPEN)
    settled_on = models.DateField("gjort eller avfört", null=True, blank=True)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="antecknat av"
    )
    reason = models.CharField("varför det inte blir av", max_length=300, blank=True)

    objects = UndertakingQuerySet.as_manager()

    class Meta:
        verbose_name = "åtagande"
        verbose_name_plural = "åtaganden"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="undertaking_says_what"),
            models.CheckConstraint(
                condition=~Q(party="annan") | ~Q(name=""),
                name="other_undertaker_is_named",
                violation_error_message="Skriv vem som lovade.",
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_on__isnull=True, settled_by__isnull=True, reason="")
                | Q(state="done", settled_on__isnull=False, settled_by__isnull=False, reason="")
                | (Q(state="dropped", settled_on__isnull=False, settled_by__isnull=False) & ~Q(reason="")),
                name="undertaking_settled_with_reason",
                violation_error_message="Skriv varför det inte blir av.",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="open_undertaking_by_day", condition=Q(state="open")),
            models.Index(fields=["meeting"], name="undertaking_by_meeting"),
            models.Index(fields=["enrolment"], name="open_undertaking_by_case", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.who}: {self.what}"

    @property
    def who(self) -> str:
        """Who promised it."""
        return f"{self.get_party_display()} ({self.name})" if self.name else self.get_party_display()
