"""Stegförflyttning: sets of questions as data, and what the participant and the consultant have answered over time."""

import datetime as dt

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from amc.base import PublicModel, RevisedModel
from amc.calendar import add_months, swedish_plural
from amc.staff.models import User
from handlingsplan.querysets import ProgressFollowQuerySet, ProgressMeasureQuerySet, ProgressSetQuerySet
from participants.models import Enrolment

FROZEN_SET = """
    IF EXISTS (SELECT FROM handlingsplan_progressversion v
                WHERE v.published_at IS NOT NULL
                  AND v.id = CASE TG_OP WHEN 'INSERT' THEN NEW.version_id ELSE OLD.version_id END) THEN
        RAISE EXCEPTION 'a published version of a set is frozen' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'published_set_is_frozen';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""
FROZEN_VERSION = """
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published version of a set is frozen' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'published_set_is_frozen';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""
WITHIN_SCALE = """
    IF NOT EXISTS (SELECT FROM handlingsplan_progressquestion q
                     JOIN handlingsplan_progressmeasure m ON m.version_id = q.version_id
                     JOIN handlingsplan_progressversion v ON v.id = q.version_id AND v.published_at IS NOT NULL
                    WHERE q.id = NEW.question_id AND m.id = NEW.measure_id
                      AND NEW.value BETWEEN q.lowest AND q.highest) THEN
        RAISE EXCEPTION 'an answer is within the scale of a question of its set' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'answer_within_scale';
    END IF;
    RETURN NEW;
"""


class ProgressSet(RevisedModel):
    """A set of questions, answered a first time within `first_days` from the day on which it follows a case, and then
    with `every` weeks or months between. What is asked is in its versions.

    `by_default`: it follows a case from the start, without anybody choosing it; with `from_sources` (codes of
    remittenter) only the cases that come from those.
    """

    class Per(models.TextChoices):
        WEEK = "vecka", "veckor"
        MONTH = "manad", "månader"

    code = models.SlugField("kod", max_length=30, unique=True)
    name = models.CharField("namn", max_length=100)
    every = models.PositiveSmallIntegerField("tid mellan mätningarna", default=8)
    per = models.CharField("räknad i", max_length=10, choices=Per, default=Per.WEEK)
    first_days = models.PositiveSmallIntegerField("första gången inom (dagar)", default=14, db_default=14)
    asks_participant = models.BooleanField("deltagaren svarar", default=True)
    asks_consultant = models.BooleanField("konsulenten svarar", default=True)
    by_default = models.BooleanField("följer ärendet från början", default=False)
    from_sources = ArrayField(
        models.SlugField(max_length=30), verbose_name="bara ärenden från", default=list, blank=True
    )
    is_active = models.BooleanField("används", default=True)

    objects = ProgressSetQuerySet.as_manager()

    class Meta:
        verbose_name = "frågor om steg"
        verbose_name_plural = "frågor om steg"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(every__gte=1), name="progress_interval_is_one"),
            models.CheckConstraint(condition=Q(first_days__gte=1), name="progress_first_within_days"),
            models.CheckConstraint(
                condition=Q(asks_participant=True) | Q(asks_consultant=True), name="progress_set_asks_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is written."""
        return reverse("step_set", args=[self.code])

    @property
    def voices(self) -> "list[ProgressMeasure.Voice]":
        """Who answers; the first is the one whose answers decide when to ask again."""
        asked = {
            ProgressMeasure.Voice.PARTICIPANT: self.asks_participant,
            ProgressMeasure.Voice.CONSULTANT: self.asks_consultant,
        }
        return [voice for voice, asks in asked.items() if asks]

    @property
    def interval(self) -> str:
        """ "8 veckor"."""
        if self.per == self.Per.MONTH:
            return swedish_plural(self.every, "månad", "månader")
        return swedish_plural(self.every, "vecka", "veckor")

    def next_after(self, day: dt.date) -> dt.date:
        """When to ask again after a measure on `day`."""
        if self.per == self.Per.MONTH:
            return add_months(day, self.every)
        return day + dt.timedelta(weeks=self.every)

    def begins_with(self, source: str) -> bool:
        """Whether it follows a case from the remittent with the code `source`, when nobody has chosen."""
        return self.by_default and (not self.from_sources or source in self.from_sources)


class ProgressVersion(RevisedModel):
    """One version of a set: a draft until it is published, and never changed after. The latest published is asked."""

    set = models.ForeignKey(ProgressSet, models.PROTECT, related_name="versions", verbose_name="frågor")
    number = models.PositiveSmallIntegerField("version")
    lead = models.CharField("inledning", max_length=300, blank=True)
    published_at = models.DateTimeField("publicerad", null=True, blank=True)
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="publicerad av"
    )

    class Meta:
        verbose_name = "version av frågor om steg"
        verbose_name_plural = "versioner av frågor om steg"
        ordering = ["set", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["set", "number"], name="progress_version_number_once"),
            models.UniqueConstraint(
                fields=["set"], condition=Q(published_at__isnull=True), name="one_draft_of_a_progress_set"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="frozen_version",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=FROZEN_VERSION,
            )
        ]

    def __str__(self) -> str:
        return f"{self.set}, version {self.number}"

    @property
    def is_draft(self) -> bool:
        """Whether it can be changed, and cannot be asked."""
        return self.published_at is None


