"""One transaction per request, in which PostgreSQL knows the user."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from amc.wall.session import entered

FAILED = 500


class WallMiddleware:
    """Carries out a signed-in user's whole request in one transaction that names the user.

    View and template are inside; the session is saved outside. An answer of 500 or more rolls everything back. Nobody
    signed in has no transaction, and sees nothing of the rows behind the wall: each statement of a sign-in is kept, so
    that a failed one counts at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Open, answer, close."""
        user = request.user.pk
        if user is None:
            return self.get_response(request)
        with entered(user):
            response = self.get_response(request)
            if response.status_code >= FAILED:
                transaction.set_rollback(True)
        return response
