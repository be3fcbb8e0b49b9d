"""The plan that the person owns: versions, goals and activities."""

import uuid
from typing import TYPE_CHECKING

import pghistory
import pgtrigger
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Greatest
from django.urls import reverse

from amc.base import PublicModel, RevisedModel
from amc.staff.models import User
from handlingsplan.querysets import ActivityQuerySet, GoalQuerySet, PlanQuerySet, PlanVersionQuerySet
from participants.models import Enrolment

if TYPE_CHECKING:
    from handlingsplan.models.closing import GoalResult


class LocalDate(Func):
    """The municipality's date of a moment (Europe/Stockholm)."""

    function = "amc_local_date"
    output_field = models.DateField()


class ActivityKind(models.Model):
    """A kind of activity, as data, so that the effect of each kind can be compared [S4]."""

    code = models.SlugField("kod", max_length=30, unique=True)
    name = models.CharField("namn", max_length=100)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "aktivitetsslag"
        verbose_name_plural = "aktivitetsslag"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Plan(PublicModel):
    """The handlingsplan of one enrolment; what it says is in its versions."""

    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="plan", verbose_name="inskrivning")

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "handlingsplan"
        verbose_name_plural = "handlingsplaner"

    def __str__(self) -> str:
        return f"Handlingsplan {self.enrolment}"

    def get_absolute_url(self) -> str:
        """The participant's plan tab."""
        return reverse("plan", args=[self.enrolment.participant.uuid])