class ProgressQuestion(RevisedModel):
    """A statement on a scale whose ends have words: 1–5 or 0–10. One wording for each voice.

    `code` is the same in every version that asks the same thing: by it a first answer is compared with a last one.
    """

    version = models.ForeignKey(ProgressVersion, models.PROTECT, related_name="questions", verbose_name="version")
    code = models.SlugField("kod", max_length=30)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    own_wording = models.CharField("till deltagaren", max_length=200)
    about_wording = models.CharField("till konsulenten", max_length=200, blank=True)
    lowest = models.PositiveSmallIntegerField("lägst", default=1)
    highest = models.PositiveSmallIntegerField("högst", default=5)
    lowest_words = models.CharField("lägst betyder", max_length=60)
    highest_words = models.CharField("högst betyder", max_length=60)

    class Meta:
        verbose_name = "fråga om steg"
        verbose_name_plural = "frågor om steg"
        ordering = ["version", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="progress_question_once_in_a_version"),
            models.CheckConstraint(
                condition=Q(lowest=1, highest=5) | Q(lowest=0, highest=10), name="progress_scale_is_1_5_or_0_10"
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="frozen_set",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=FROZEN_SET,
            )
        ]

    def __str__(self) -> str:
        return self.own_wording

    @property
    def scale(self) -> str:
        """ "0-10", as the form says it."""
        return f"{self.lowest}-{self.highest}"

    def asked_of(self, voice: str) -> str:
        """The wording for one voice; the consultant's is the participant's where it has none of its own."""
        return self.about_wording or self.own_wording if voice == ProgressMeasure.Voice.CONSULTANT else self.own_wording


class ProgressFollow(models.Model):
    """What was chosen for a case: that a set follows it, or does not. Without a row the set's own rule holds."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+", verbose_name="inskrivning")
    set = models.ForeignKey(ProgressSet, models.PROTECT, related_name="follows", verbose_name="frågor")
    follows = models.BooleanField("följer ärendet")
    chosen_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="vald av")
    chosen_at = models.DateTimeField("vald")

    objects = ProgressFollowQuerySet.as_manager()

    class Meta:
        verbose_name = "val av frågor om steg"
        verbose_name_plural = "val av frågor om steg"
        ordering = ["enrolment", "id"]
        constraints = [models.UniqueConstraint(fields=["enrolment", "set"], name="progress_set_chosen_once")]

    def __str__(self) -> str:
        return f"{self.set_id} {self.follows}"


class ProgressMeasure(PublicModel):
    """One time that a set was answered, by one voice; once a day. Only added to."""

    class Voice(models.TextChoices):
        PARTICIPANT = "deltagare", "Deltagaren"
        CONSULTANT = "konsulent", "Konsulenten"

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="measures", verbose_name="inskrivning")
    version = models.ForeignKey(ProgressVersion, models.PROTECT, related_name="measures", verbose_name="frågor")
    voice = models.CharField("vem svarade", max_length=10, choices=Voice)
    measured_on = models.DateField("dag")
    words = models.TextField("egna ord", blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="registrerad av")
    recorded_at = models.DateTimeField("registrerad")

    objects = ProgressMeasureQuerySet.as_manager()

    class Meta:
        verbose_name = "stegmätning"
        verbose_name_plural = "stegmätningar"
        ordering = ["measured_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "version", "voice", "measured_on"], name="one_measure_a_day_and_voice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_voice_display()} {self.measured_on}"


class ProgressAnswer(models.Model):
    """The value that was chosen for one question."""

    measure = models.ForeignKey(ProgressMeasure, models.PROTECT, related_name="answers", verbose_name="mätning")
    question = models.ForeignKey(ProgressQuestion, models.PROTECT, related_name="+", verbose_name="fråga")
    value = models.PositiveSmallIntegerField("svar")

    class Meta:
        verbose_name = "svar om steg"
        verbose_name_plural = "svar om steg"
        ordering = ["measure", "question__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "question"], name="progress_question_answered_once"),
            models.CheckConstraint(condition=Q(value__lte=10), name="progress_value_at_most_10"),
        ]
        triggers = [
            pgtrigger.Trigger(name="within_scale", when=pgtrigger.Before, operation=pgtrigger.Insert, func=WITHIN_SCALE)
        ]

    def __str__(self) -> str:
        return f"{self.value}"
