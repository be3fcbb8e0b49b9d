"""Handing over a consultant's cases: all or some, to one or several, for good or for a period, as one step."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from amc.base import PublicModel
from amc.staff.models import Unit, User
from participants.handover_querysets import HandedCaseQuerySet, HandoverLetterQuerySet, HandoverQuerySet
from participants.models.enrolment import Enrolment


@pghistory.track()
class Handover(PublicModel):
    """That cases of `of` went to others on `first_day`: for good, or with `last_day` to substitutes through that day.

    `everything`: nothing that whoever did it saw was left, but for protected persons' cases. It is about nobody; which
    cases they were stands in HandedCase.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="enhet")
    of = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="från")
    first_day = models.DateField("från och med")
    last_day = models.DateField("till och med", null=True, blank=True)
    reason = models.CharField("varför", max_length=300)
    everything = models.BooleanField("alla ärenden")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="gjord av")
    made_at = models.DateTimeField("gjord")
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="ångrad av")
    undone_at = models.DateTimeField("ångrad", null=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = "överlämning"
        verbose_name_plural = "överlämningar"
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")), name="handover_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="handover_has_reason"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="handover_undone_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-made_at", "-id"], name="handover_by_unit"),
            models.Index(fields=["of", "first_day"], name="handover_by_consultant"),
        ]

    def __str__(self) -> str:
        return f"Överlämning {self.first_day}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("handover_detail", args=[self.uuid])

    @property
    def for_good(self) -> bool:
        """Whether the cases changed consultant; else they got a substitute for a period."""
        return self.last_day is None


@pghistory.track()
class HandoverLetter(PublicModel):
    """What one of those who took cases over is told of them. The letter itself is written when it is read, of what is
    due then."""

    handover = models.ForeignKey(Handover, models.PROTECT, related_name="letters", verbose_name="överlämning")
    to = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="till")
    read_at = models.DateTimeField("läst", null=True)

    objects = HandoverLetterQuerySet.as_manager()

    class Meta:
        verbose_name = "överlämningsbrev"
        verbose_name_plural = "överlämningsbrev"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["handover", "to"], name="one_letter_each")]
        indexes = [
            models.Index(fields=["to"], name="handover_letter_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"Brev till {self.to}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("handover_letter", args=[self.uuid])

    @property
    def waits(self) -> bool:
        """Whether it is to be read; once more where the handover was undone since. Its `handover` is at hand."""
        undone_at = self.handover.undone_at
        if self.read_at is None:
            return undone_at is None
        return undone_at is not None and self.read_at < undone_at


@pghistory.track(exclude=["trail"])
class HandedCase(PublicModel):
    """One case of a handover, and what became of it when the handover was undone.

    `trail` is what undoing takes: the keys and periods of the parts and the meetings that the step changed, and how all
    stood after it.
    """

    class State(models.TextChoices):
        STANDS = "stands", "Överlämnat"
        UNDONE = "undone", "Ångrat"
        KEPT = "kept", "Gick inte att ångra"

    letter = models.ForeignKey(HandoverLetter, models.PROTECT, related_name="cases", verbose_name="brev")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="handed", verbose_name="inskrivning")
    state = models.CharField("läge", max_length=10, choices=State, default=State.STANDS)
    kept_because = models.CharField("varför det inte gick", max_length=300, blank=True)
    trail = models.JSONField("spår", default=dict)

    objects = HandedCaseQuerySet.as_manager()

    class Meta:
        verbose_name = "överlämnat ärende"
        verbose_name_plural = "överlämnade ärenden"
        ordering = ["enrolment__participant__sort_key", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="kept") | ~Q(kept_because=""),
                name="kept_case_says_why",
            ),
            models.UniqueConstraint(fields=["letter", "enrolment"], name="handed_once_in_a_letter"),
        ]
        indexes = [models.Index(fields=["enrolment"], name="handed_case_by_enrolment")]

    def __str__(self) -> str:
        return f"{self.enrolment} ({self.get_state_display()})"
