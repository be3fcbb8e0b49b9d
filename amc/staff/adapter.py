"""How allauth behaves here: no sign-up, and one's own start page after signing in."""

import datetime as dt

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils import timezone

from amc.staff.models import User


def usable(user: User, day: dt.date) -> bool:
    """Whether the account may be used on `day`: active and not expired (the last day included)."""
    return user.is_active and (user.expires_on is None or user.expires_on >= day)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the systemförvaltare only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: str) -> User | None:
        """An account past its last day signs in no more than a wrong password does."""
        user = super().authenticate(request, **credentials)
        return user if user and usable(user, timezone.localdate()) else None
