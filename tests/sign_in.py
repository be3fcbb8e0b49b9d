"""How tests sign somebody in: past the sign-in pages, into a session that has shown a second factor.

The product refuses a session without one everywhere (tests/staff/test_second_factor.py), so `force_login` writes the
record that the second step would have left. `with_steps` writes another one.
"""

import time
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import SESSION_KEY
from django.test import Client

OWNER = "account_authentication_methods_user"
CODE = {"method": "mfa", "type": "totp"}
PASSWORD = {"method": "password"}

_force_login = Client.force_login


def with_steps(client: Client, *steps: dict[str, Any]) -> Client:
    """Let the session of `client` have come to be by `steps`, now unless a step says `at`."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"at": time.time()} | step for step in steps]
    session[OWNER] = session[SESSION_KEY]
    session.save()
    return client


def force_login(client: Client, user: Any, backend: str | None = None) -> None:
    """Django's `Client.force_login`, and the record of a second step."""
    _force_login(client, user, backend)
    with_steps(client, PASSWORD, CODE)
