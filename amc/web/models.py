"""What the web layer remembers between requests: forms already acted on, and drafts."""

import uuid

from django.conf import settings
from django.db import models


class OnceToken(models.Model):
    """A form that has been acted on, and where that led. Kept for two days (amc.web.once.sweep_once)."""

    token = models.UUIDField("märke", primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False, verbose_name="användare"
    )
    digest = models.CharField("fingeravtryck av det inskickade", max_length=64)
    url = models.TextField("ledde till", blank=True)
    created_at = models.DateTimeField("skickat", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "inskickat formulär"
        verbose_name_plural = "inskickade formulär"

    def __str__(self) -> str:
        return str(self.token)


class Draft(models.Model):
    """What somebody has typed into a form and not saved. Seen by its user alone.

    `data` maps each field to the list of its values, as the browser sends them. `others` holds what was typed
    at the same time in other tabs: `{tab: {"at": iso time, "data": {...}}}`.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False, verbose_name="användare"
    )
    key = models.TextField("vad utkastet hör till")
    data = models.JSONField("innehåll")
    others = models.JSONField("från andra flikar", default=dict)
    revision = models.PositiveIntegerField("version", default=1)
    tab = models.UUIDField("flik", default=uuid.uuid4)
    updated_at = models.DateTimeField("sparat", auto_now=True, db_index=True)

    class Meta:
        verbose_name = "utkast"
        verbose_name_plural = "utkast"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="draft_once_per_user_and_key")]

    def __str__(self) -> str:
        return self.key
