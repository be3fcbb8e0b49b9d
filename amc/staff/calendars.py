"""The secret address of somebody's calendar: made, exchanged and ended by its owner; kept as a digest only."""

import datetime as dt
import secrets

from django.db import transaction

from amc.staff.access import Permission
from amc.staff.actions import digest
from amc.staff.adapter import usable
from amc.staff.models import CalendarLink, User


@transaction.atomic
def make_link(user: User, *, now: dt.datetime) -> str:
    """Make the secret of a new address for the calendar of `user`; the one before opens nothing any more."""
    end_link(user, now=now)
    token = secrets.token_urlsafe(32)
    CalendarLink.objects.create(user=user, digest=digest(token), made_at=now)
    return token


@transaction.atomic
def end_link(user: User, *, now: dt.datetime) -> bool:
    """End the address of the calendar of `user`; whether there was one. The row stays, to tell when it was."""
    # Two who exchange it at once must not both leave one standing.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return bool(CalendarLink.objects.filter(ended_at=None, user=user).update(ended_at=now))


def owner_of(token: str, *, today: dt.date) -> CalendarLink | None:
    """The standing link with the secret `token`, with its user; None where it opens nothing: unknown, ended, or of an
    account that may not be used today or reads no cases."""
    link = CalendarLink.objects.select_related("user").filter(ended_at=None, digest=digest(token)).first()
    if link is None or not usable(link.user, today) or not Permission.READ_CASES.granted_to(link.user):
        return None
    return link
