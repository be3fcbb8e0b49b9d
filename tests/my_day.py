"""What falls to somebody, as their Min dag reads it."""

import datetime as dt

from amc.reminders.asking import Due
from amc.staff.models import User
from amc.workspace import my_day
from tests.factories import at


def my_due(user: User, day: dt.date) -> list[Due]:
    """What falls to `user` on `day`, with the own cases of that day."""
    return my_day.my_due(user, day, my_day.own_cases(user, at(day)))
