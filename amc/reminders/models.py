"""What has been told. What is due is asked of the apps (due.py); only the telling is stored."""

from django.db import models

from amc.base import PublicModel
from amc.reminders.querysets import NotificationQuerySet
from amc.staff.models import User
from participants.models import Participant


class Notification(PublicModel):
    """Something told to somebody once.

    The key is rule, subject, stage, the due date in force and the recipient: a date that moves is told anew,
    a missed night loses nothing, and two sweeps at once tell once.
    """

    rule = models.CharField("regel", max_length=40)
    subject = models.UUIDField(help_text="uuid för det som påminnelsen gäller")
    stage = models.CharField("steg", max_length=20)
    due_on = models.DateField("förfaller")
    recipient = models.ForeignKey(User, models.CASCADE, related_name="notifications", verbose_name="mottagare")
    participant = models.ForeignKey(
        Participant, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="deltagare"
    )
    url = models.CharField("länk", max_length=300)
    created_at = models.DateTimeField("skapad", auto_now_add=True)
    read_at = models.DateTimeField("läst", null=True, blank=True)
    mailed_at = models.DateTimeField("e-post skickad", null=True, blank=True)
    mail_tries = models.PositiveSmallIntegerField("försök att skicka", default=0)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "notis"
        verbose_name_plural = "notiser"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "subject", "stage", "due_on", "recipient"], name="told_once")
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-created_at"],
                name="notification_unread",
                condition=models.Q(read_at__isnull=True),
            ),
            models.Index(fields=["id"], name="notification_unmailed", condition=models.Q(mailed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.stage}"
