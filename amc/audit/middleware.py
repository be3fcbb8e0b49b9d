"""Who changed what: the user and the route of a writing request, on every row of history that it leaves."""

from collections.abc import Callable
from typing import Any

import pghistory
from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware as LibraryMiddleware


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
