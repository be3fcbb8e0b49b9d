"""Openings, what participants seek, and who is proposed where."""

from decimal import Decimal

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from amc.base import PublicModel, RevisedModel
from amc.matching.querysets import LocalityQuerySet, OpeningQuerySet, ProposalQuerySet, SeekingQuerySet
from amc.matching.rules.changes import WORDS, Said
from amc.matching.rules.distance import EAST, FARTHEST, NORTH, SOUTH, WEST
from amc.matching.rules.proposals import HOLDS
from amc.staff.expressions import SortKey
from amc.staff.models import User
from participants.models import Competence, Enrolment
from participants.rules.facts import LEVELS, LICENCES
from placements.models import ContactPerson, Workplace

MOST_PLACES = 99
_HOURS = [MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(60))]
_HELD = ", ".join(f"'{state}'" for state in HOLDS)


class PlaceKind(models.TextChoices):
    """Kinds of place (domain.md section 3)."""

    PRAKTIK = "praktik", "Praktik"
    ARBETSMARKNAD = "arbetsmarknad", "Arbetsmarknadsanställning"
    RESURS = "resurs", "Resursjobb"
    LAGTROSKEL = "lagtroskel", "Lågtröskeljobb"
    REGULJAR = "reguljar", "Anställning på vanliga villkor"


