"""What Celery does with offers."""

from celery import shared_task

from amc.calendar import today
from amc.offers.actions import forget_declined


@shared_task
def forget_offers() -> None:
    """Personal data of declined offers go after a year."""
    forget_declined(today())
