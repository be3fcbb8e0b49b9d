"""What must hold before the product is let out: the routes' policies always, the rest with `check --deploy`.

Django's own checks ask for HTTPS, HSTS and the like; these ask for what this product promises (docs/security.md).
"""

import os
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection

from amc.modes import production_marks
from amc.web.policies import UNSIGNED, needs_sign_in, policy_of, routes

LEAST_SECRET = 50
_ONLY_NONE = ("default-src", "frame-ancestors", "base-uri")
_ONLY_SELF = ("script-src", "style-src", "connect-src", "form-action", "font-src")
_LOCAL = {"", "localhost", "127.0.0.1", "::1"}


@register(Tags.urls)
def every_route_has_a_policy(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """No address without a policy, and none that is open or closed against its word."""
    for route in routes():
        policy = policy_of(route)
        if policy is None:
            yield Error(f"Adressen {route.name or route.pattern} säger inte vem den är till för.", id="amc.E001")
        elif needs_sign_in(route) is (policy in UNSIGNED):
            yield Error(f"Adressen {route.name} är {policy.name} men vägen dit säger något annat.", id="amc.E002")


@register(Tags.security, deploy=True)
def the_mode_is_production(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """Neither the demo's one-click log-in nor the tests' weak hashes are let out."""
    if not settings.PRODUCTION or settings.DEMO:
        yield Error("AMC_MODE är inte production: demon loggar in utan lösenord.", id="amc.E010")
    if settings.DEBUG or settings.DEBUG_PROPAGATE_EXCEPTIONS:
        yield Error("DEBUG visar innehållet i ärenden på felsidor.", id="amc.E011")
    if not settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher") or len(settings.PASSWORD_HASHERS) > 1:
        yield Error("Lösenord ska sparas med Argon2 och inget annat.", id="amc.E012")
    if settings.ADMINS or settings.MANAGERS:
        yield Error("Felrapporter får inte gå med e-post: töm ADMINS och MANAGERS.", id="amc.E013")
    if settings.MEDIA_ROOT or settings.MEDIA_URL not in {"", "/"}:
        yield Error("Inga uppladdade filer lämnas ut: ta bort MEDIA_ROOT och MEDIA_URL.", id="amc.E014")


@register(Tags.security)
def the_demo_stays_at_home(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """The demo's one-click log-in is routed in the demo only, and the demo bears no mark of production."""
    routed = any(route.name in {"demo_login", "demo_confirm"} for route in routes())
    if routed and not settings.DEMO:
        yield Error("Demons inloggning utan lösenord går att nå utanför demon.", id="amc.E015")
    if settings.DEMO and (marks := production_marks(os.environ)):
        yield Error(f"Demon har inställningar för drift: {', '.join(marks)}.", id="amc.E016")


@register(Tags.security, deploy=True)
def the_secret_is_secret(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """A key that somebody made for this place."""
    secret = settings.SECRET_KEY
    if len(secret) < LEAST_SECRET or len(set(secret)) < 12 or secret.startswith("only-"):
        yield Error("SECRET_KEY är för svag. Gör en ny: openssl rand -hex 32", id="amc.E020")


@register(Tags.security, deploy=True)
def the_content_policy_is_strict(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """Nothing unsafe, nothing from elsewhere, nobody around us, and somebody is told."""
    policy = {name: value for name, value in settings.SECURE_CSP.items() if isinstance(value, list | tuple | set)}
    loose = [name for name, value in policy.items() if any("unsafe" in str(source) for source in value)]
    loose += [name for name in _ONLY_NONE if set(policy.get(name, ())) != {"'none'"}]
    loose += [name for name in _ONLY_SELF if set(policy.get(name, ())) != {"'self'"}]
    if loose:
        yield Error(f"SECURE_CSP är för vid: {', '.join(sorted(set(loose)))}.", id="amc.E030")
    if not policy.get("report-uri"):
        yield Warning("SECURE_CSP säger inte vart webbläsare rapporterar.", id="amc.W031")


@register(Tags.security, deploy=True)
def cookies_are_bound_to_the_host(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """`__Host-` on each, which needs Secure, no domain and the path /; and no other kinds of cookies."""
    for kind in ("SESSION", "CSRF"):
        if (
            not getattr(settings, f"{kind}_COOKIE_NAME").startswith("__Host-")
            or not getattr(settings, f"{kind}_COOKIE_SECURE")
            or getattr(settings, f"{kind}_COOKIE_DOMAIN")
            or getattr(settings, f"{kind}_COOKIE_PATH") != "/"
            or getattr(settings, f"{kind}_COOKIE_SAMESITE") not in {"Lax", "Strict"}
        ):
            yield Error(f"{kind}_COOKIE_* binder inte kakan till värden (__Host-).", id="amc.E040")
    if not settings.SESSION_COOKIE_HTTPONLY:
        yield Error("SESSION_COOKIE_HTTPONLY är av: skript kan läsa sessionen.", id="amc.E041")
    if settings.MESSAGE_STORAGE != "django.contrib.messages.storage.session.SessionStorage":
        yield Error("MESSAGE_STORAGE lägger meddelanden, med namn, i en kaka.", id="amc.E042")


@register(Tags.security, deploy=True)
def the_ways_in_and_out_are_encrypted(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """HTTPS by a proxy whose word is trusted, under names that are known; mail and broker not in the open."""
    base = urlsplit(settings.BASE_URL)
    if "*" in settings.ALLOWED_HOSTS or any(host.startswith(".") for host in settings.ALLOWED_HOSTS):
        yield Error("ALLOWED_HOSTS släpper in vilket namn som helst.", id="amc.E050")
    if base.scheme != "https" or base.hostname not in settings.ALLOWED_HOSTS:
        yield Error("BASE_URL ska vara https och ett av namnen i ALLOWED_HOSTS.", id="amc.E051")
    if not settings.SECURE_PROXY_SSL_HEADER or settings.ALLAUTH_TRUSTED_PROXY_COUNT < 1:
        yield Error("Utan en betrodd proxy (TRUSTED_PROXY_COUNT) vet ingen varifrån en fråga kom.", id="amc.E052")
    mail = settings.MAILERS["default"].get("OPTIONS", {})
    if mail.get("host", "") not in _LOCAL and not (mail.get("use_tls") or mail.get("use_ssl")):
        yield Warning("E-post går okrypterad: EMAIL_URL ska börja på smtp+tls:// eller smtp+ssl://.", id="amc.W053")
    broker = urlsplit(settings.CELERY_BROKER_URL)
    if (broker.hostname or "") not in _LOCAL and not broker.password:
        yield Warning("Meddelandekön har inget lösenord (REDIS_URL).", id="amc.W054")


@register(Tags.security, deploy=True)
def services_are_known_by_their_certificates(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> Iterable[CheckMessage]:
    """TLS with a verified certificate to PostgreSQL and the broker, but on the closed network of this host."""
    known = connection.settings_dict
    if in_the_open_to_postgresql({"host": known.get("HOST") or "", **(known.get("OPTIONS") or {})}):
        yield Error("DATABASE_URL ska ha ?sslmode=verify-full till en annan värd.", id="amc.E055")
    broker = urlsplit(settings.CELERY_BROKER_URL)
    verified = parse_qs(broker.query).get("ssl_cert_reqs", [""])[-1].lower() in {"required", "cert_required"}
    if not _is_near(broker.hostname or "") and not (broker.scheme == "rediss" and verified):
        yield Error("REDIS_URL ska vara rediss:// med ?ssl_cert_reqs=required till en annan värd.", id="amc.E056")


def in_the_open_to_postgresql(options: dict[str, Any]) -> bool:
    """Whether a connection with these options leaves the host without knowing who answers."""
    return not _is_near(str(options.get("host") or "")) and options.get("sslmode") != "verify-full"


def _is_near(host: str) -> bool:
    return host in _LOCAL or host.startswith("/") or host in settings.CLOSED_NETWORK


@register(Tags.security, deploy=True)
def the_database_role_is_bound(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """The role that answers requests can reach past neither row-level security nor append-only tables."""
    if settings.AS_OWNER:
        yield Error("AMC_DB_ROLE är owner: granska med rollen som webben kör med.", id="amc.E060")
        return
    try:
        rights = _rights()
    except DatabaseError:
        yield Warning("PostgreSQL svarar inte, så rollens rättigheter är inte granskade.", id="amc.W061")
        return
    if held := [words for words, held in rights.items() if held]:
        yield Error(f"Databasrollen {', '.join(held)}. Rollerna görs av deploy/roles.sql.", id="amc.E062")


def _rights() -> dict[str, bool]:
    """What the role of this process must not have, in words that follow "Databasrollen"."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT rolsuper, rolbypassrls, rolcreaterole OR rolcreatedb OR rolreplication,
                   EXISTS (SELECT FROM pg_class WHERE relowner = me.oid AND relkind IN ('r', 'p', 'v', 'm', 'f')),
                   EXISTS (SELECT FROM pg_auth_members WHERE member = me.oid),
                   has_schema_privilege(me.oid, 'public', 'CREATE')
            FROM pg_roles me WHERE rolname = current_user
            """
        )
        row = cursor.fetchone()
    words = (
        "är superanvändare",
        "går förbi radskyddet (BYPASSRLS)",
        "kan skapa roller eller databaser",
        "äger tabeller",
        "är medlem av en annan roll",
        "kan skapa tabeller i public",
    )
    return dict(zip(words, row, strict=True))