class Locality(models.Model):
    """A town or village with a point in its middle, in degrees of WGS84: between two of them there is a distance.

    A workplace's town is found here by its name, however it is written. One that is not here has no known distance.
    """

    name = models.CharField("ort", max_length=100)
    latitude = models.DecimalField(
        "latitud",
        max_digits=7,
        decimal_places=5,
        help_text="Grader norr i WGS84: mellan 55 och 70.",
        validators=[MinValueValidator(SOUTH), MaxValueValidator(NORTH)],
    )
    longitude = models.DecimalField(
        "longitud",
        max_digits=7,
        decimal_places=5,
        help_text="Grader öster i WGS84: mellan 10 och 25.",
        validators=[MinValueValidator(WEST), MaxValueValidator(EAST)],
    )
    sort_key = models.GeneratedField(
        expression=SortKey("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects = LocalityQuerySet.as_manager()

    class Meta:
        verbose_name = "ort"
        verbose_name_plural = "orter"
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(
                SortKey("name"), name="locality_once", violation_error_message="Orten finns redan i listan."
            ),
            models.CheckConstraint(
                # Not as ranges, which PostgreSQL writes otherwise after a restore.
                condition=Q(latitude__gte=SOUTH, latitude__lte=NORTH, longitude__gte=WEST, longitude__lte=EAST),
                name="locality_lies_in_sweden",
                violation_error_message="Punkten ligger inte i Sverige. Har latitud och longitud bytt plats?",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SaidField(models.JSONField):
    """What the kartläggning said, by field of Seeking (amc.matching.rules.changes)."""

    def in_words(self, value: Said) -> str:
        """As a reader sees it."""
        return "; ".join(f"{WORDS[name]}: {', '.join(words)}" for name, words in value.items() if name in WORDS)


@pghistory.track(exclude=["taken"])
class Opening(PublicModel, RevisedModel):
    """Places at a workplace that somebody can have: `places` of one kind. About nobody.

    `starts_on` and `ends_on` are inclusive. `taken` is how many are reserved, offered or accepted; the trigger of
    Proposal keeps it, and no one proposal more than there are places gets through. `criminal_record` and `physical`
    are shown to the consultant, who judges, and are never ranked on (domain.md section 3). `skills` are codes of
    Competence, which are welcome and not demanded.
    """

    class Record(models.TextChoices):
        ACCEPTS = "accepts", "Hindrar inte"
        ASKS = "asks", "Prövas från fall till fall"
        REFUSES = "refuses", "Utdrag ur belastningsregistret begärs"

    class Closed(models.TextChoices):
        FILLED = "filled", "Platserna är tillsatta"
        WITHDRAWN = "withdrawn", "Arbetsgivaren har dragit tillbaka"
        OTHER = "other", "Annat"

    workplace = models.ForeignKey(Workplace, models.PROTECT, related_name="openings", verbose_name="arbetsplats")
    kind = models.CharField("slag", max_length=20, choices=PlaceKind)
    title = models.CharField("vad man gör där", max_length=100)
    occupation = models.ForeignKey(
        Competence, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="yrke"
    )
    places = models.PositiveSmallIntegerField(
        "antal platser", default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)]
    )
    taken = models.PositiveSmallIntegerField("tagna", default=0, db_default=0, editable=False)
    starts_on = models.DateField("från och med", null=True, blank=True)
    ends_on = models.DateField("till och med", null=True, blank=True)
    hours_per_week = models.DecimalField(
        "timmar i veckan", max_digits=4, decimal_places=1, null=True, blank=True, validators=_HOURS
    )
    level = models.CharField("svenska, lägst", max_length=10, choices=LEVELS, blank=True)
    languages = ArrayField(models.CharField(max_length=40), verbose_name="andra språk", default=list, blank=True)
    licence = models.CharField("körkort", max_length=4, choices=LICENCES, blank=True)
    skills = ArrayField(
        models.CharField(max_length=60), verbose_name="färdigheter", default=list, db_default=[], blank=True
    )
    criminal_record = models.CharField("om man är dömd för brott", max_length=10, choices=Record, blank=True)
    physical = models.TextField("fysiska krav", max_length=500, blank=True)
    contact = models.ForeignKey(
        ContactPerson, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="kontaktperson"
    )
    note = models.TextField("att tänka på", max_length=1000, blank=True)
    closed_on = models.DateField("stängd", null=True, blank=True, editable=False)
    closed_as = models.CharField("stängd därför att", max_length=20, choices=Closed, blank=True, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="inlagd av", editable=False)
    created_at = models.DateTimeField("inlagd", auto_now_add=True)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        verbose_name = "ledig plats"
        verbose_name_plural = "lediga platser"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="place_ends_after_start",
                violation_error_message="Platsen slutar innan den börjar. Ändra något av datumen.",
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=F("places")),
                name="opening_not_overfilled",
                violation_error_message="Alla platser är tagna. Den sista tog någon annan nyss.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_as="") | (Q(closed_on__isnull=False) & ~Q(closed_as="")),
                name="opening_is_closed_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_on", "id"], name="opening_by_start"),
            models.Index(fields=["workplace"], condition=Q(closed_on__isnull=True), name="open_opening_by_workplace"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("opening_detail", args=[self.uuid])

    @property
    def left(self) -> int:
        """How many places are left."""
        return max(self.places - self.taken, 0)

    @property
    def workplace_in_use(self) -> bool:
        """Whether anybody can come to the workplace: neither it nor its employer is out of use."""
        return self.workplace.is_active and self.workplace.employer.is_active


@pghistory.track()
class Seeking(PublicModel, RevisedModel):
    """What a participant seeks, from the kartläggning and the talk with the consultant: nothing of health or crime.

    `towns` are where the person can work, not where they live; a place elsewhere is judged by how far it is from
    `home`, `most_km` at the most, None for no limit. `home` is a whole town, chosen and never taken from the address.
    The first wish counts as the others do. `skills` are codes of Competence. `heard` is what the kartläggning said when
    somebody last took a stand on it.
    """

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, related_name="seeking", verbose_name="inskrivning")
    kinds = ArrayField(models.CharField(max_length=20, choices=PlaceKind), verbose_name="slags plats")
    wish_1 = models.ForeignKey(Competence, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="yrke")
    wish_2 = models.ForeignKey(
        Competence, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="annat yrke"
    )
    wish_3 = models.ForeignKey(
        Competence, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ett yrke till"
    )
    towns = ArrayField(models.CharField(max_length=100), verbose_name="orter", default=list, blank=True)
    home = models.ForeignKey(
        Locality, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="avstånd räknas från"
    )
    most_km = models.PositiveSmallIntegerField("km, högst", null=True, blank=True)
    from_day = models.DateField("kan börja", null=True, blank=True)
    hours_per_week = models.DecimalField(
        "timmar i veckan, högst", max_digits=4, decimal_places=1, null=True, blank=True, validators=_HOURS
    )
    level = models.CharField("talar svenska", max_length=10, choices=LEVELS, blank=True)
    languages = ArrayField(models.CharField(max_length=40), verbose_name="andra språk", default=list, blank=True)
    licences = ArrayField(
        models.CharField(max_length=4, choices=LICENCES), verbose_name="körkort", default=list, blank=True
    )
    skills = ArrayField(
        models.CharField(max_length=60), verbose_name="färdigheter", default=list, db_default=[], blank=True
    )
    heard = SaidField("kartläggningen då", default=dict, db_default={}, blank=True, editable=False)

    objects = SeekingQuerySet.as_manager()

    class Meta:
        verbose_name = "vad deltagaren söker"
        verbose_name_plural = "vad deltagare söker"
        constraints = [
            models.CheckConstraint(
                condition=Q(most_km__isnull=True) | Q(home__isnull=False, most_km__range=(1, FARTHEST)),
                name="distance_is_from_somewhere",
                violation_error_message="Välj varifrån avståndet räknas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} söker plats"

    @property
    def wishes(self) -> list[Competence]:
        """The occupations, in order."""
        return [wish for wish in (self.wish_1, self.wish_2, self.wish_3) if wish]


@pghistory.track()
class Proposal(PublicModel, RevisedModel):
    """That somebody is proposed for an opening, and what became of it (amc.matching.rules.proposals).

    One who holds a place (reserved, offered, accepted) is counted on the opening in the same statement, whose row is
    locked by it: of two who take the last place one is refused.
    """

    class State(models.TextChoices):
        RESERVED = "reserved", "Reserverad"
        OFFERED = "offered", "Erbjuden"
        ACCEPTED = "accepted", "Tillsatt"
        DECLINED = "declined", "Blev inte av"
        ENDED = "ended", "Har lämnat platsen"

    class Side(models.TextChoices):
        PARTICIPANT = "deltagaren", "Deltagaren tackade nej"
        PLACE = "platsen", "Platsen tackade nej"
        UNIT = "enheten", "Vi drog tillbaka"

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="proposals", verbose_name="ledig plats")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="proposals", verbose_name="inskrivning")
    state = models.CharField("läge", max_length=10, choices=State)
    answer_by = models.DateField("besked senast", null=True, blank=True)
    declined_by = models.CharField("vem sade nej", max_length=10, choices=Side, blank=True)
    reason = models.CharField("skäl", max_length=300, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="föreslagen av")
    created_at = models.DateTimeField("föreslagen", auto_now_add=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "förslag på plats"
        verbose_name_plural = "förslag på platser"
        constraints = [
            models.UniqueConstraint(
                fields=["opening", "enrolment"],
                condition=Q(state__in=HOLDS),
                name="holds_an_opening_once",
                violation_error_message="Deltagaren är redan föreslagen för platsen.",
            ),
            models.CheckConstraint(
                condition=(Q(state="declined") & ~Q(declined_by="") & ~Q(reason=""))
                | (~Q(state="declined") & Q(declined_by="")),
                name="declined_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["enrolment", "-created_at"], name="proposal_by_enrolment"),
            models.Index(fields=["answer_by"], condition=Q(state__in=("reserved", "offered")), name="proposal_waits"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="counted",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("held", "boolean"), ("holds", "boolean")],
                func=f"""
                    held := TG_OP <> 'INSERT' AND OLD.state IN ({_HELD});
                    holds := TG_OP <> 'DELETE' AND NEW.state IN ({_HELD});
                    IF held AND NOT (holds AND NEW.opening_id = OLD.opening_id) THEN
                        UPDATE matching_opening SET taken = taken - 1 WHERE id = OLD.opening_id;
                    END IF;
                    IF holds AND NOT (held AND NEW.opening_id = OLD.opening_id) THEN
                        UPDATE matching_opening SET taken = taken + 1 WHERE id = NEW.opening_id AND closed_on IS NULL;
                        IF NOT FOUND THEN
                            RAISE EXCEPTION 'the opening is closed' USING ERRCODE = 'check_violation',
                                CONSTRAINT = 'opening_is_closed';
                        END IF;
                    END IF;
                    RETURN NULL;
                """,  # noqa: S608 - the rule's own words
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.opening}"

    @property
    def holds(self) -> bool:
        """Whether it takes a place."""
        return self.state in HOLDS
