"""What beat rings for about accounts."""

from celery import shared_task
from django.utils import timezone

from amc.staff.mail import send_account_mail


@shared_task
def send_waiting_mail() -> None:
    """Send invitations, links for a new password, and what has been changed."""
    send_account_mail(now=timezone.now())
