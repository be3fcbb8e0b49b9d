"""The checks that `check --deploy` adds: each fails on the setting that it is about."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.urls import path
from django.views import View

from amc.web import checks
from amc.web.policies import DECLARED, Policy, policy_of, routes
from tests.wall.room import nobody

GOOD = {
    "PRODUCTION": True,
    "DEMO": False,
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
    "SECRET_KEY": "0123456789abcdef" * 4,
    "SESSION_COOKIE_NAME": "__Host-amc_session",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_NAME": "__Host-amc_csrf",
    "CSRF_COOKIE_SECURE": True,
    "ALLOWED_HOSTS": ["amc.kommunen.example"],
    "BASE_URL": "https://amc.kommunen.example",
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    "MAILERS": {"default": {"OPTIONS": {"host": "mail.example", "use_tls": True}}},
    "CELERY_BROKER_URL": "redis://:secret@valkey:6379/0",
    "CLOSED_NETWORK": ["db", "valkey"],
}
MODE, SECRET, CSP = checks.the_mode_is_production, checks.the_secret_is_secret, checks.the_content_policy_is_strict
COOKIES, WAYS = checks.cookies_are_bound_to_the_host, checks.the_ways_in_and_out_are_encrypted
SERVICES = checks.services_are_known_by_their_certificates
FAR = "pg.kommunen.example"
STRICT = {name: ["'self'"] for name in checks._ONLY_SELF} | {name: ["'none'"] for name in checks._ONLY_NONE}
TOLD = STRICT | {"report-uri": ["/x/"]}


def found(check) -> set[str]:
    """The ids of what `check` says."""
    return {message.id for message in check(None)}


@pytest.mark.parametrize("check", [MODE, SECRET, CSP, COOKIES, WAYS, SERVICES])
def test_a_good_production_is_quiet(settings, check) -> None:
    for name, value in GOOD.items():
        setattr(settings, name, value)
    assert found(check) == set()


def test_a_broker_elsewhere_with_its_certificate_is_good(settings) -> None:
    for name, value in (GOOD | {"CELERY_BROKER_URL": f"rediss://:secret@{FAR}/0?ssl_cert_reqs=required"}).items():
        setattr(settings, name, value)
    assert found(SERVICES) == set()


@pytest.mark.parametrize(
    ("options", "open_"),
    [
        ({"host": FAR}, True),
        ({"host": FAR, "sslmode": "require"}, True),
        ({"host": FAR, "sslmode": "verify-full"}, False),
        ({"host": "db"}, False),
        ({"host": "db.kommunen.example"}, True),
        ({"host": "/var/run/postgresql"}, False),
        ({}, False),
    ],
)
def test_the_way_to_postgresql(settings, options: dict, open_: bool) -> None:
    settings.CLOSED_NETWORK = ["db"]
    assert checks.in_the_open_to_postgresql(options) is open_


def test_the_check_asks_about_the_connection_that_is_used(settings, monkeypatch) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:6379/0"
    monkeypatch.setitem(checks.connection.settings_dict, "OPTIONS", {"host": FAR})
    assert found(SERVICES) == {"amc.E055"}


@pytest.mark.parametrize(
    ("check", "identity", "bad"),
    [
        (MODE, "amc.E010", {"DEMO": True}),
        (MODE, "amc.E010", {"PRODUCTION": False}),
        (MODE, "amc.E011", {"DEBUG": True}),
        (MODE, "amc.E012", {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}),
        (MODE, "amc.E013", {"ADMINS": ["drift@kommunen.example"]}),
        (MODE, "amc.E014", {"MEDIA_ROOT": "/srv/files"}),
        (SECRET, "amc.E020", {"SECRET_KEY": "x" * 80}),
        (SECRET, "amc.E020", {"SECRET_KEY": "short"}),
        (SECRET, "amc.E020", {"SECRET_KEY": "only-while-building-0123456789abcdefghijklmnopqrstuvwxyz"}),
        (CSP, "amc.E030", {"SECURE_CSP": TOLD | {"script-src": ["'self'", "'unsafe-inline'"]}}),
        (CSP, "amc.E030", {"SECURE_CSP": TOLD | {"script-src": ["'self'", "https://cdn.example"]}}),
        (CSP, "amc.E030", {"SECURE_CSP": TOLD | {"frame-ancestors": ["'self'"]}}),
        (CSP, "amc.W031", {"SECURE_CSP": STRICT}),
        (COOKIES, "amc.E040", {"SESSION_COOKIE_NAME": "amc_session"}),
        (COOKIES, "amc.E040", {"SESSION_COOKIE_DOMAIN": "kommunen.example"}),
        (COOKIES, "amc.E040", {"CSRF_COOKIE_SECURE": False}),
        (COOKIES, "amc.E040", {"CSRF_COOKIE_SAMESITE": "None"}),
        (COOKIES, "amc.E041", {"SESSION_COOKIE_HTTPONLY": False}),
        (COOKIES, "amc.E042", {"MESSAGE_STORAGE": "django.contrib.messages.storage.fallback.FallbackStorage"}),
        (WAYS, "amc.E050", {"ALLOWED_HOSTS": ["*", "amc.kommunen.example"]}),
        (WAYS, "amc.E051", {"BASE_URL": "http://amc.kommunen.example"}),
        (WAYS, "amc.E051", {"BASE_URL": "https://elsewhere.example"}),
        (WAYS, "amc.E052", {"SECURE_PROXY_SSL_HEADER": None}),
        (WAYS, "amc.E052", {"ALLAUTH_TRUSTED_PROXY_COUNT": 0}),
        (WAYS, "amc.W053", {"MAILERS": {"default": {"OPTIONS": {"host": "mail.example"}}}}),
        (WAYS, "amc.W054", {"CELERY_BROKER_URL": "redis://valkey:6379/0"}),
        (SERVICES, "amc.E056", {"CLOSED_NETWORK": []}),
        (SERVICES, "amc.E056", {"CELERY_BROKER_URL": f"redis://:secret@{FAR}/0"}),
        (SERVICES, "amc.E056", {"CELERY_BROKER_URL": f"rediss://:secret@{FAR}/0"}),
        (SERVICES, "amc.E056", {"CELERY_BROKER_URL": f"rediss://:secret@{FAR}/0?ssl_cert_reqs=none"}),
    ],
)
def test_each_check_sees_its_fault(settings, check, identity: str, bad: dict) -> None:
    for name, value in (GOOD | bad).items():
        setattr(settings, name, value)
    assert found(check) == {identity}


def test_the_role_of_the_web_is_bound(db) -> None:
    with nobody():
        assert found(checks.the_database_role_is_bound) == set()
    # The tests' own role passes by the wall, and is seen to.
    assert found(checks.the_database_role_is_bound) == {"amc.E062"}


@pytest.mark.parametrize(
    ("settings_of", "rights", "identity"),
    [
        ({"AS_OWNER": True}, {}, "amc.E060"),
        ({"AS_OWNER": False}, {"äger tabeller": True, "är superanvändare": False}, "amc.E062"),
    ],
)
def test_another_role_is_seen(settings, monkeypatch, settings_of, rights, identity: str) -> None:
    settings.AS_OWNER = settings_of["AS_OWNER"]
    monkeypatch.setattr(checks, "_rights", lambda: rights)
    assert found(checks.the_database_role_is_bound) == {identity}


def test_an_owner_is_known_by_its_tables(as_owner) -> None:
    with as_owner():
        rights = checks._rights()
    assert rights["äger tabeller"]
    assert not rights["är superanvändare"]


def test_without_a_database_the_check_says_so(settings, monkeypatch) -> None:
    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(checks, "_rights", away)
    assert found(checks.the_database_role_is_bound) == {"amc.W061"}


# --- The routes ---


def test_every_route_declares_its_policy() -> None:
    assert [route.name for route in routes() if policy_of(route) is None] == []
    assert found(checks.every_route_has_a_policy) == set()


def test_no_policy_is_declared_for_what_is_gone() -> None:
    assert set(DECLARED) - {route.name for route in routes()} <= {"demo_login", "demo_confirm", "styleguide"}


@pytest.mark.parametrize(
    ("view", "name", "identity"),
    [
        (View.as_view(), "new_and_forgotten", "amc.E001"),
        (View.as_view(), "account_login", "amc.E002"),
        (login_not_required(View.as_view()), "draft_swap", "amc.E002"),
    ],
)
def test_a_route_without_a_policy_or_against_it_is_seen(monkeypatch, view, name: str, identity: str) -> None:
    monkeypatch.setattr(checks, "routes", lambda: iter([path("x/", view, name=name)]))
    assert found(checks.every_route_has_a_policy) == {identity}


def test_what_everybody_may_ask_for_is_few() -> None:
    """A new page for everybody is noticed here and thought about twice."""
    open_to_all = {route.name for route in routes() if policy_of(route) is Policy.EVERYBODY}
    assert len(open_to_all) <= 18, open_to_all
    # What anybody may write.
    assert {route.name for route in routes() if policy_of(route) is Policy.LEAVES} == {
        "offer_place",
        "offer_supervisor",
    }
