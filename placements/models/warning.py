"""The warnings that somebody read and went on in spite of."""

import pgtrigger
from django.db import models
from django.db.models import Q

from amc.base import PublicModel
from amc.staff.models import User
from placements.models.placement import Employment, Internship
from placements.querysets import AcknowledgedWarningQuerySet
from placements.rules.verdict import WANTS_REASON


class AcknowledgedWarning(PublicModel):
    """Who was warned of what at a placement, and went on: when it was started, extended or got another supervisor.

    `message` is the warning as it stood in the box that was ticked; `reason` is why they went on, where the warning
    wants one (rules.verdict.WANTS_REASON). Only added to.
    """

    enrolment = models.ForeignKey("participants.Enrolment", models.PROTECT, related_name="acknowledged_warnings")
    employment = models.ForeignKey(
        Employment, models.PROTECT, null=True, blank=True, related_name="acknowledged_warnings"
    )
    internship = models.ForeignKey(
        Internship, models.PROTECT, null=True, blank=True, related_name="acknowledged_warnings"
    )
    code = models.SlugField("varning", max_length=40)
    message = models.TextField("ordalydelse")
    reason = models.CharField("varför ändå", max_length=500, blank=True, db_default="", default="")
    acknowledged_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="läst av")
    acknowledged_at = models.DateTimeField("läst", auto_now_add=True)

    objects = AcknowledgedWarningQuerySet.as_manager()

    class Meta:
        verbose_name = "läst varning"
        verbose_name_plural = "lästa varningar"
        ordering = ["acknowledged_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(employment__isnull=True, internship__isnull=False)
                | Q(employment__isnull=False, internship__isnull=True),
                name="warning_of_one_placement",
            ),
            # What was read before a reason was asked for stands as it is: the migration looks at new rows only.
            models.CheckConstraint(
                condition=~Q(code__in=sorted(WANTS_REASON)) | ~Q(reason=""), name="warning_has_its_reason"
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.message
