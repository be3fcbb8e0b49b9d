"""What the follow-ups take of a consultant's calendar."""

import datetime as dt
from collections.abc import Iterable

from amc.staff.models import User
from handlingsplan.models import FollowUp
from participants.clashes import Busy
from participants.hooks import Tie
from participants.models import Meeting

# A follow-up has a time and no length: an hour is what is set aside for it.
LENGTH = dt.timedelta(hours=1)


def booked_follow_ups(user: User, first: dt.datetime, after: dt.datetime) -> Iterable[Busy]:
    """The follow-ups of the own cases that take of the time from `first` to `after`."""
    rows = FollowUp.objects.visible_to(user).open()
    rows = rows.filter(enrolment__consultant=user, booked_at__lt=after, booked_at__gt=first - LENGTH)
    return [Busy(row.get_kind_display(), row.booked_at, row.booked_at + LENGTH) for row in rows if row.booked_at]


def followed_up_at(meeting: Meeting) -> Tie | None:
    """The follow-up that is to be held at the meeting, where there is one."""
    row = FollowUp.objects.open().filter(meeting=meeting).first()
    if row is None:
        return None
    kind = row.get_kind_display()
    return Tie(f"{kind[0].lower()}{kind[1:]}", row.get_absolute_url())
