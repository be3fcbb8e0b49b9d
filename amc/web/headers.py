"""What every answer tells the browser about itself, beside what Django's own middleware says."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# The features of a browser that a page of ours may use: passkeys, and copying a text. The rest is off, also for
# whatever might get into a page.
_ALLOWED = ("publickey-credentials-create", "publickey-credentials-get", "clipboard-write")
_REFUSED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)
PERMISSIONS_POLICY = ", ".join([f"{name}=(self)" for name in _ALLOWED] + [f"{name}=()" for name in _REFUSED])
_ENDPOINTS = f'{settings.SECURE_CSP["report-to"][0]}="{settings.SECURE_CSP["report-uri"][0]}"'


class HeadersMiddleware:
    """Adds the headers that Django has no setting for. Stands outside WhiteNoise: the files carry them, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on and mark its answer."""
        response = self.get_response(request)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        response["Reporting-Endpoints"] = _ENDPOINTS
        return response


class NoStoreMiddleware:
    """Nothing that a view answers is kept by a browser or a proxy.

    Stands inside WhiteNoise: the files of the interface are the same for everybody, and are kept. That a page says
    the same signed in or not leaves nothing to compare.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on and mark its answer."""
        response = self.get_response(request)
        if "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "no-store"
        return response
