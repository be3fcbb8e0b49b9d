"""Whom PostgreSQL answers: the user is a setting of the transaction, and gone with it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

ENTER = "SELECT wall.enter(%s)"
LEAVE = "SELECT wall.leave()"


def enter(user_id: int) -> None:
    """Let PostgreSQL answer the user with the key `user_id` for the rest of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(ENTER, [user_id])


@contextmanager
def entered(user_id: int) -> Iterator[None]:
    """One transaction in which PostgreSQL answers the user with the key `user_id`.

    For requests (amc.wall.middleware) and for commands that look at pages as somebody. Inside another transaction
    it is a savepoint; the settings are then taken back when it ends.
    """
    nested = connection.in_atomic_block
    with transaction.atomic():
        enter(user_id)
        yield
    # What a rolled-back savepoint set is undone by PostgreSQL itself, and a transaction's own settings end with it.
    if nested:
        with connection.cursor() as cursor:
            cursor.execute(LEAVE)
