"""Forms of the second step."""

from allauth.mfa.webauthn.forms import _BaseAddWebAuthnForm
from django import forms


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
