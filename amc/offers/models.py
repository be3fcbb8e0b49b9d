"""Offers that come in without an account. No participant is named here."""

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from amc.base import PublicModel, RevisedModel
from amc.offers.querysets import OfferQuerySet
from amc.staff.models import Unit, User

MOST_PLACES = 99
LONGEST_TEXT = 500


# Who offered is written once and forgotten in time: history must not remember it longer.
@pghistory.track(exclude=["name", "email", "phone", "tasks", "mailed_at"])
class Offer(PublicModel, RevisedModel):
    """A workplace that can take somebody, or an employee who would be a supervisor, as they said it themselves.

    It is written by `wall.receive_offer` alone, by whoever asks; only those who work with employers read it.
    `unit` answers, by `answer_by`. `became` is what was last made of it. `forgotten_on`: it was declined more than a
    year ago, and who offered is no longer known. `mailed_at`: the unit was told of it by e-mail.
    """

    class Kind(models.TextChoices):
        PLACE = "place", "Kan ta emot någon"
        SUPERVISOR = "supervisor", "Vill bli handledare"

    class State(models.TextChoices):
        NEW = "new", "Nytt"
        TAKEN = "taken", "Tas tillvara"
        DECLINED = "declined", "Inte nu"

    class Became(models.TextChoices):
        WORKPLACE = "workplace", "Arbetsplats"
        OPENING = "opening", "Ledig plats"
        SUPERVISOR = "supervisor", "Handledare"

    kind = models.CharField("vad", max_length=20, choices=Kind)
    state = models.CharField("läge", max_length=10, choices=State, default=State.NEW)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="offers", verbose_name="enhet")
    workplace = models.CharField("arbetsplats", max_length=200)
    division = models.CharField("förvaltning eller avdelning", max_length=200, blank=True)
    tasks = models.CharField("vad man gör där", max_length=LONGEST_TEXT, blank=True)
    places = models.PositiveSmallIntegerField(
        "hur många", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACES)]
    )
    starts_on = models.DateField("från och med", null=True, blank=True)
    trained = models.BooleanField("har gått handledarutbildning", null=True, blank=True)
    name = models.CharField("namn", max_length=100, blank=True)
    email = models.EmailField("e-post", blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    received_at = models.DateTimeField("kom in")
    answer_by = models.DateField("svar senast")
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="besvarat av"
    )
    answered_on = models.DateField("besvarat", null=True, blank=True)
    became = models.CharField("blev", max_length=20, choices=Became, blank=True)
    reason = models.CharField("varför inte nu", max_length=300, blank=True)
    forgotten_on = models.DateField("personuppgifter borttagna", null=True, blank=True)
    mailed_at = models.DateTimeField("berättat med e-post", null=True, blank=True, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = "erbjudande"
        verbose_name_plural = "erbjudanden"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="new", answered_by__isnull=True, answered_on__isnull=True, became="", reason="")
                | (Q(state="taken", answered_by__isnull=False, answered_on__isnull=False, reason="") & ~Q(became=""))
                | (Q(state="declined", answered_by__isnull=False, answered_on__isnull=False) & ~Q(reason="")),
                name="offer_is_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(kind="place", places__gte=1, places__lte=MOST_PLACES, trained__isnull=True)
                | Q(kind="supervisor", places__isnull=True, starts_on__isnull=True, tasks=""),
                name="offer_says_what_its_kind_asks",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_on__isnull=False, state="declined", name="", email="", phone="", tasks="")
                | (Q(forgotten_on__isnull=True) & ~Q(name="") & ~Q(email="")),
                name="offer_is_somebodys_until_forgotten",
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="offer_by_arrival"),
            models.Index(fields=["answer_by"], condition=Q(state="new"), name="offer_waits"),
        ]

    def __str__(self) -> str:
        return self.workplace

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("offer_detail", args=[self.uuid])
