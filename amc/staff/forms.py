"""Forms of signing in."""

from typing import Any

from allauth.mfa.webauthn.forms import _BaseAddWebAuthnForm
from django import forms
from django.http import HttpRequest

from amc.staff.models import AccountMail


class ForgottenForm(forms.Form):
    """A new link. Whether the address has an account is found out by the worker, so that the answer never tells."""

    email = forms.EmailField(label="E-post", max_length=254)

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Have it looked up and mailed."""
        email = str(self.cleaned_data["email"]).lower()
        AccountMail.objects.create(email=email, kind=AccountMail.Kind.PASSWORD)
        return email


class AddPasskeyForm(_BaseAddWebAuthnForm):
    """A new passkey. The weaker kind, a key that answers without knowing its owner, is not on offer."""

    name = forms.CharField(
        label="Namn", max_length=60, required=False, help_text="Så att du känner igen den, till exempel Min mobil."
    )


class PasskeyNameForm(forms.Form):
    """What a passkey is called."""

    name = forms.CharField(label="Namn", max_length=60)


class ConfirmForm(forms.Form):
    """A button."""
