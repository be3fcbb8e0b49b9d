"""The link for a new password: good until the password is another, somebody signs in, or time is up."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import connection


def password_print(account: int) -> str | None:
    """A hash of the password's hash, by a function of the owner; None for an account without a password."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT staff_password_print(%s)", [account])
        found: str | None = cursor.fetchone()[0]
        return found


class LinkGenerator(PasswordResetTokenGenerator):
    """Django's, signed with the print of the password: the worker who mails the link may not read its hash."""

    key_salt = "amc.staff.links"

    def _make_hash_value(self, user: AbstractBaseUser, timestamp: int) -> str:
        known: Any = user
        seen = known.last_login.replace(microsecond=0, tzinfo=None) if known.last_login else ""
        return f"{known.pk}|{password_print(known.pk) or ''}|{seen}|{timestamp}|{known.email}"


link_generator = LinkGenerator()
