"""What is asked at a follow-up, as data per kind, and what was answered."""

from django.db import models
from django.db.models import Q

from handlingsplan.models.follow_up import FollowUp
from handlingsplan.querysets import FollowUpAnswerQuerySet


class FollowUpQuestion(models.Model):
    """A question of one kind of follow-up. The answer to a `sensitive` one is for those who work with the case [S2]."""

    code = models.SlugField("kod", max_length=30, unique=True)
    kind = models.CharField("slag av uppföljning", max_length=20, choices=FollowUp.Kind)
    wording = models.CharField("fråga", max_length=200)
    help_text = models.CharField("hjälp", max_length=300, blank=True)
    sensitive = models.BooleanField("känslig", default=False)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    is_active = models.BooleanField("används", default=True)

    class Meta:
        verbose_name = "fråga vid uppföljning"
        verbose_name_plural = "frågor vid uppföljning"
        ordering = ["kind", "order", "code"]

    def __str__(self) -> str:
        return self.wording


class FollowUpAnswer(models.Model):
    """What was answered. The question's words and its fence are kept as they were that day; only added to."""

    follow_up = models.ForeignKey(FollowUp, models.PROTECT, related_name="answers", verbose_name="uppföljning")
    question = models.ForeignKey(FollowUpQuestion, models.PROTECT, related_name="+", verbose_name="fråga")
    wording = models.CharField("frågan som den ställdes", max_length=200)
    sensitive = models.BooleanField("känslig", default=False)
    text = models.TextField("svar")

    objects = FollowUpAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = "svar vid uppföljning"
        verbose_name_plural = "svar vid uppföljning"
        ordering = ["follow_up", "question__order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "question"], name="question_answered_once"),
            models.CheckConstraint(condition=~Q(text=""), name="answer_says_something"),
        ]

    def __str__(self) -> str:
        return self.wording
