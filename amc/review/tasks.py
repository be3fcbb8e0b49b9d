"""Choosing what is to be reviewed, as it is written."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from amc.review.actions import choose

# Longer than the interval: a transaction that ends late is not missed, and a whole hour tells how much was opened.
BACK = dt.timedelta(hours=3)


@shared_task
def choose_readings() -> None:
    """Flag what the last hours' readings show."""
    now = timezone.now()
    choose(now - BACK, now)
