"""Settings, read from the environment; see .env.example and docs/operations.md.

With no DATABASE_URL the values that the embedded stack wrote to .local/run/env are used, so that
`manage.py` works beside a running demo.
"""

import os
from pathlib import Path
from typing import Any

import environ
import pghistory
import pgtrigger
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from amc.modes import production_marks

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if not env("DATABASE_URL", default=""):
    environ.Env.read_env(BASE_DIR / ".local" / "run" / "env")

# --- Mode -------------------------------------------------------------------------------------
MODE = env("AMC_MODE", default="production")
if MODE not in {"demo", "test", "production"}:
    raise ImproperlyConfigured("AMC_MODE is one of demo, test and production.")
DEMO = MODE == "demo"
PRODUCTION = MODE == "production"
if DEMO and (_marks := production_marks(os.environ)):
    raise ImproperlyConfigured(f"AMC_MODE=demo lets anybody in, and this is no demo: {', '.join(_marks)}.")
DEBUG = False

SECRET_KEY = env("SECRET_KEY") if PRODUCTION else env("SECRET_KEY", default="only-for-demo-and-tests-" + "x" * 40)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- Apps -------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "pgtrigger",
    "pghistory",
    "amc.staff",
    "amc.wall",
    "amc.audit",
    "amc.web",
    "participants",
    "handlingsplan",
    "placements",
    "amc.review",
    "amc.kaa",
    "amc.skills",
    "amc.groups",
    "amc.matching",
    "amc.offers",
    "amc.aktivitetskrav",
    "amc.phrases",
    "amc.workspace",
    "amc.handovers",
    "amc.reminders",
    "amc.disposal",
    "amc.extract",
    "amc.reports",
    "amc.administration",
    "amc.demo",
]

MIDDLEWARE = [
    # The files of the interface carry these headers, too.
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "amc.web.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "amc.web.headers.NoStoreMiddleware",
    # Outside the session, which may be what cannot be read: the page that shows the text back must hold a valid token.
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "amc.staff.middleware.SessionLimitsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "amc.web.middleware.DatabaseTroubleMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "amc.wall.middleware.WallMiddleware",
    "amc.web.middleware.SignInMiddleware",
    "amc.staff.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "amc.web.middleware.OnceMiddleware",
    "amc.audit.middleware.ReadLogMiddleware",
    "amc.audit.middleware.HistoryMiddleware",
]

ROOT_URLCONF = "amc.urls"
WSGI_APPLICATION = "amc.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["amc.web.templatetags.amc"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "amc.web.context.frame",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FILTERS_EMPTY_CHOICE_LABEL = "Alla"
DJANGO_TABLES2_TEMPLATE = "components/table.html"

# --- PostgreSQL -------------------------------------------------------------------------------
# The process chooses its role: `owner` migrates and loads data, `app` runs the web, `worker` Celery (docs/wall.md).
DB_ROLE = env("AMC_DB_ROLE", default="app")
if DB_ROLE not in {"owner", "app", "worker"}:
    raise ImproperlyConfigured("AMC_DB_ROLE is one of owner, app and worker.")
AS_OWNER = DB_ROLE == "owner"
DATABASES = {"default": env.db_url("OWNER_DATABASE_URL" if AS_OWNER else "DATABASE_URL")}
if DB_ROLE == "worker":
    # Without an address of its own the worker is at the same server, under its own name and without a password.
    same = DATABASES["default"] | {"USER": "worker", "PASSWORD": ""}
    DATABASES["default"] = env.db_url("WORKER_DATABASE_URL") if env("WORKER_DATABASE_URL", default="") else same
DATABASES["default"].update(
    CONN_MAX_AGE=env.int("CONN_MAX_AGE", default=0 if MODE == "test" else 60),
    CONN_HEALTH_CHECKS=True,
)
# jit doubles the time of short lists; a runaway statement must not hold a worker. What is prepared is planned once,
# for anybody (amc.reminders.asking); Django itself prepares nothing.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c jit=off -c plan_cache_mode=force_generic_plan " + (
    "-c lock_timeout=2s" if AS_OWNER else "-c statement_timeout=10s"
)
DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 5

