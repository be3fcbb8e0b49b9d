"""Stegförflyttning: sets of questions as data, and what the participant and the consultant have answered over time."""

import pgtrigger
from django.db import models
from django.db.models import Q

from amc.base import PublicModel
from amc.staff.models import User
from handlingsplan.querysets import ProgressMeasureQuerySet
from participants.models import Enrolment

FROZEN_SET = """
    IF EXISTS (SELECT FROM handlingsplan_progressmeasure m
                WHERE m.version_id = CASE TG_OP WHEN 'INSERT' THEN NEW.version_id ELSE OLD.version_id END) THEN
        RAISE EXCEPTION 'a set that somebody has answered is frozen' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'answered_set_is_frozen';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""
WITHIN_SCALE = """
    IF NOT EXISTS (SELECT FROM handlingsplan_progressquestion q
                     JOIN handlingsplan_progressmeasure m ON m.version_id = q.version_id
                    WHERE q.id = NEW.question_id AND m.id = NEW.measure_id
                      AND NEW.value BETWEEN q.lowest AND q.highest) THEN
        RAISE EXCEPTION 'an answer is within the scale of a question of its set' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'answer_within_scale';
    END IF;
    RETURN NEW;
"""


class ProgressSet(models.Model):
    """A set of questions, answered with `interval_weeks` between. What is asked is in its versions."""

    code = models.SlugField("kod", max_length=30, unique=True)
    name = models.CharField("namn", max_length=100)
    lead = models.CharField("inledning", max_length=300, blank=True)
    interval_weeks = models.PositiveSmallIntegerField("veckor mellan mätningarna", default=8)
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "frågor om steg"
        verbose_name_plural = "frågor om steg"
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=Q(interval_weeks__gte=1), name="progress_interval_is_a_week")]

    def __str__(self) -> str:
        return self.name


class ProgressVersion(models.Model):
    """One version of a set; the one with the highest number is asked. Frozen once somebody has answered it."""

    set = models.ForeignKey(ProgressSet, models.PROTECT, related_name="versions", verbose_name="frågor")
    number = models.PositiveSmallIntegerField("version")

    class Meta:
        verbose_name = "version av frågor om steg"
        verbose_name_plural = "versioner av frågor om steg"
        ordering = ["set", "-number"]
        constraints = [models.UniqueConstraint(fields=["set", "number"], name="progress_version_number_once")]

    def __str__(self) -> str:
        return f"{self.number}"


class ProgressQuestion(models.Model):
    """A statement on a scale whose ends have words: 1–5 or 0–10. One wording for each voice."""

    version = models.ForeignKey(ProgressVersion, models.PROTECT, related_name="questions", verbose_name="version")
    code = models.SlugField("kod", max_length=30)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    own_wording = models.CharField("till deltagaren", max_length=200)
    about_wording = models.CharField("till konsulenten", max_length=200)
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
