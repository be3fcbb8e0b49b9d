"""Which marks of production a demo must not bear: it lets anybody in with one click."""

from collections.abc import Mapping
from urllib.parse import urlsplit

_NEAR = {"", "localhost", "127.0.0.1", "::1"}
# What somebody sets who puts the product where others reach it; `make demo` sets none of it.
_OUTSIDE = ("ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "EMAIL_URL", "TRUSTED_PROXY_COUNT", "OIDC_ISSUER")


def production_marks(env: Mapping[str, str]) -> list[str]:
    """The settings in `env` that speak of production, by name; none for a demo on somebody's own computer."""
    found = [name for name in _OUTSIDE if env.get(name)]
    if urlsplit(env.get("BASE_URL", "")).hostname not in _NEAR | {None}:
        found.append("BASE_URL")
    # The embedded PostgreSQL listens on a socket, whose path stands where others have a host.
    for name in ("DATABASE_URL", "OWNER_DATABASE_URL"):
        host = urlsplit(env.get(name, "")).hostname or ""
        if host not in _NEAR and not host.lower().startswith("%2f"):
            found.append(name)
    return found
