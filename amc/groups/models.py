"""Group activities, who is in them, their sessions, and who came."""

import datetime as dt

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from amc.base import PublicModel, RevisedModel
from amc.groups.querysets import (
    AttendanceQuerySet,
    GroupActivityQuerySet,
    GroupMemberQuerySet,
    GroupSessionQuerySet,
)
from amc.staff.models import Unit, User
from handlingsplan.models import ActivityKind
from participants.models import Enrolment, JournalEntry


@pghistory.track()
class GroupActivity(PublicModel, RevisedModel):
    """An activity that several participants do together: a CV course, a workshop, a group talk. It is about nobody."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="enhet", editable=False)
    name = models.CharField("namn", max_length=100)
    kind = models.ForeignKey(ActivityKind, models.PROTECT, related_name="+", verbose_name="slags aktivitet")
    starts_on = models.DateField("börjar")
    ends_on = models.DateField("slutar")
    hours_per_week = models.DecimalField(
        "timmar i veckan",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0.5), MaxValueValidator(60)],
    )
    led_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="leds av")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="skapad av", editable=False)
    created_at = models.DateTimeField("skapad", auto_now_add=True)

    objects = GroupActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "gruppaktivitet"
        verbose_name_plural = "gruppaktiviteter"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="group_ends_after_start",
                violation_error_message="Gruppen slutar innan den börjar. Ändra något av datumen.",
            ),
        ]
        indexes = [models.Index(fields=["unit", "starts_on", "id"], name="group_by_unit")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("group_detail", args=[self.uuid])


@pghistory.track()
class GroupMember(PublicModel):
    """That somebody is in a group, from `joined_on` to `left_on`, both inclusive.

    `origin` is the activity in the person's plan (handlingsplan.Activity.origin), where it was put there or the group
    was made of it. `entry` is
    the first note in the person's journal that sums up how they came; corrections stand beside it there.
    """

    group = models.ForeignKey(GroupActivity, models.PROTECT, related_name="members", verbose_name="grupp")
    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="group_memberships", verbose_name="inskrivning"
    )
    origin = models.UUIDField(null=True, blank=True, editable=False)
    joined_on = models.DateField("med från och med")
    left_on = models.DateField("med till och med", null=True, blank=True)
    entry = models.OneToOneField(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="anteckning", editable=False
    )

    objects = GroupMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "gruppdeltagare"
        verbose_name_plural = "gruppdeltagare"
        ordering = ["enrolment__participant__sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "enrolment"],
                condition=Q(left_on__isnull=True),
                name="in_a_group_once",
                violation_error_message="Någon av dem är redan med i gruppen. Ladda om sidan och välj igen.",
            ),
            models.UniqueConstraint(
                fields=["origin"],
                condition=Q(left_on__isnull=True, origin__isnull=False),
                name="activity_in_one_group",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")), name="leaves_group_after_joining"
            ),
        ]
        indexes = [models.Index(fields=["enrolment", "joined_on"], name="group_member_by_enrolment")]

    def __str__(self) -> str:
        return f"{self.enrolment} i {self.group}"

    def in_on(self, day: dt.date) -> bool:
        """Whether the person is in the group, and enrolled, on `day`."""
        last = min((end for end in (self.left_on, self.enrolment.closed_on) if end), default=None)
        return self.joined_on <= day and (last is None or day <= last)


@pghistory.track()
class GroupSession(PublicModel, RevisedModel):
    """One time that a group meets. Its revision counts what is filled in about who came."""

    group = models.ForeignKey(GroupActivity, models.PROTECT, related_name="sessions", verbose_name="grupp")
    held_on = models.DateField("dag")
    starts_at = models.TimeField("från klockan")
    ends_at = models.TimeField("till klockan")
    cancelled = models.BooleanField("inställt", default=False)

    objects = GroupSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "tillfälle"
        verbose_name_plural = "tillfällen"
        ordering = ["held_on", "starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"),
            models.UniqueConstraint(
                fields=["group", "held_on", "starts_at"],
                condition=Q(cancelled=False),
                name="one_session_at_a_time",
                violation_error_message="Gruppen har redan ett tillfälle då. Välj en annan dag eller tid.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.starts_at:%H:%M}–{self.ends_at:%H:%M}"

    def get_absolute_url(self) -> str:
        """Where it is filled in who came."""
        return reverse("session_attendance", args=[self.uuid])

    @property
    def minutes(self) -> int:
        """How long it is."""
        start, end = self.starts_at, self.ends_at
        return (end.hour - start.hour) * 60 + end.minute - start.minute


@pghistory.track()
class Attendance(models.Model):
    """Whether somebody came to a session. Why somebody did not is written in the journal, never here.

    `entry` is the first note in the person's journal that the session gave; corrections stand beside it there.
    """

    class State(models.TextChoices):
        PRESENT = "present", "Närvarande"
        EXCUSED = "excused", "Giltigt skäl"
        ABSENT = "absent", "Frånvarande"

    session = models.ForeignKey(GroupSession, models.PROTECT, related_name="attendances", verbose_name="tillfälle")
    member = models.ForeignKey(GroupMember, models.CASCADE, related_name="attendances", verbose_name="gruppdeltagare")
    state = models.CharField("närvaro", max_length=8, choices=State)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="ifylld av")
    noted_at = models.DateTimeField("ifylld")
    entry = models.OneToOneField(
        JournalEntry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="anteckning", editable=False
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "närvaro"
        verbose_name_plural = "närvaro"
        ordering = ["session_id", "id"]
        constraints = [models.UniqueConstraint(fields=["session", "member"], name="attendance_once")]
        triggers = [
            pgtrigger.Trigger(
                name="same_group",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF (SELECT group_id FROM groups_groupsession WHERE id = NEW.session_id)
                       IS DISTINCT FROM (SELECT group_id FROM groups_groupmember WHERE id = NEW.member_id) THEN
                        RAISE EXCEPTION 'the session is of another group' USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'group_is_one';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.get_state_display().lower()}"
