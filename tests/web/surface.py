"""What every answer of the product carries; used by whatever asks for many pages."""

from django.http.response import HttpResponseBase

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def wrong_headers(response: HttpResponseBase, *, kept: bool = False) -> list[str]:
    """What is missing or too wide in the headers of `response`; `kept` for files that a browser may keep."""
    headers = response.headers
    wrong = [name for name, value in ALWAYS.items() if headers.get(name) != value]
    policy = headers.get("Content-Security-Policy", "")
    for part in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "report-uri /"):
        if part not in policy:
            wrong.append(f"CSP without {part}")
    if "unsafe" in policy:
        wrong.append("CSP with unsafe")
    if "geolocation=()" not in headers.get("Permissions-Policy", ""):
        wrong.append("Permissions-Policy")
    if ("no-store" in headers.get("Cache-Control", "")) is kept:
        wrong.append("Cache-Control")
    return wrong
