"""Carrying out what has been approved."""

from celery import shared_task
from django.core.management import call_command

from amc.disposal.actions import carry_out
from amc.disposal.models import DisposalItem

MOST_AT_A_TIME = 500


@shared_task
def carry_out_disposals() -> None:
    """Each waiting record in a transaction of its own; what a killed worker leaves, the next one takes."""
    for item in DisposalItem.objects.waiting().order_by("pk").values_list("pk", flat=True)[:MOST_AT_A_TIME]:
        carry_out(item)


@shared_task
def forget_sessions() -> None:
    """Sessions that are over, with what was searched for in them."""
    call_command("clearsessions")
