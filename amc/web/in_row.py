"""A small form that opens in a row of a page, closes the row when it is done, and takes back what it did.

The row's page asks with the header `X-In-Row` (static/js/in-row.js); without JavaScript its button leads to the form's
own page. What is offered to take back is what the view really can (`take_back`), and for ten minutes.
"""

import json
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

HEADER = "X-In-Row"
UNDO = "angra"
UNDO_SECONDS = 600
TOO_LATE = "Det är för sent att ångra. Öppna sidan och rätta där."


def asked_in_row(request: HttpRequest) -> bool:
    """Whether the form is to stand in a row of the page that asks."""
    return request.headers.get(HEADER) == "true"


def in_row(response: HttpResponse) -> HttpResponse:
    """Mark an answer as one that fits in a row; the page leads on to anything else."""
    response[HEADER] = "true"
    patch_vary_headers(response, [HEADER])
    return response


def undo_mark(request: HttpRequest, before: dict[str, Any]) -> str:
    """What the undo button sends: `before` is what the view needs to take it back, plain values only."""
    return signing.dumps(before, salt=_salt(request))


def read_undo_mark(request: HttpRequest) -> dict[str, Any] | None:
    """What was there before, if this user did it here and within the time."""
    try:
        before: dict[str, Any] = signing.loads(request.POST[UNDO], salt=_salt(request), max_age=UNDO_SECONDS)
    except signing.BadSignature:
        return None
    return before


def _salt(request: HttpRequest) -> str:
    return f"amc.web.in_row:{request.user.pk}:{request.path}"


def row_done(request: HttpRequest, url: str, before: dict[str, Any] | None) -> HttpResponse:
    """The row is closed: one line that says what was done, leads to `url`, and undoes where `before` is given."""
    context = {
        "text": _said(request) or "Klart.",
        "url": url,
        "undo_url": request.path,
        "undo": undo_mark(request, before) if before is not None else "",
    }
    response = in_row(render(request, "web/row_done.html", context))
    response["HX-Retarget"] = "closest [data-row]"
    response["HX-Reselect"] = ".undo-row"
    response["HX-Reswap"] = "outerHTML"
    response["HX-Trigger-After-Swap"] = "amc:row-done"
    return response


def row_not_undone(request: HttpRequest, text: str) -> HttpResponse:
    """The line of the closed row, when it could not be taken back."""
    return in_row(render(request, "web/row_done.html", {"text": text, "url": "", "undo": ""}))


def _said(request: HttpRequest) -> str:
    """What the view has told with messages: it stands in the row instead of on the next page."""
    return " ".join(str(message) for message in messages.get_messages(request))


def row_changed(request: HttpRequest, text: str = "") -> HttpResponse:
    """The row stands where it did, perhaps otherwise: the page reads itself again and says `text`."""
    response = in_row(HttpResponse(status=204))
    response["HX-Trigger"] = json.dumps({"amc:row-changed": {"text": text or _said(request) or "Sparat."}})
    return response
