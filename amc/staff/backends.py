"""Who the request's user is."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import BigIntegerField, QuerySet
from django.utils import timezone

from amc.staff.adapter import usable
from amc.staff.models import User
from amc.written import Slot, written_once


class AccountBackend(AuthenticationBackend):
    """Allauth's sign-in; the account is read with its unit and team, and one that has been disabled or has
    expired is nobody from the next request on."""

    def get_user(self, user_id: int) -> User | None:
        """The account, while it may be used."""
        user = _accounts.first(key=user_id)
        return user if user and usable(user, timezone.localdate()) else None


@written_once(key=BigIntegerField())
def _accounts(key: Slot) -> "QuerySet[User]":
    return User.objects.select_related("unit", "team").filter(pk=key)
