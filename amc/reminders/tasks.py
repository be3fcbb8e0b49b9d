"""What beat rings for. PostgreSQL is the ledger; Celery only the doorbell."""

from celery import shared_task
from django.utils import timezone

from amc.calendar import today
from amc.reminders import actions


@shared_task
def sweep() -> None:
    """Ask what is due and tell it."""
    actions.sweep(today(), now=timezone.now())


@shared_task
def send_mail() -> None:
    """Send what has been told and not mailed."""
    actions.send_mail(now=timezone.now())