@pghistory.track()
class PlanVersion(PublicModel, RevisedModel):
    """One version of a plan: drafted, then agreed and frozen, then replaced by the next agreed one.

    `agreed_on` is the day when the later of participant and consultant was entered, never an earlier one, so that a
    plan cannot be backdated before an AMI's first day; the date on a paper is kept apart in `paper_date` [S0], and
    where the paper or its scan is found in `paper_reference`. A version that waits for somebody else (PlanParty) is
    frozen later, and counts from that day all the same: an AMI asks for the two of them (docs/decisions/0015).

    `participant_lost_on` and `consultant_lost_on`: the day when a change took their agreement away, until they agree
    again; `consultant_lost` is whose it was.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Utkast"
        AGREED = "agreed", "Överenskommen"
        REPLACED = "replaced", "Ersatt"

    class AgreedHow(models.TextChoices):
        SCREEN = "screen", "På skärmen, tillsammans"
        PAPER = "paper", "På papper"
        BEHALF = "behalf", "Konsulenten för deltagarens räkning"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions", verbose_name="handlingsplan")
    number = models.PositiveSmallIntegerField("version")
    state = models.CharField("läge", max_length=10, choices=State, default=State.DRAFT)
    summary = models.TextField("det här vill jag", blank=True, help_text="Med deltagarens egna ord.")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="skapad av")
    created_at = models.DateTimeField("skapad", auto_now_add=True)
    participant_agreed_at = models.DateTimeField("deltagaren godkände", null=True, blank=True)
    participant_agreed_how = models.CharField("hur", max_length=10, choices=AgreedHow, blank=True)
    behalf_reason = models.CharField("skäl att godkänna för deltagarens räkning", max_length=300, blank=True)
    paper_date = models.DateField("datum på papperet", null=True, blank=True)
    paper_reference = models.CharField("var papperet finns", max_length=100, blank=True, db_default="")
    consultant_agreed_at = models.DateTimeField("konsulenten godkände", null=True, blank=True)
    consultant_agreed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="godkänd av"
    )
    participant_lost_on = models.DateField("deltagarens godkännande upphörde", null=True, blank=True)
    consultant_lost_on = models.DateField("konsulentens godkännande upphörde", null=True, blank=True)
    consultant_lost = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="vars godkännande upphörde"
    )
    agreed_on = models.DateField("överenskommen", null=True, blank=True)
    frozen_at = models.DateTimeField("låst", null=True, blank=True)

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "planversion"
        verbose_name_plural = "planversioner"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number_once"),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="draft"), name="one_draft_per_plan"),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="agreed"), name="one_agreed_version_per_plan"),
            models.CheckConstraint(
                condition=Q(state="draft", agreed_on__isnull=True, frozen_at__isnull=True)
                | (
                    ~Q(state="draft")
                    & Q(
                        agreed_on__isnull=False,
                        frozen_at__isnull=False,
                        participant_agreed_at__isnull=False,
                        consultant_agreed_at__isnull=False,
                        consultant_agreed_by__isnull=False,
                    )
                ),
                name="agreed_version_is_signed_by_both",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True)
                | Q(
                    agreed_on=LocalDate(Greatest("participant_agreed_at", "consultant_agreed_at")),
                    frozen_at__gte=Greatest("participant_agreed_at", "consultant_agreed_at"),
                ),
                name="agreement_is_not_backdated",
            ),
            models.CheckConstraint(
                condition=~Q(participant_agreed_how="behalf") | ~Q(behalf_reason=""), name="behalf_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(participant_agreed_how="paper") | Q(paper_date__isnull=False),
                name="paper_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(participant_agreed_how="paper") | ~Q(paper_reference=""),
                name="paper_has_reference",
            ),
        ]
        indexes = [
            models.Index(fields=["agreed_on", "id"], name="plan_in_force_by_date", condition=Q(state="agreed")),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="frozen_text",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["state", "revision"]),
                func="""
                    IF OLD.state <> 'draft' THEN
                        RAISE EXCEPTION 'an agreed plan is frozen' USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'agreed_plan_is_frozen';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="parties_have_agreed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="draft", new__state="agreed"),
                func="""
                    IF EXISTS (SELECT FROM handlingsplan_planparty
                                WHERE version_id = NEW.id AND agreed_on IS NULL AND dropped_at IS NULL) THEN
                        RAISE EXCEPTION 'somebody has not agreed yet' USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'parties_have_agreed';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.FSM(
                name="state_only_forwards",
                field="state",
                transitions=[("draft", "agreed"), ("agreed", "replaced")],
            ),
            pgtrigger.Protect(
                name="keep_agreed", operation=pgtrigger.Delete, condition=~pgtrigger.Q(old__state="draft")
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state == self.State.DRAFT

    @property
    def is_signed(self) -> bool:
        """Whether participant and consultant have both agreed; somebody else may still be waited for."""
        return bool(self.participant_agreed_at and self.consultant_agreed_at)


def only_in_drafts(name: str) -> pgtrigger.Trigger:
    """A trigger that lets rows of a version be added or removed only while that version is a draft."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Delete,
        declare=[("version_state", "text")],
        func="""
            SELECT state INTO version_state FROM handlingsplan_planversion
             WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END
               FOR SHARE;
            IF version_state IS DISTINCT FROM 'draft' THEN
                RAISE EXCEPTION 'an agreed plan is frozen' USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'agreed_plan_is_frozen';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


def text_frozen(name: str, exclude: list[str]) -> pgtrigger.Trigger:
    """A trigger that refuses changed text in an agreed version; the fields in `exclude` may still move."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=exclude),
        declare=[("version_state", "text")],
        func="""
            SELECT state INTO version_state FROM handlingsplan_planversion WHERE id = OLD.version_id FOR SHARE;
            IF version_state IS DISTINCT FROM 'draft' OR NEW.version_id <> OLD.version_id THEN
                RAISE EXCEPTION 'an agreed plan is frozen' USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'agreed_plan_is_frozen';
            END IF;
            RETURN NEW;
        """,
    )


