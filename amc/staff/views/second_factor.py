"""The second step: choosing it, showing it at sign-in, confirming with it, and looking after it."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import BaseReauthenticateView, PasswordSetView
from allauth.account.views import ReauthenticateView as PasswordReauthenticate
from allauth.mfa.base import views as base
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth as passkeys
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView

from amc.staff.access import Permission
from amc.staff.adapter import MFAAdapter
from amc.staff.forms import AddPasskeyForm, ConfirmForm, PasskeyNameForm
from amc.staff.mixins import signed_in
from amc.staff.models import Role
from amc.staff.sign_in import gain_second_factor, has_second_factor

fresh = method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")


class EnrolView(TemplateView):
    """Choose a second step. For a supervisor the passkey on the phone is the way; the code app stands below it."""

    template_name = "mfa/enrol.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Whoever has one goes on."""
        if has_second_factor(request.session):
            return redirect("home")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the phone is what to speak of."""
        user = signed_in(self.request)
        only_supervisor = user.roles == [Role.HANDLEDARE]
        return super().get_context_data(on_phone=only_supervisor, has_password=user.has_usable_password(), **kwargs)


class AddPasskeyView(webauthn.AddWebAuthnView):
    """Add a passkey: kept in the device, opened by finger, face or the device's own code."""

    form_class = AddPasskeyForm
    template_name = "mfa/webauthn/add_form.html"

    def get_form_class(self) -> type[AddPasskeyForm]:
        """Ours, without the choice of a weaker key."""
        return AddPasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The challenge: a key that is found without a name, and that knows its owner."""
        context = FormView.get_context_data(self, **kwargs)
        options = passkeys.begin_registration(signed_in(self.request), passwordless=True)
        return context | {"options": options, "is_first": not has_second_factor(self.request.session)}

    def form_valid(self, form: AddPasskeyForm) -> HttpResponse:
        """Keep it; a session with one step has two from here on."""
        response = super().form_valid(form)
        if not has_second_factor(self.request.session):
            own = Authenticator.objects.filter(user=signed_in(self.request), type=Authenticator.Type.WEBAUTHN)
            gain_second_factor(self.request, own.latest("pk"))
        return response


class ActivateTotpView(totp.ActivateTOTPView):
    """Add an app for codes; needs a password beside it, because the code alone is one step."""

    template_name = "mfa/totp/activate_form.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """First the password, for an account that has none."""
        if not signed_in(request).has_usable_password():
            return redirect("account_set_password")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it; a session with one step has two from here on."""
        response = super().form_valid(form)
        if not has_second_factor(self.request.session):
            made = Authenticator.objects.get(user=signed_in(self.request), type=Authenticator.Type.TOTP)
            gain_second_factor(self.request, made)
        return response


class DeactivateTotpView(totp.DeactivateTOTPView):
    """Remove the app for codes, where something else is left to sign in with."""

    template_name = "mfa/totp/deactivate_form.html"


class RecoveryCodesView(recovery_codes.ViewRecoveryCodesView):
    """The recovery codes, shown once."""

    template_name = "mfa/recovery_codes/index.html"

    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Kept in no cache."""
        return super().dispatch(request, *args, **kwargs)


class NewRecoveryCodesView(recovery_codes.GenerateRecoveryCodesView):
    """New recovery codes instead of the old."""

    template_name = "mfa/recovery_codes/generate.html"


@fresh
class ChoosePasswordView(PasswordSetView):
    """A password for an account that has none."""

    template_name = "account/password_set.html"


class SecurityView(TemplateView):
    """How one signs in: passkeys, code app, recovery codes, password and sessions."""

    template_name = "mfa/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the user has."""
        user = signed_in(self.request)
        found = list(Authenticator.objects.filter(user=user).order_by("created_at"))
        codes = next((one.wrap() for one in found if one.type == Authenticator.Type.RECOVERY_CODES), None)
        return super().get_context_data(
            passkeys=[one for one in found if one.type == Authenticator.Type.WEBAUTHN],
            totp=next((one for one in found if one.type == Authenticator.Type.TOTP), None),
            codes_left=len(codes.get_unused_codes()) if codes else None,
            has_password=user.has_usable_password(),
            may_have_calendar=Permission.READ_CASES.granted_to(user),
            **kwargs,
        )


class PasskeyMixin:
    """A page about one of the user's own passkeys, by the key's own random name."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @cached_property
    def passkey(self) -> Authenticator:
        """The passkey of the address."""
        own = Authenticator.objects.filter(user=signed_in(self.request), type=Authenticator.Type.WEBAUTHN)
        return get_object_or_404(own, data__credential__id=self.kwargs["key"])


@fresh
class RenamePasskeyView(PasskeyMixin, FormView):
    """Call a passkey something that its owner knows again."""

    template_name = "mfa/webauthn/edit_form.html"
    form_class = PasskeyNameForm
    success_url = reverse_lazy("mfa_index")

    def get_initial(self) -> dict[str, Any]:
        """Its present name."""
        return {"name": self.passkey.wrap().name}

    def form_valid(self, form: PasskeyNameForm) -> HttpResponse:
        """Keep the name."""
        wrapped = self.passkey.wrap()
        wrapped.name = form.cleaned_data["name"]
        self.passkey.save(update_fields=["data"])
        messages.success(self.request, "Namnet är sparat.")
        return super().form_valid(form)


@fresh
class RemovePasskeyView(PasskeyMixin, FormView):
    """Remove a passkey, where something else is left to sign in with."""

    template_name = "mfa/webauthn/authenticator_confirm_delete.html"
    form_class = ConfirmForm
    success_url = reverse_lazy("mfa_index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The passkey, and whether it is the last way in."""
        allowed = MFAAdapter().can_delete_authenticator(self.passkey)
        return super().get_context_data(passkey=self.passkey, allowed=allowed, **kwargs)

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        """Remove it."""
        adapter = MFAAdapter()
        if not adapter.can_delete_authenticator(self.passkey):
            form.add_error(None, adapter.error_messages["cannot_delete_authenticator"])
            return self.form_invalid(form)
        delete_and_cleanup(self.request, self.passkey)
        messages.success(self.request, "Passkeyn är borttagen. Ta gärna bort den i enheten också.")
        return super().form_valid(form)


class AuthenticateView(base.AuthenticateView):
    """The second step at sign-in."""

    template_name = "mfa/authenticate.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the account has to show."""
        has = set(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))
        kinds = Authenticator.Type
        return super().get_context_data(**kwargs) | {
            "has_passkey": kinds.WEBAUTHN in has,
            "has_code": kinds.TOTP in has,
        }


class PasskeyLoginView(webauthn.LoginWebAuthnView):
    """Sign in with a passkey and nothing else: GET gives the challenge, POST the answer."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, and lead to the page that was asked for."""
        authenticator = form.cleaned_data["credential"]
        login = Login(user=authenticator.user, redirect_url=get_next_redirect_url(self.request))
        return perform_passwordless_login(self.request, authenticator, login)


class ConfirmWithPasswordView(PasswordReauthenticate):
    """Confirm with the password."""

    template_name = "account/reauthenticate.html"


class ConfirmWithCodeView(base.ReauthenticateView):
    """Confirm with a code."""

    template_name = "mfa/reauthenticate.html"


class ConfirmWithPasskeyView(webauthn.ReauthenticateWebAuthnView):
    """Confirm with a passkey."""

    template_name = "mfa/webauthn/reauthenticate.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say so on the same page."""
        return BaseReauthenticateView.form_invalid(self, form)
