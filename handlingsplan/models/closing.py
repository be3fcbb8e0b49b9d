"""How it went with the goals when the case was closed."""

import pghistory
from django.db import models
from django.db.models import Q

from amc.base import PublicModel, RevisedModel
from amc.staff.models import User
from handlingsplan.models.plan import Goal
from handlingsplan.querysets import GoalResultQuerySet


@pghistory.track()
class GoalResult(PublicModel, RevisedModel):
    """What became of one goal of a plan that is in force: said when it is clear, at the latest when the goal leaves the
    plan or the case is closed. The goal's own text stays frozen."""

    class Result(models.TextChoices):
        REACHED = "reached", "Nått"
        PARTLY = "partly", "Delvis nått"
        MISSED = "missed", "Inte nått"
        MOOT = "moot", "Inte längre aktuellt"

    goal = models.OneToOneField(Goal, models.PROTECT, related_name="result", verbose_name="mål")
    result = models.CharField("resultat", max_length=10, choices=Result)
    words = models.CharField("med några ord", max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="antecknat av")
    recorded_at = models.DateTimeField("antecknat")

    objects = GoalResultQuerySet.as_manager()

    class Meta:
        verbose_name = "målets resultat"
        verbose_name_plural = "målens resultat"
        constraints = [
            models.CheckConstraint(
                condition=Q(result__in=["reached", "partly", "missed", "moot"]), name="goal_has_a_known_result"
            ),
        ]

    def __str__(self) -> str:
        return self.get_result_display()
