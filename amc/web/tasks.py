"""What the web layer tidies away, by Celery."""

from celery import shared_task

from amc.web.drafts import sweep_drafts
from amc.web.once import sweep_once


@shared_task
def sweep_forms() -> None:
    """Forget forms that were sent long ago, and drafts that nobody came back to."""
    sweep_once()
    sweep_drafts()
