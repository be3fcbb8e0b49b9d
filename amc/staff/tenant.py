"""Signing in at the municipality's own tenant (OpenID Connect): who it is and what may be trusted of what it says.

One tenant, named by settings. It opens accounts that exist and makes none. Its groups are a ceiling: a role whose group
is missing is taken away, none is given. A second step there counts when its `amr` or `acr` says so (OIDC_MFA_*).
"""

import hmac
import logging
import time
from typing import Any

import jwt
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from amc.staff.actions import limit_roles
from amc.staff.adapter import usable
from amc.staff.models import User
from amc.staff.sign_in import TENANT

logger = logging.getLogger(__name__)
PROVIDER = "kommunen"
# Signed by the tenant's own key; never by a secret that both know, never by nothing.
_ALGORITHMS = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})


def is_configured() -> bool:
    """Whether there is a tenant to sign in at."""
    return bool(settings.OIDC_ISSUER)


class TenantAdapter(OpenIDConnectOAuth2Adapter):
    """The talk with the tenant. `expected` is what the session remembers of the question that is being answered."""

    expected: dict[str, Any] = {}

    def get_provider(self) -> "TenantProvider":
        """The one tenant."""
        return tenant(self.request)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the tenant sends the answer."""
        return request.build_absolute_uri(reverse("tenant_callback"))

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the tenant says of itself; another name than the one in the settings is another tenant."""
        config = super().openid_config
        if config.get("issuer") != settings.OIDC_ISSUER:
            raise OAuth2Error("The issuer is another than the one named")
        return config

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        """Who the tenant says it is. Of its claims nothing is kept but the subject."""
        login = super().complete_login(request, app, token, **kwargs)
        login.claims = login.account.extra_data.get("id_token") or {}
        login.account.extra_data = {}
        return login

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """The token's claims, when signature, issuer, audience, time and nonce are right."""
        try:
            algorithm = jwt.get_unverified_header(id_token).get("alg")
        except jwt.PyJWTError as error:
            raise OAuth2Error("Unreadable id_token") from error
        if algorithm not in _ALGORITHMS:
            raise OAuth2Error("Refused algorithm")
        try:
            claims = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=settings.OIDC_ISSUER,
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("Unreadable id_token") from error
        nonce = self.expected.get("nonce") or ""
        if not nonce or not hmac.compare_digest(str(claims.get("nonce", "")), nonce):
            raise OAuth2Error("Wrong nonce")
        if isinstance(claims.get("aud"), list) and claims.get("azp") != app.client_id:
            raise OAuth2Error("Meant for somebody else")
        return claims


class TenantProvider(OpenIDConnectProvider):
    """Allauth's provider, with our own checks of what it answers."""

    oauth2_adapter_class = TenantAdapter

    @classmethod
    def get_package(cls) -> str:
        """The package whose templates and settings it uses."""
        return OpenIDConnectProvider.get_package()


def tenant(request: HttpRequest) -> TenantProvider:
    """The tenant of the settings."""
    return TenantProvider(request, app=_app())


def _app() -> SocialApp:
    """What allauth knows of the tenant. PKCE is always on."""
    return SocialApp(
        provider="openid_connect",
        provider_id=PROVIDER,
        name=settings.OIDC_NAME,
        client_id=settings.OIDC_CLIENT_ID,
        secret=settings.OIDC_CLIENT_SECRET,
        settings={"server_url": settings.OIDC_ISSUER, "fetch_userinfo": False, "oauth_pkce_enabled": True},
    )


def shows_second_factor(claims: dict[str, Any]) -> bool:
    """Whether the tenant says that more than a password was shown."""
    methods = claims.get("amr")
    said = set(methods) if isinstance(methods, list) else set()
    return bool(said & set(settings.OIDC_MFA_AMR)) or claims.get("acr") in settings.OIDC_MFA_ACR


def allowed_roles(claims: dict[str, Any]) -> set[str] | None:
    """The roles that the user's groups allow; None where no groups are mapped.

    Raises OAuth2Error where they are, and the tenant does not say which the user has: that is no answer.
    """
    if not settings.OIDC_ROLE_GROUPS:
        return None
    groups = claims.get(settings.OIDC_GROUPS_CLAIM)
    if not isinstance(groups, list):
        raise OAuth2Error("No groups in the answer")
    return {role for group, role in settings.OIDC_ROLE_GROUPS.items() if group in groups}


class TenantAccounts(DefaultSocialAccountAdapter):
    """Which account the tenant's user has here."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The one of the settings; rows in the database open no other way in."""
        return [_app()] if is_configured() else []

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody signs up by themselves."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account, bind it the first time, and narrow its roles; or refuse, in the same words for all reasons.

        In a confirmation it must be the one who is signed in, and who has just signed in at the tenant, too.
        """
        claims = sociallogin.claims
        user = self._account(sociallogin, claims)
        if user is None or not usable(user, timezone.localdate()):
            raise refused(request)
        allowed = allowed_roles(claims)
        if allowed is not None:
            user = limit_roles(user, allowed=allowed, today=timezone.localdate())
            if not user.roles:
                raise refused(request)
        more = {"second_factor": True} if shows_second_factor(claims) else {}
        if sociallogin.state.get("process") == AuthProcess.REDIRECT:
            recent = time.time() - claims.get("auth_time", 0) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
            if request.user != user or not recent:
                raise refused(request)
            record_authentication(request, user, TENANT, reauthenticated=True, **more)
            return
        if request.user.is_authenticated:
            request.session.flush()
            request.user = AnonymousUser()
        if not sociallogin.is_existing:
            sociallogin.connect(request, user)
        if more and not get_authentication_records(request, user):
            record_authentication(request, user, TENANT, **more)

    def _account(self, sociallogin: SocialLogin, claims: dict[str, Any]) -> User | None:
        """The account that is bound to the subject; else the one with the address, if the tenant vouches for it and the
        account is nobody else's there."""
        if sociallogin.is_existing:
            return User.objects.get(pk=sociallogin.user.pk)
        email = claims.get("email")
        if not isinstance(email, str) or not (claims.get("email_verified") is True or settings.OIDC_TRUST_EMAIL):
            return None
        user = User.objects.filter(email__iexact=email).first()
        bound = SocialAccount.objects.filter(provider=PROVIDER, user=user).exists() if user else False
        return None if bound else user

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        """Say so in our words; the log gets the kind of error and nothing of the answer."""
        cause = kwargs.get("exception")
        logger.warning("Sign-in at the tenant failed: %s", type(cause).__name__ if cause else kwargs.get("error"))
        raise ImmediateHttpResponse(render(request, "socialaccount/authentication_error.html", status=401))


def refused(request: HttpRequest) -> ImmediateHttpResponse:
    """The page for whoever the tenant knows and we do not let in."""
    logger.warning("Sign-in at the tenant refused: no account that it opens")
    return ImmediateHttpResponse(render(request, "socialaccount/no_account.html", status=403))
