"""The visits and talks of an internship, planned by default: which ones, as data, and which follow-up each became."""

from django.db import models

from handlingsplan.models import FollowUp
from placements.models.placement import Internship, InternshipKind
from placements.querysets import InternshipVisitQuerySet


class PlannedVisit(models.Model):
    """A visit or a talk that an internship of a kind is followed up by: so many days after its start or before its
    end, or at half time, where `days` says nothing."""

    class Anchor(models.TextChoices):
        START = "start", "Efter första dagen"
        HALF = "half", "När halva tiden har gått"
        END = "end", "Före sista dagen"

    kind = models.ForeignKey(InternshipKind, models.PROTECT, related_name="visits", verbose_name="praktikslag")
    name = models.CharField("vad", max_length=100)
    anchor = models.CharField("räknas från", max_length=10, choices=Anchor)
    days = models.PositiveSmallIntegerField("dagar", default=0)
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "planerat besök"
        verbose_name_plural = "planerade besök"
        ordering = ["kind__order", "pk"]

    def __str__(self) -> str:
        return self.name


class InternshipVisit(models.Model):
    """Which follow-up an internship was given for a visit. `planned_on` is the day that the period gave it: a
    follow-up whose own day is another has been moved by hand, and stays where it was put."""

    internship = models.ForeignKey(Internship, models.CASCADE, related_name="visits")
    plan = models.ForeignKey(PlannedVisit, models.PROTECT, related_name="+", verbose_name="besök")
    follow_up = models.OneToOneField(FollowUp, models.CASCADE, related_name="internship_link")
    planned_on = models.DateField("planerat till")

    objects = InternshipVisitQuerySet.as_manager()

    class Meta:
        verbose_name = "praktikens besök"
        verbose_name_plural = "praktikens besök"
        constraints = [models.UniqueConstraint(fields=["internship", "plan"], name="visit_planned_once")]

    def __str__(self) -> str:
        return f"{self.planned_on}"
