"""How allauth behaves here: no sign-up, one's own start page after signing in, a second step for everybody."""

import base64
import datetime as dt
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from amc.staff.models import AccountMail, User
from amc.staff.sign_in import is_demo, is_fresh


def usable(user: User, day: dt.date) -> bool:
    """Whether the account may be used on `day`: active and not expired (the last day included)."""
    return user.is_active and (user.expires_on is None or user.expires_on >= day)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the systemförvaltare only."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "E-postadressen eller lösenordet stämmer inte.",
        "enter_current_password": "Skriv ditt nuvarande lösenord.",
        "incorrect_code": "Koden stämmer inte, eller så har den hunnit bytas. Vänta på nästa och försök igen.",
        "incorrect_password": "Lösenordet stämmer inte.",
        "rate_limited": "Det blev för många försök. Vänta fem minuter och försök igen.",
        "too_many_login_attempts": "Det blev för många försök. Vänta fem minuter och försök igen.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: str) -> User | None:
        """An account past its last day signs in no more than a wrong password does."""
        user = super().authenticate(request, **credentials)
        return user if user and usable(user, timezone.localdate()) else None

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """No way of signing in opens an account past its last day."""
        assert isinstance(user, User)  # noqa: S101 - for the type checker
        if not usable(user, timezone.localdate()):
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Told by the worker, so that no answer waits for the mail server."""
        AccountMail.objects.create(email=email, kind=AccountMail.Kind.NOTICE, what=template_prefix)

    def get_login_stages(self) -> list[str]:
        """The second step is asked for unless it has been shown already."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "amc.staff.stages.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own sign-in."""
        return reverse("mfa_index")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """A sign-in a moment ago is as good as a confirmation a moment ago."""
        return not is_fresh(context.request.session)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict]:
        """The quickest first: a passkey, then a code, then the password; one click in a session of the demo's."""
        methods = super().get_reauthentication_methods(user)
        if is_demo(context.request.session):
            methods.append({"id": "demo", "url": reverse("demo_confirm")})
        if settings.OIDC_ISSUER and SocialAccount.objects.filter(user_id=user.pk).exists():
            methods.append({"id": "tenant", "url": reverse("tenant_confirm")})
        order = list(_REAUTHENTICATION)
        methods.sort(key=lambda method: order.index(method["id"]))
        return [method | {"description": _REAUTHENTICATION[method["id"]]} for method in methods]


_REAUTHENTICATION = {
    "demo": "Bekräfta (demo)",
    "mfa_reauthenticate:webauthn": "Bekräfta med passkey",
    "mfa_reauthenticate": "Bekräfta med en kod",
    "tenant": "Bekräfta i kommunens inloggning",
    "reauthenticate": "Bekräfta med lösenordet",
}


class MFAAdapter(DefaultMFAAdapter):
    """The second step: secrets unreadable in the database and its copies, passkeys bound to the product's own name."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Lägg till ett annat sätt först. Två steg krävs för att logga in.",
        "cannot_generate_recovery_codes": "Lägg till en passkey eller en kod-app först.",
        "incorrect_code": "Koden stämmer inte, eller så har den hunnit bytas. Vänta på nästa och försök igen.",
    }

    def encrypt(self, text: str) -> str:
        """With a key made of SECRET_KEY."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """With SECRET_KEY or one of SECRET_KEY_FALLBACKS; what none of them opens matches no code."""
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(Fernet.generate_key()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one that somebody signs in with."""
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """What a passkey is called until its owner says something better."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return "Min passkey" if number == 1 else f"Passkey {number}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Bound to the host that the product is reached by."""
        return super().get_public_key_credential_rp_entity() | {"name": "AMC"}


def _fernet() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [salted_hmac("amc.staff.mfa", "key", secret=secret, algorithm="sha256").digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
