"""What is shown when something goes wrong: in Swedish, and with what was typed still there."""

import json
import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from amc.web.kept import keep

logger = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = 10


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for what is unknown, somebody else's or forbidden: the same bytes for all three and everybody.

    It is rendered without the request: a frame with names, counts or a form's token would differ.
    """
    response = HttpResponse(render_to_string("404.html"), status=404)
    # Whether the session was read before the answer was known must not show either.
    patch_vary_headers(response, ["Cookie"])
    return response


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What one may not see does not exist."""
    return not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that cannot be read, e.g. one that is too large."""
    return _trouble(
        request,
        400,
        "Det gick inte att läsa det som skickades",
        "Det kan bero på att en fil är för stor eller att formuläret är trasigt. Gå tillbaka och försök igen.",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours; database trouble that arises outside a view also ends here."""
    if is_database_trouble(sys.exception()):
        return database_trouble(request)
    return _trouble(
        request,
        500,
        "Något gick fel hos oss",
        "Felet är noterat. Försök igen om en stund. Händer det igen ber vi dig kontakta din systemförvaltare.",
    )


def is_database_trouble(error: BaseException | None) -> bool:
    """Whether PostgreSQL is away, restarting or too busy, so that trying again is the right answer."""
    return isinstance(error, OperationalError | InterfaceError)


def database_trouble(request: HttpRequest) -> HttpResponse:
    """The page for when PostgreSQL does not answer. Touches neither database nor session."""
    # The text of the error may quote values; its class says what an operator needs.
    logger.error("Database trouble: %s", type(sys.exception()).__name__)
    response = _trouble(
        request,
        503,
        "Systemet svarar inte just nu",
        "Vänta en liten stund och försök igen. Ingenting har sparats till hälften.",
    )
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def signed_out(request: HttpRequest) -> HttpResponse:
    """Somebody sent a form after their session had ended."""
    response = _trouble(
        request,
        403,
        "Du har blivit utloggad",
        "Logga in i en ny flik. Kom sedan tillbaka hit och skicka igen.",
        way=(reverse("account_login"), "Logga in i en ny flik"),
    )
    response["HX-Trigger"] = "amc:signed-out"
    return response


def not_open(request: HttpRequest, address: str) -> HttpResponse:
    """Somebody sent a form about a person whom they have not, or no longer, open; `address` asks them why."""
    response = _trouble(
        request,
        403,
        "Du har inte ärendet öppet",
        "Öppna det i en ny flik och säg varför. Kom sedan tillbaka hit och skicka igen.",
        way=(address, "Öppna i en ny flik"),
    )
    response["HX-Trigger"] = json.dumps({"amc:not-open": {"address": address}})
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before the last log-in, or one from another site; only the former is shown back."""
    own = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    logger.warning("Refused a form (%s), own page: %s", reason, own)
    if not own:
        return _trouble(
            request,
            403,
            "Formuläret kom inte från oss",
            "Öppna sidan på nytt härifrån och försök igen.",
            kept=False,
        )
    return _trouble(
        request,
        403,
        "Sidan hade legat öppen för länge",
        "Du har loggat ut eller loggat in på nytt sedan sidan öppnades. Skicka igen, så sparas det.",
    )


def _trouble(
    request: HttpRequest, status: int, title: str, text: str, *, kept: bool = True, way: tuple[str, str] | None = None
) -> HttpResponse:
    context = {
        "title": title,
        "text": text,
        "kept": keep(request) if kept else None,
        "csrf_token": get_token(request) if kept and request.method == "POST" else "",
        "way": way,
    }
    # Without the request: no context processor may ask for the user or the messages.
    response = HttpResponse(render_to_string("web/kept_text.html", context), status=status)
    response["Cache-Control"] = "no-store"
    return response
