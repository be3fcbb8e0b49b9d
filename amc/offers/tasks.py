"""What Celery does with offers."""

from celery import shared_task
from django.utils import timezone

from amc.calendar import today
from amc.offers.actions import forget_declined
from amc.offers.mail import tell_of_offers


@shared_task
def forget_offers() -> None:
    """Personal data of declined offers go after a year."""
    forget_declined(today())


@shared_task
def mail_offers() -> None:
    """The unit is told of offers that have come in."""
    tell_of_offers(timezone.now())
