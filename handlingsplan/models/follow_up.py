"""Follow-ups of the plan and of an AMI: planned, held, cancelled."""

import datetime as dt

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from amc.base import PublicModel, RevisedModel
from amc.staff.models import User
from handlingsplan.querysets import FollowUpQuerySet
from participants.models import Enrolment, Meeting


@pghistory.track()
class FollowUp(PublicModel, RevisedModel):
    """A follow-up: planned, held or cancelled. Overdue is not stored; it follows from the date.

    `due_on` is the last day it may be held; for an AMI it follows from the employment's period [S0]. Its time is that
    of `meeting` where one is booked for it, else `booked_at` for a time without one; `booked` is whichever it is.
    """

    class Kind(models.TextChoices):
        AMI_YEARLY = "ami_yearly", "Uppföljning av anställning"
        PLAN = "plan", "Uppföljning av planen"
        PRAKTIK = "praktik", "Uppföljning av praktik"

    class Attendee(models.TextChoices):
        DELTAGARE = "deltagare", "Deltagaren"
        KONSULENT = "konsulent", "Konsulenten"
        HANDLEDARE = "handledare", "Handledaren"
        ARBETSGIVARE = "arbetsgivare", "Arbetsgivaren"
        AF = "af", "Arbetsförmedlingen"
        SOCIALTJANST = "socialtjanst", "Socialtjänsten"
        FK = "fk", "Försäkringskassan"
        VARD = "vard", "Vården"
        FACK = "fack", "Facket"
        ANNAN = "annan", "Annan"

        @property
        def in_words(self) -> str:
            """As it stands in a sentence: "handledaren", but "Försäkringskassan", which is a name."""
            label = str(self.label)
            return label if self in (self.AF, self.FK) else label.lower()

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="follow_ups", verbose_name="inskrivning")
    kind = models.CharField("slag", max_length=20, choices=Kind)
    due_on = models.DateField("senast")
    booked_at = models.DateTimeField("bokad tid", null=True, blank=True)
    meeting = models.OneToOneField(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="follow_up", verbose_name="möte"
    )
    held_on = models.DateField("genomförd", null=True, blank=True)
    attendees = ArrayField(
        models.CharField(max_length=20, choices=Attendee),
        verbose_name="vilka deltog",
        default=list,
        blank=True,
    )
    agreed = models.TextField("det här kom ni överens om", blank=True)
    held_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="genomförd av"
    )
    recorded_at = models.DateTimeField("registrerad", null=True, blank=True)
    cancelled_at = models.DateTimeField("inställd", null=True, blank=True)
    cancelled_reason = models.CharField("varför", max_length=300, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "uppföljning"
        verbose_name_plural = "uppföljningar"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on__isnull=True)
                | (
                    Q(held_by__isnull=False, recorded_at__isnull=False, cancelled_at__isnull=True)
                    & ~Q(agreed="")
                    & Q(attendees__len__gte=1)
                ),
                name="held_follow_up_has_its_facts",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancelled_reason=""),
                name="cancelled_follow_up_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(meeting__isnull=True) | Q(booked_at__isnull=True), name="follow_up_is_booked_once"
            ),
        ]
        indexes = [
            models.Index(fields=["enrolment", "due_on"], name="follow_up_by_enrolment"),
            models.Index(
                fields=["due_on", "id"],
                name="follow_up_open_by_date",
                condition=Q(held_on__isnull=True, cancelled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_on}"

    @property
    def booked(self) -> dt.datetime | None:
        """The booked time; that of the meeting while it is to be held. No query where `meeting` was read along."""
        if self.meeting and self.meeting.state == Meeting.State.PLANNED:
            return self.meeting.starts_at
        return self.booked_at

    def get_absolute_url(self) -> str:
        """The form that records it as held, or shows what was agreed."""
        return reverse("follow_up_detail", args=[self.uuid])
