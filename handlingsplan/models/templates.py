"""Plan templates per target group: sentence starters for goals, and activities with relative dates."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from amc.base import PublicModel
from amc.staff.models import Unit, User
from handlingsplan.querysets import PlanTemplateQuerySet


class PlanTemplate(PublicModel):
    """One version of a template. What it says never changes: who saves a change writes the next version.

    `family` follows the same template through its versions. One without a unit is the municipality's, for all units.
    `content` is {"goals": [{"text", "sign", "activities": [{"what", "kind": code, "party", "when", "hours"}]}]}, where
    "when" is words of handlingsplan.relative and "hours" a number as text; a plan takes a copy and refers to nothing.
    """

    family = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField("version", default=1)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="plan_templates", verbose_name="enhet"
    )
    name = models.CharField("namn", max_length=100)
    target_group = models.CharField("målgrupp", max_length=200, blank=True)
    content = models.JSONField("innehåll")
    valid_from = models.DateField("används från")
    valid_to = models.DateField("används till", null=True, blank=True)
    is_latest = models.BooleanField("senaste versionen", default=True)
    written_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="skriven av"
    )
    written_at = models.DateTimeField("skriven", auto_now_add=True)

    objects = PlanTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "planmall"
        verbose_name_plural = "planmallar"
        ordering = ["name", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["family", "number"], name="template_version_once"),
            models.UniqueConstraint(fields=["family"], condition=Q(is_latest=True), name="one_latest_template"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="template_period"
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="template_frozen",
                fields=["family", "number", "unit", "name", "target_group", "content", "valid_from", "written_by"],
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its form."""
        return reverse("plan_template_edit", args=[self.uuid])

    @property
    def revision(self) -> int:
        """What a form was opened with (amc.web.stale)."""
        return self.number

    @property
    def activity_count(self) -> int:
        """How many activities it proposes."""
        return sum(len(goal["activities"]) for goal in self.content["goals"])