# --- Signing in -------------------------------------------------------------------------------
AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["amc.staff.backends.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "amc.staff.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# Changing the password ends all other sessions; this one goes on under a new key.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key,60/5m/ip", "reset_password": "5/h/ip,3/h/key"}
# The proxy in front of the web process adds one X-Forwarded-For entry.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1 if PRODUCTION else 0)
# A sign-in or a confirmation this many seconds ago is recent enough for exports, roles and protected identities.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
INVITATION_DAYS = env.int("INVITATION_DAYS", default=7)
# Allauth's own looks after addresses while it checks a link, by GET.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "amc.staff.links.LinkGenerator"  # noqa: S105 - a class
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
ACCOUNT_FORMS = {"reset_password": "amc.staff.forms.ForgottenForm"}
# The municipality's tenant, where there is one: docs/operations.md.
OIDC_ISSUER = env("OIDC_ISSUER", default="")
OIDC_CLIENT_ID = env("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env("OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env("OIDC_NAME", default="Kommunens inloggning")
OIDC_TRUST_EMAIL = env.bool("OIDC_TRUST_EMAIL", default=False)
OIDC_GROUPS_CLAIM = env("OIDC_GROUPS_CLAIM", default="groups")
OIDC_ROLE_GROUPS = env.dict("OIDC_ROLE_GROUPS", default={})
OIDC_MFA_AMR = env.list("OIDC_MFA_AMR", default=["mfa"])
OIDC_MFA_ACR = env.list("OIDC_MFA_ACR", default=[])
SOCIALACCOUNT_ADAPTER = "amc.staff.tenant.TenantAccounts"
SOCIALACCOUNT_STORE_TOKENS = False
MFA_ADAPTER = "amc.staff.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "AMC"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

SESSION_ENGINE = "django.contrib.sessions.backends.db"
# The prefix makes browsers refuse a cookie that another host or plain HTTP has set. It needs HTTPS.
_HOST = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{_HOST}amc_session"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Counted from the sign-in, whatever is done; the other from when somebody last did something.
SESSION_COOKIE_AGE = 9 * 60 * 60
SESSION_IDLE_SECONDS = 20 * 60
SESSION_WARNING_SECONDS = 2 * 60
SESSION_TOUCH_SECONDS = 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
# Lax, not Strict: a link in a mail, or the way back from the identity provider, finds one still signed in.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_HOST}amc_csrf"
# Messages name people; they do not travel in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "amc.web.errors.csrf_failure"
# Rate limits live in PostgreSQL, so that sign-in does not depend on the message broker.
CACHES = {"default": {"BACKEND": "amc.staff.limits.StrictDatabaseCache", "LOCATION": "web_cache"}}

# --- The browser ------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "manifest-src": [CSP.SELF],
    "upgrade-insecure-requests": PRODUCTION,
    # Both: no browser knows the newer one alone.
    "report-uri": ["/sakerhet/rapport/"],
    "report-to": ["innehall"],
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = MODE == "test"
# An import file of 10,000 rows is a few megabytes; larger uploads are refused with a message.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- Language and time ------------------------------------------------------------------------
LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["amc.formats"]

# --- Mail -------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="AMC <amc@kommunen.example>")
MAILERS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
if DEMO:
    MAILERS["default"] = {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": env("MAIL_DIR", default=str(BASE_DIR / ".local" / "mail"))},
    }
elif PRODUCTION:
    _mail = env.email_url("EMAIL_URL", default="consolemail://")
    MAILERS["default"] = {"BACKEND": _mail["EMAIL_BACKEND"]}
    if _mail.get("EMAIL_HOST"):
        MAILERS["default"]["OPTIONS"] = {
            "host": _mail["EMAIL_HOST"],
            "port": _mail["EMAIL_PORT"] or 25,
            "username": _mail["EMAIL_HOST_USER"] or "",
            "password": _mail["EMAIL_HOST_PASSWORD"] or "",
            "use_tls": _mail.get("EMAIL_USE_TLS", False),
            "use_ssl": _mail.get("EMAIL_USE_SSL", False),
            "timeout": 10,
        }
# Where links in mail lead.
BASE_URL = env("BASE_URL", default="http://localhost:8000")

# --- Celery -----------------------------------------------------------------------------------
# The broker is only a doorbell: no result, no retry in a request, short patience when it is gone.
# Servers that only containers of this host reach; towards all others `check --deploy` asks for TLS.
CLOSED_NETWORK = env.list("CLOSED_NETWORK", default=[])
CELERY_BROKER_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 5}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "amc.reminders.tasks.sweep", "schedule": 300.0, "options": {"expires": 280}},
    "send-mail": {"task": "amc.reminders.tasks.send_mail", "schedule": 60.0, "options": {"expires": 55}},
    "disposal": {
        "task": "amc.disposal.tasks.carry_out_disposals",
        "schedule": 600.0,
        "options": {"expires": 550},
    },
    "seal-log": {"task": "amc.audit.tasks.seal_log", "schedule": 60.0, "options": {"expires": 55}},
    "choose-readings": {
        "task": "amc.review.tasks.choose_readings",
        "schedule": 120.0,
        "options": {"expires": 110},
    },
    "write-head": {"task": "amc.audit.tasks.write_head", "schedule": 3600.0, "options": {"expires": 3500}},
    "forget-sessions": {"task": "amc.disposal.tasks.forget_sessions", "schedule": 3600.0, "options": {"expires": 3500}},
    "account-mail": {"task": "amc.staff.tasks.send_waiting_mail", "schedule": 20.0, "options": {"expires": 18}},
    "supervisor-accounts": {
        "task": "placements.tasks.settle_supervisor_accounts",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "mail-offers": {"task": "amc.offers.tasks.mail_offers", "schedule": 60.0, "options": {"expires": 55}},
    "forget-offers": {"task": "amc.offers.tasks.forget_offers", "schedule": 3600.0, "options": {"expires": 3500}},
    # As "due by today": it takes effect the first minutes of the day, and what a missed night left the next run takes.
    "planned-changes": {
        "task": "participants.tasks.make_planned_changes",
        "schedule": 600.0,
        "options": {"expires": 550},
    },
    "sweep-forms": {"task": "amc.web.tasks.sweep_forms", "schedule": 3600.0, "options": {"expires": 3500}},
}

