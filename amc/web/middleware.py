"""When the database is away, and when the session has ended: nothing that was typed is lost."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from amc.web.errors import database_trouble, is_database_trouble, signed_out
from amc.web.form_views import lead_on
from amc.web.in_row import asked_in_row, row_done
from amc.web.once import done_before


class DatabaseTroubleMiddleware:
    """Answers 503 with what was typed when PostgreSQL goes away during a request.

    Trouble outside the view (e.g. while the session is read) never gets here; amc.web.errors.server_error
    answers it in the same way.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer trouble with the database; leave every other exception alone."""
        return database_trouble(request) if is_database_trouble(exception) else None


class SignInMiddleware(LoginRequiredMiddleware):
    """Closed unless opened, and kind to somebody whose session ended while they wrote."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        """A form is shown back; a fragment moves the whole page to the log-in; else the log-in itself."""
        if request.method == "POST":
            return signed_out(request)
        if request.headers.get("HX-Request") == "true":
            page = urlsplit(request.headers.get("HX-Current-URL", ""))
            query = urlencode({"next": page.path}) if page.path else ""
            return HttpResponseClientRedirect(f"{reverse('account_login')}?{query}")
        return super().handle_no_permission(request, view_func)


class OnceMiddleware:
    """A form that was taken a moment ago is not looked at again: the second click gets the address of the first.

    Before the view, since what the first did may be what the second would stumble on: a case that is handed over is no
    longer one's own, a contact that is ended is no longer there. Of two at the same moment amc.web.once takes care.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Lead on, if the form was sent before."""
        if request.method != "POST" or not request.user.is_authenticated:
            return None
        url = done_before(request)
        if url is None:
            return None
        return row_done(request, url, None) if asked_in_row(request) else lead_on(request, url)
