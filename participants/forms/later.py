"""The one-minute form about how it went after a case was closed."""

from typing import Any

from crispy_forms.layout import Div
from django import forms

from amc.web.forms import ActionForm, form_helper
from amc.web.layout import Pair
from participants.forms.cases import needed
from participants.models import Closure, LaterFollowUp


class LaterFollowUpForm(ActionForm):
    """Whether the person was reached, and what the person does now."""

    outcome = forms.ChoiceField(
        label="Fick du tag på deltagaren?",
        choices=LaterFollowUp.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj om du fick svar."},
    )
    doing = forms.ChoiceField(
        label="Vad gör deltagaren nu?", choices=LaterFollowUp.Now.choices, widget=forms.RadioSelect, required=False
    )
    extent = forms.IntegerField(label="Omfattning (%)", min_value=1, max_value=100, required=False)
    through = forms.ChoiceField(
        label="Hur arbetet hittades", choices=[("", "Vet inte"), *Closure.HowFound.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            "outcome",
            Div(
                needed("doing"),
                Pair("extent", "through"),
                data_shown_by="outcome",
                data_shown_value=LaterFollowUp.Outcome.REACHED.value,
            ),
        )