# Where the head of the chain over log and journal is written each hour: outside the database, best on another machine.
AUDIT_HEADS_FILE = env("AUDIT_HEADS_FILE", default="")

# --- Logging: no personal data, to standard error ----------------------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_request": {"()": "amc.web.logs.WithoutRequest"}},
    "formatters": {
        "line": {
            "()": "amc.web.logs.CarefulFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_request"]}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    # Django's own handler would mail a report with what was posted.
    "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}},
}
# The heads of the chain also go to the system log, where there is one: "/dev/log", or a host that collects logs.
if SYSLOG := env("SYSLOG_ADDRESS", default="/dev/log" if PRODUCTION and Path("/dev/log").exists() else ""):
    host, _, port = SYSLOG.partition(":")
    LOGGING["handlers"]["syslog"] = {
        "class": "logging.handlers.SysLogHandler",
        "address": SYSLOG if SYSLOG.startswith("/") else (host, int(port or 514)),
        "formatter": "line",
    }
    LOGGING["loggers"]["amc.audit.heads"] = {"handlers": ["syslog"], "level": "INFO", "propagate": True}


# --- History ----------------------------------------------------------------------------------
# Statement-level triggers cost a tenth of row-level ones on bulk writes (docs/decisions/0004).
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_APPEND_ONLY = True
PGHISTORY_CONTEXT_FIELD = pghistory.ContextJSONField()
PGHISTORY_CONTEXT_ID_FIELD = pghistory.ContextUUIDField()
PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(db_constraint=False)
