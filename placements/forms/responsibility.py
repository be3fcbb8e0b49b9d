"""Forms of agreements on responsibility, and of warnings of an employer."""

from typing import Any

from django import forms

from amc.web.forms import ActionForm, ActionModelForm, RuledMixin, form_helper
from amc.web.layout import Group, More, Pair
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput
from placements.models import Employer, EmployerWarning, ResponsibilityAgreement


class AgreementForm(StaleFormMixin, RuledMixin, ActionModelForm):
    """Who answers for what, as signed."""

    class Meta:
        model = ResponsibilityAgreement
        fields = [
            *("environment", "insurance", "guidance", "signed_on", "valid_to", "signed_by"),
            *("workplace", "kept_at", "lapses"),
        ]
        labels = {
            "environment": "Vem svarar för arbetsmiljön?",
            "insurance": "Vem svarar för försäkringen?",
            "guidance": "Vem svarar för handledningen?",
            "signed_by": "Undertecknat av, hos arbetsgivaren",
            "workplace": "Arbetsplats, om det bara gäller den",
            "kept_at": "Var avtalet finns",
            "lapses": "Ska inte förnyas",
        }
        help_texts = {
            "valid_to": "Lämna tomt om det gäller tills vidare. Du påminns 60 dagar före.",
            "kept_at": "Till exempel diarienummer eller pärm.",
            "lapses": "Då påminns ingen när det går ut.",
        }
        widgets = {
            "environment": forms.RadioSelect(),
            "insurance": forms.RadioSelect(),
            "guidance": forms.RadioSelect(),
            "signed_on": DateInput(),
            "valid_to": DateInput(),
        }

    def __init__(self, *args: Any, employer: Employer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("environment", "insurance", "guidance"):
            self.fields[name].choices = ResponsibilityAgreement.Party.choices  # type: ignore[attr-defined]
        workplace = self.fields["workplace"]
        workplace.queryset = employer.workplaces.order_by("name", "pk")  # type: ignore[attr-defined]
        workplace.empty_label = "Alla"  # type: ignore[attr-defined]
        self.helper = form_helper(
            Group("Ansvar", "environment", "insurance", "guidance"),
            Group("Avtalet", Pair("signed_on", "valid_to"), "signed_by", "kept_at"),
            More("Arbetsplats och förnyelse", "workplace", "lapses"),
        )


class EmployerWarningForm(RuledMixin, ActionModelForm):
    """What to beware of, and until when."""

    class Meta:
        model = EmployerWarning
        fields = ["reason", "until"]
        labels = {"reason": "Vad ska den veta som placerar någon här?"}
        help_texts = {
            "reason": "Om arbetsgivaren. Inget om deltagare.",
            "until": "Lämna tomt om varningen gäller tills vidare.",
        }
        widgets = {"reason": forms.Textarea(attrs={"rows": 3}), "until": DateInput()}


class LiftWarningForm(ActionForm):
    """That the warning holds no longer."""
