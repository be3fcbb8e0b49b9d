"""What has been told already when the demo begins, so that its first night does not mail hundreds."""

import datetime as dt

from amc.demo.chance import at
from amc.reminders.actions import sweep
from amc.reminders.models import Notification

_UNREAD_DAYS = 10


def tell(today: dt.date) -> None:
    """Sweep once; what fell due long ago has been read, and none of it is mailed."""
    now = at(today, 6)
    sweep(today, now=now)
    old = today - dt.timedelta(days=_UNREAD_DAYS)
    Notification.objects.filter(due_on__lt=old, read_at__isnull=True).update(read_at=now)
    Notification.objects.filter(mailed_at__isnull=True).update(mailed_at=now)
