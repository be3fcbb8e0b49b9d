"""What browsers report about pages that asked for more than the policy lets them: one short line in the log each.

Anybody may send a report, so nothing of it is believed or kept but words that are known beforehand: which directive,
what kind of thing was refused, and which route of ours the page was. Addresses lose path and query.
"""

import json
import logging
import re
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.urls import Resolver404, resolve
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

logger = logging.getLogger(__name__)

MOST_BYTES = 16 * 1024
MOST_REPORTS = 10
LINES_PER_MINUTE = 30
_DIRECTIVE = re.compile(r"[a-z]{3,20}(-[a-z]{3,12}){0,3}")
_KINDS = {"inline", "eval", "wasm-eval", "data", "blob", "trusted-types-policy", "trusted-types-sink"}
_HOST = re.compile(r"[a-z0-9.-]{1,100}")


@method_decorator(csrf_exempt, name="dispatch")
class CspReportView(View):
    """Takes a report, in the old form or the new one, and always answers the same."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """204, also for what could not be read: whoever sends it learns nothing."""
        for line in _lines(request):
            if throttle.lets_through():
                logger.warning("Policy refused: %s", line)
        return HttpResponse(status=204)


def _lines(request: HttpRequest) -> list[str]:
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            return ["a report too large to be read"]
        sent = json.loads(request.body)
    except (ValueError, RecursionError, RawPostDataException):
        # The last: sent as a form, which was read as one before it came here.
        return []
    reports = sent if isinstance(sent, list) else [sent]
    return [line for report in reports[:MOST_REPORTS] if (line := _line(report))]


def _line(report: Any) -> str:
    """One report in known words; empty for what is none."""
    if not isinstance(report, dict):
        return ""
    body = report.get("csp-report") or report.get("body")
    if not isinstance(body, dict):
        return ""
    directive = _text(body, "effective-directive", "effectiveDirective", "violated-directive").split(" ")[0]
    if not _DIRECTIVE.fullmatch(directive):
        return ""
    blocked = _refused(_text(body, "blocked-uri", "blockedURL"))
    return f"{directive}, {blocked}, on {_route(_text(body, 'document-uri', 'documentURL'))}"


def _text(body: dict[str, Any], *names: str) -> str:
    found = next((body[name] for name in names if isinstance(body.get(name), str)), "")
    return found[:2000]


def _refused(address: str) -> str:
    """What was refused: a kind, or the host it was on."""
    if address in _KINDS:
        return address
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return "unreadable"
    if parts.scheme in _KINDS:
        return parts.scheme
    return host if _HOST.fullmatch(host) else "unreadable"


def _route(address: str) -> str:
    """The page as its pattern, which has neither keys nor words that somebody typed."""
    try:
        return resolve(urlsplit(address).path).route or "/"
    except (Resolver404, ValueError):
        return "an unknown page"


class Throttle:
    """Lets `per_minute` lines through each minute, so that nobody fills the log.

    Counted in the process: an address that is open to all must not cost a question to the database.
    """

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self.minute, self.count = 0, 0
        self.lock = threading.Lock()

    def lets_through(self) -> bool:
        """Whether there is room for one more this minute."""
        with self.lock:
            now = int(time.monotonic() // 60)
            if now != self.minute:
                self.minute, self.count = now, 0
            self.count += 1
            return self.count <= self.per_minute


throttle = Throttle(LINES_PER_MINUTE)
