"""What may be known of rows that the user does not see: PostgreSQL answers for the user of the transaction (amc.wall).

Persons of another unit are told of only where the user's unit has an open referral with their identity number: whoever
is not referred here does not exist here.
"""

from django.db import connection

from amc.staff.models import User
from participants.models import Participant


def person_with_number(number: str) -> Participant | None:
    """The person who has or has had the identity number, in whichever unit."""
    if not number:
        return None
    return next(iter(Participant.objects.raw("SELECT * FROM wall.person_with_number(%s)", [number])), None)


def is_enrolled_elsewhere(number: str) -> bool:
    """Whether the person who has the number has an open enrolment in another unit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wall.is_enrolled_elsewhere(%s)", [number])
        return bool(cursor.fetchone()[0])


def move_here(number: str) -> None:
    """Let the file of the person who has the number come to the user's unit, unless they are enrolled elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("CALL wall.move_here(%s)", [number])


def count_open_cases(account: User) -> int:
    """How many open cases `account` answers for; 0 for whoever does not administer accounts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wall.open_cases(%s)", [account.pk])
        return int(cursor.fetchone()[0])
