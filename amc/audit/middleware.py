"""Who changed what, on every row of history that a writing request leaves; and who read about whom."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

import pghistory
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from pghistory.middleware import HistoryMiddleware as LibraryMiddleware

from amc.audit.reading import readings_of, write_denial, write_readings

# Refusals that show the form, and with it the person, again.
SHOWING = frozenset({HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY})


class HistoryMiddleware(LibraryMiddleware):
    """Puts the user's id and the route into the history's context.

    The route is the pattern of the address ("deltagare/<uuid:uuid>/"), never the address itself, so that the
    history of one row does not tell about others.
    """

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """The context as the request comes in; the route is not known yet."""
        return {"user": request.user.pk, "url": ""}

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Add the route; without effect for a request that only reads."""
        if request.resolver_match:
            pghistory.context(url=request.resolver_match.route)


class ReadLogMiddleware:
    """Writes the read log when the answer is ready and before it is sent, in the request's own transaction.

    Where the log cannot be written, nobody is shown: OperationalError, which becomes 503. What was asked for and not
    answered (404) is written, too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and write what the answer shows."""
        response = self.get_response(request)
        if not request.user.is_authenticated or request.resolver_match is None:
            return response
        try:
            if response.status_code == HTTPStatus.NOT_FOUND:
                self._deny(request)
            elif response.status_code < HTTPStatus.MULTIPLE_CHOICES or response.status_code in SHOWING:
                write_readings(request)
        except DatabaseError as error:
            raise OperationalError("The read log could not be written.") from error
        return response

    @staticmethod
    def _deny(request: HttpRequest) -> None:
        """A page that is missing for somebody who had the right to open the person is no denial."""
        match = request.resolver_match
        if match and not any(people.count for people in readings_of(request).shown.values()):
            key = match.kwargs.get("uuid")
            write_denial(request, key if isinstance(key, UUID) else None)
