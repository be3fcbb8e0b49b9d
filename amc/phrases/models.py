"""Phrases."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from amc.base import PublicModel, RevisedModel
from amc.phrases.querysets import PhraseQuerySet
from amc.staff.models import Unit, User

LONGEST_PHRASE = 4_000


class Phrase(PublicModel, RevisedModel):
    """A text with a name to find it by: somebody's own (`user`) or a unit's (`unit`), never both.

    It is about nobody: what differs from case to case stands as one of `amc.phrases.rules.BLANKS`, which is filled in
    when the phrase is put into a text.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="phrases", null=True, verbose_name="användare")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="phrases", null=True, verbose_name="enhet")
    name = models.CharField("namn", max_length=60)
    text = models.TextField("text", max_length=LONGEST_PHRASE)

    objects = PhraseQuerySet.as_manager()

    class Meta:
        verbose_name = "fras"
        verbose_name_plural = "fraser"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True, unit__isnull=False) | Q(user__isnull=False, unit__isnull=True),
                name="phrase_has_one_owner",
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(text=""), name="phrase_is_whole"),
            models.UniqueConstraint(
                fields=["user", "name"],
                condition=Q(user__isnull=False),
                name="phrase_once_per_user",
                violation_error_message="Du har redan en fras som heter så. Välj ett annat namn.",
            ),
            models.UniqueConstraint(
                fields=["unit", "name"],
                condition=Q(unit__isnull=False),
                name="phrase_once_per_unit",
                violation_error_message="Enheten har redan en fras som heter så. Välj ett annat namn.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is changed."""
        return reverse("phrase_edit", args=[self.uuid])
