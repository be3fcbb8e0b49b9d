"""Abstract models that every app's tables share."""

import uuid

from django.db import models


class PublicModel(models.Model):
    """A row with an address that cannot be guessed.

    `uuid` is the only key that reaches URLs, forms and documents; the numeric primary key stays inside.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class RevisedModel(models.Model):
    """A row that several people edit: each saved change counts `revision` up by one.

    A form carries the revision it was opened with; a later save with an older revision is stale
    and must show both versions (amc.web.stale).
    """

    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True
