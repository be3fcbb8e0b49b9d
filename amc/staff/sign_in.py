"""What a session knows of how its user signed in: with which steps, when, and how long it lasts.

Allauth keeps one record per step in the session, `{"method": "password", "at": 1701423602.7, …}`. Everything here is
read from those records, so that there is one truth and no query.
"""

import time
from dataclasses import dataclass
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

SEEN = "amc_seen"
DEMO = "demo"
TENANT = "socialaccount"


def steps(session: SessionBase) -> list[dict[str, Any]]:
    """The records of the session, oldest first; empty for nobody."""
    found = session.get(RECORDS)
    return found if SESSION_KEY in session and isinstance(found, list) else []


def is_second_factor(step: dict[str, Any]) -> bool:
    """Whether a step shows more than a password: a code, a passkey, a recovery code, or the tenant's word for it.

    In the demo, and only there, the one-click choice of a role counts.
    """
    return (
        step["method"] == "mfa"
        or (step["method"] == TENANT and step.get("second_factor") is True)
        or (step["method"] == DEMO and settings.DEMO)
    )


def has_second_factor(session: SessionBase) -> bool:
    """Whether the user of the session has shown more than a password."""
    return any(is_second_factor(step) for step in steps(session))


def is_demo(session: SessionBase) -> bool:
    """Whether the session came to be by the demo's one-click choice."""
    return settings.DEMO and any(step["method"] == DEMO for step in steps(session))


def is_fresh(session: SessionBase) -> bool:
    """Whether the user showed who they are within ACCOUNT_REAUTHENTICATION_TIMEOUT seconds."""
    newest = max((step["at"] for step in steps(session)), default=0)
    return time.time() - newest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


@dataclass(frozen=True)
class TimeLeft:
    """Seconds until the session ends: by doing nothing, and whatever one does. Negative when it is over."""

    idle: int
    total: int

    @property
    def seconds(self) -> int:
        """Until the first of the two."""
        return min(self.idle, self.total)

    @property
    def can_be_prolonged(self) -> bool:
        """Whether going on working helps."""
        return self.total > self.idle


def time_left(session: SessionBase) -> TimeLeft:
    """How long a signed-in session lasts. One without records did not come through our sign-in and is over."""
    found = steps(session)
    if not found:
        return TimeLeft(-1, -1)
    now = time.time()
    seen = max(session.get(SEEN, 0), found[-1]["at"])
    return TimeLeft(
        int(settings.SESSION_IDLE_SECONDS - (now - seen)),
        int(settings.SESSION_COOKIE_AGE - (now - found[0]["at"])),
    )


def keep_alive(session: SessionBase) -> None:
    """Note that the user did something. Written once a minute at most, so that reading pages costs no write."""
    now = int(time.time())
    if now - max(session.get(SEEN, 0), steps(session)[-1]["at"]) >= settings.SESSION_TOUCH_SECONDS:
        session[SEEN] = now


def record_step(request: HttpRequest, method: str, **more: Any) -> None:
    """Note one more step of the signed-in user."""
    record_authentication(request, request.user, method, **more)


def gain_second_factor(request: HttpRequest, authenticator: Authenticator) -> None:
    """The user has just chosen a second step and shown it: the session goes on with it, under another key."""
    record_step(request, "mfa", id=authenticator.pk, type=authenticator.type)
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
