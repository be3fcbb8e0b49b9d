"""Forms of holds and of the approval."""

from typing import Any

from django import forms

from amc.web.drafts import DraftFormMixin
from amc.web.forms import ActionForm, form_helper


class HoldForm(DraftFormMixin, ActionForm):
    """A hold."""

    reason = forms.CharField(label="Varför", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    decision = forms.CharField(label="Beslut", max_length=200, help_text="Vem som har beslutat, och när.")


class LiftForm(ActionForm):
    """The end of a hold."""

    reason = forms.CharField(label="Varför stoppet hävs", max_length=300)


class ApproveForm(ActionForm):
    """The approval of what has been looked at; `seen` is the list's print."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    decision = forms.CharField(
        label="Beslut", max_length=200, help_text="Gallringsbeslutet eller dokumenthanteringsplanen, med datum."
    )
    sure = forms.BooleanField(label="Jag har läst listan. Det som gallras går inte att få tillbaka.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("decision", "sure")

    def approval(self) -> dict[str, str]:
        """What the action takes."""
        return {name: self.cleaned_data[name] for name in ("seen", "decision")}
