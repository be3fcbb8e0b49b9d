"""How long a session lasts, and what it reaches before its user has shown a second factor."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from amc.staff.sign_in import has_second_factor, keep_alive, time_left

# What a script of ours asks by itself, without anybody doing anything.
BACKGROUND = "AMC-Background"
# What a session with one step reaches, besides what is open to everybody: the way to the second step, and out.
ENROLMENT = frozenset(
    {
        "mfa_enrol",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_set_password",
        "account_reauthenticate",
        "account_logout",
        "session_time",
    }
)


class SessionLimitsMiddleware:
    """Ends a session after 20 minutes without work, and after nine hours whatever is done.

    Stands before the user is asked for, so that a session that is over is nobody's in everything that follows.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """End the session, or note that somebody works in it."""
        session = request.session
        if SESSION_KEY in session:
            if time_left(session).seconds <= 0:
                session.flush()
            elif BACKGROUND not in request.headers:
                keep_alive(session)
        return self.get_response(request)


class SecondFactorMiddleware:
    """A password alone opens nothing but the pages where a second step is chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Lead to the choice of a second step; answers the same whether what was asked for exists or not."""
        if not request.user.is_authenticated or has_second_factor(request.session):
            return None
        if not getattr(view_func, "login_required", True) and not _is_enrolment(request):
            # Pages for everybody show somebody who is not yet in what they show nobody.
            request.user = AnonymousUser()
            return None
        if is_mfa_enabled(request.user):
            # The second step was chosen elsewhere since: a password may not add another one beside it.
            request.session.flush()
            return _lead(request, "account_login")
        return None if _is_enrolment(request) else _lead(request, "mfa_enrol")


def _is_enrolment(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in ENROLMENT


def _lead(request: HttpRequest, name: str) -> HttpResponseBase:
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(reverse(name))
    return redirect(name)
