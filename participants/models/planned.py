"""A change of consultant that is decided and has not come yet: it is made on its day."""

import uuid

import pghistory
from django.db import models
from django.db.models import DateField, F, Func, Q
from django.db.models.lookups import GreaterThan
from django.urls import reverse

from amc.base import PublicModel
from amc.staff.models import User
from participants.handover_querysets import PlannedChangeQuerySet
from participants.models.enrolment import Enrolment
from participants.models.handover import Handover


@pghistory.track()
class PlannedChange(PublicModel):
    """That a case of `of` goes to `to`, for good, on `day`: the first day that `to` is the consultant.

    `step` is the same for all that was planned at once. `settled_by` is empty where the day itself settled it; `why`
    says why it did not come about; `handover` is the one that came of it. `read_at`: whoever is told of the outcome has
    said that it is read.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planerat"
        DONE = "done", "Genomfört"
        CANCELLED = "cancelled", "Borttaget"
        REFUSED = "refused", "Blev inte av"

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="planned_changes", verbose_name="inskrivning")
    step = models.UUIDField("planerat tillsammans", default=uuid.uuid4, editable=False)
    of = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="från")
    to = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="till")
    day = models.DateField("första dagen")
    reason = models.CharField("varför", max_length=300)
    planned_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="planerat av")
    planned_at = models.DateTimeField("planerat")
    state = models.CharField("läge", max_length=10, choices=State, default=State.PLANNED)
    why = models.CharField("varför det inte blev av", max_length=300, blank=True)
    settled_at = models.DateTimeField("avgjort", null=True, blank=True)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="avgjort av"
    )
    handover = models.ForeignKey(
        Handover, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="överlämning"
    )
    read_at = models.DateTimeField("läst", null=True, blank=True)

    objects = PlannedChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "planerat byte av konsulent"
        verbose_name_plural = "planerade byten av konsulent"
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"], name="one_change_planned_a_case", condition=Q(state="planned")
            ),
            models.CheckConstraint(
                condition=GreaterThan(
                    F("day"), Func("planned_at", function="amc_local_date", output_field=DateField())
                ),
                name="change_is_planned_ahead",
            ),
            models.CheckConstraint(condition=~Q(to=F("of")), name="change_goes_to_another"),
            models.CheckConstraint(condition=~Q(reason=""), name="planned_change_has_reason"),
            models.CheckConstraint(
                condition=Q(state="planned", settled_at__isnull=True, why="", handover__isnull=True)
                | Q(state="done", settled_at__isnull=False, why="", handover__isnull=False)
                | Q(
                    state="cancelled",
                    settled_at__isnull=False,
                    settled_by__isnull=False,
                    why="",
                    handover__isnull=True,
                )
                | Q(Q(state="refused", settled_at__isnull=False, handover__isnull=True), ~Q(why="")),
                name="planned_change_is_settled_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["day"], name="change_planned_by_day", condition=Q(state="planned")),
            models.Index(fields=["enrolment"], name="planned_change_by_enrolment"),
            models.Index(fields=["step"], name="planned_change_by_step"),
            models.Index(fields=["state", "of"], name="planned_change_unread", condition=Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"Byte av konsulent {self.day}"

    def get_absolute_url(self) -> str:
        """The page of all that was planned at once."""
        return reverse("planned_step", args=[self.step])

    @property
    def is_planned(self) -> bool:
        """Whether it is still to come."""
        return self.state == self.State.PLANNED
