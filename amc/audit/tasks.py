"""Sealing the log, and writing its head outside the database."""

from celery import shared_task

from amc.audit import chain


@shared_task
def seal_log() -> None:
    """Seal what was written since the last time: the window in which a change would not be found is one minute."""
    chain.seal()


@shared_task
def write_head() -> None:
    """Write the head outside the database."""
    chain.write_head()
