"""Choosing what is to be reviewed, and writing what the reviewer found."""

import datetime as dt

from django.db import connection, transaction

from amc.obstacles import refuse_if
from amc.review import rules
from amc.review.models import Flag
from amc.staff.models import User


def choose(since: dt.datetime, until: dt.datetime) -> int:
    """Flag the readings from `since` to `until` that the active rules choose; answers how many. Twice is as once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT review_choose(%s, %s)", [since, until])
        return int(cursor.fetchone()[0])


@transaction.atomic
def review(flag: Flag, *, outcome: str, comment: str, by: User, now: dt.datetime) -> Flag:
    """Write what `by` found. Raises Refused for an outcome that needs words and has none, one's own readings, and what
    somebody has reviewed already (a question that was asked may be answered)."""
    row = Flag.objects.select_for_update(of=("self",)).select_related("reading").get(pk=flag.pk)
    refuse_if(
        rules.review_obstacles(outcome=outcome, comment=comment, present=row.outcome, own=row.reading.user_id == by.pk)
    )
    row.outcome, row.comment, row.reviewed_by, row.reviewed_at = outcome, comment.strip(), by, now
    row.save(update_fields=["outcome", "comment", "reviewed_by", "reviewed_at"])
    return row
