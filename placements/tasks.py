"""What beat rings for about placements."""

from celery import shared_task

from amc.calendar import today
from placements.actions.accounts import settle_accounts


@shared_task
def settle_supervisor_accounts() -> None:
    """End the accounts of supervisors with nothing left to do; open those with a new assignment."""
    settle_accounts(today())
