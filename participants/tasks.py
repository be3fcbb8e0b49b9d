"""What beat rings for about cases."""

from celery import shared_task
from django.utils import timezone

from amc.calendar import today
from participants.actions.carrying_out import carry_out_changes


@shared_task
def make_planned_changes() -> None:
    """Let cases change consultant whose planned day has come."""
    carry_out_changes(today(), now=timezone.now())