class Goal(PublicModel, RevisedModel):
    """What the person wants, in the person's own words, with a date and a sign of reaching it.

    `origin` follows the same goal through the versions.
    """

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="goals", verbose_name="version")
    origin = models.UUIDField(
        default=uuid.uuid4,
        db_default=RandomUUID(),
        editable=False,
        help_text="samma mål i en senare version har samma värde",
    )
    text = models.TextField("mål", help_text="Med deltagarens egna ord.")
    sign = models.CharField("så märks det att målet är nått", max_length=300, blank=True)
    due_on = models.DateField("ska vara nått", null=True, blank=True)
    order = models.PositiveSmallIntegerField("ordning", default=0)

    objects = GoalQuerySet.as_manager()

    class Meta:
        verbose_name = "mål"
        verbose_name_plural = "mål"
        ordering = ["order", "id"]
        triggers = [only_in_drafts("goal_added_in_draft"), text_frozen("goal_frozen", ["revision"])]

    def __str__(self) -> str:
        return self.text

    @property
    def outcome(self) -> "GoalResult | None":
        """What became of it; no query where `result` was read along."""
        return getattr(self, "result", None)


@pghistory.track()
class Activity(PublicModel, RevisedModel):
    """What is to be done, by whom and by when. The text freezes with the version; `state`, `waiting_for`,
    `result` and `done_on` go on moving, and `origin` follows the same activity through the versions."""

    class Party(models.TextChoices):
        DELTAGARE = "deltagare", "Deltagaren"
        KONSULENT = "konsulent", "Konsulenten"
        SPECIALIST = "specialist", "Specialist"
        AF = "af", "Arbetsförmedlingen"
        SOCIALTJANST = "socialtjanst", "Socialtjänsten"
        FK = "fk", "Försäkringskassan"
        VARD = "vard", "Vården"
        ARBETSGIVARE = "arbetsgivare", "Arbetsgivaren"
        ANNAN = "annan", "Annan"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Föreslagen"
        PLANNED = "planned", "Planerad"
        WAITING = "waiting", "Väntar"
        ONGOING = "ongoing", "Pågår"
        DONE = "done", "Klar"
        STOPPED = "stopped", "Avbruten"

    class WaitingFor(models.TextChoices):
        PAPERS = "papers", "papper"
        PLACE = "place", "plats"
        TIME = "time", "tid"

    OPEN_STATES = (State.PROPOSED, State.PLANNED, State.WAITING, State.ONGOING)

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="activities", verbose_name="version")
    goal = models.ForeignKey(Goal, models.CASCADE, null=True, blank=True, related_name="activities", verbose_name="mål")
    origin = models.UUIDField(editable=False, help_text="samma aktivitet i en senare version har samma värde")
    kind = models.ForeignKey(ActivityKind, models.PROTECT, related_name="+", verbose_name="slag")
    what = models.CharField("vad", max_length=300)
    party = models.CharField("vem gör det", max_length=20, choices=Party)
    party_name = models.CharField("namn", max_length=100, blank=True)
    responsible = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ansvarig hos oss"
    )
    starts_on = models.DateField("börjar", null=True, blank=True)
    due_on = models.DateField("senast", null=True, blank=True)
    hours_per_week = models.DecimalField(
        "timmar i veckan",
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MaxValueValidator(60)],
    )
    order = models.PositiveSmallIntegerField("ordning", default=0)
    state = models.CharField("läge", max_length=20, choices=State, default=State.PLANNED)
    waiting_for = models.CharField("väntar på", max_length=10, choices=WaitingFor, blank=True, db_default="")
    result = models.CharField("resultat", max_length=300, blank=True)
    done_on = models.DateField("avslutad", null=True, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "aktivitet"
        verbose_name_plural = "aktiviteter"
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(state="stopped") | ~Q(result=""), name="stopped_activity_has_reason"),
            models.CheckConstraint(condition=Q(state="waiting") | Q(waiting_for=""), name="only_waiting_waits_for"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(starts_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                name="activity_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["version", "order"], name="activity_by_version")]
        triggers = [
            only_in_drafts("activity_added_in_draft"),
            text_frozen("activity_frozen", ["state", "waiting_for", "result", "done_on", "revision"]),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def state_in_words(self) -> str:
        """How far it has come, and what it waits for: "Väntar på papper"."""
        label = self.State(self.state).label
        return f"{label} på {self.WaitingFor(self.waiting_for).label}" if self.waiting_for else str(label)
