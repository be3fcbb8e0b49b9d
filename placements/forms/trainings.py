"""Forms of what supervisors have been trained in."""

from typing import Any

from django import forms

from amc.web.forms import ActionForm, ActionModelForm, RuledMixin, form_helper
from amc.web.layout import Pair
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput
from placements.models import SupervisorTraining

LABELS = {"kind": "Handledarutbildning", "held_on": "När", "certificate": "Var intyget finns"}
HELP = {
    "valid_until": "Lämna tomt om den gäller tills vidare. Konsulenten påminns 60 dagar före.",
    "certificate": "Diarienumret eller pärmen.",
}


class TrainingForm(StaleFormMixin, RuledMixin, ActionModelForm):
    """A training: which, when, how long it holds and where the paper is."""

    class Meta:
        model = SupervisorTraining
        fields = ["kind", "held_on", "valid_until", "certificate"]
        labels = LABELS
        help_texts = HELP
        widgets = {"kind": forms.RadioSelect(), "held_on": DateInput(), "valid_until": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = SupervisorTraining.Kind.choices  # type: ignore[attr-defined]
        self.helper = form_helper("kind", Pair("held_on", "valid_until"), "certificate")


class WithdrawTrainingForm(ActionForm):
    """Why a training is struck."""

    why = forms.CharField(
        label="Varför?", max_length=200, help_text="Till exempel: Lades på fel handledare. Den står kvar som struken."
    )
