"""Forms of accounts and code lists."""

from typing import Any, cast

from django import forms
from django.db import models
from django.forms import modelform_factory

from amc.administration.code_list import CodeList
from amc.base import RevisedModel
from amc.staff.models import Role, Team, User
from amc.web.forms import ActionForm, ActionModelForm, form_helper
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput
from placements.forms.parts import WarningBoxes, WarningsFormMixin


class AccountForm(ActionModelForm):
    """A new account."""

    roles = forms.MultipleChoiceField(label="Roller", choices=Role.choices, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email", "roles", "unit", "team", "title", "phone", "expires_on"]
        widgets = {"expires_on": DateInput}
        help_texts = {
            "email": "Hit skickas länken som öppnar kontot.",
            "expires_on": "Sista dagen, högst två år fram. En handledares konto följer uppdragen i stället.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = self.fields["team"]
        assert isinstance(team, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        team.empty_label = "Inget team"
        self.fields["unit"].empty_label = "Ingen enhet"  # type: ignore[attr-defined]
        team.queryset = Team.objects.select_related("unit").order_by("unit__name", "name")
        team.label_from_instance = lambda obj: f"{obj.unit.name}: {obj.name}"  # type: ignore[method-assign]

    def clean_email(self) -> str:
        """In small letters, as it is signed in with."""
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        """A team belongs to its unit."""
        cleaned = super().clean() or {}
        team, unit = cleaned.get("team"), cleaned.get("unit")
        if team and unit and team.unit_id != unit.pk:
            self.add_error("team", f"Teamet hör till {team.unit.name}. Välj ett team på {unit.name}.")
        return cleaned


class AccountChangeForm(StaleFormMixin, AccountForm):
    """An account that exists."""

    class Meta(AccountForm.Meta):
        fields = [*AccountForm.Meta.fields, "is_active"]
        help_texts = AccountForm.Meta.help_texts | {
            "is_active": "Ett stängt konto går inte att använda, från nästa klick. Enhetschefen lämnar över ärendena."
        }


class HomeAddressForm(ActionForm):
    """Where an account's owner lives; empty takes it away."""

    address = forms.CharField(
        label="Gatuadress", max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    postcode = forms.CharField(
        label="Postnummer",
        max_length=10,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )


# From how many characters on a text of a code list is a sentence, not a word.
SENTENCE = 300


class StaleCodeForm(StaleFormMixin, ActionModelForm):
    """A row that several people edit."""


class WarnedCodeForm(WarningsFormMixin, StaleCodeForm):
    """The same, where a change is asked about first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(*(self._meta.fields or ()), WarningBoxes())


def code_form(code_list: CodeList, *, new: bool) -> type[ActionModelForm]:
    """The form of a row in a code list; what is fixed can only be given when the row is made."""
    fields = [name for name in code_list.fields if new or name not in code_list.fixed]
    dates = [name for name in fields if isinstance(code_list.model._meta.get_field(name), models.DateField)]
    widgets: dict[str, type[forms.Widget] | forms.Widget] = dict.fromkeys(dates, DateInput)
    # A sentence is seen whole, and from its own side.
    for name in fields:
        if (getattr(code_list.model._meta.get_field(name), "max_length", None) or 0) >= SENTENCE:
            widgets[name] = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    words = {"code": {"invalid": "Skriv koden med bokstäver, siffror, bindestreck och understreck, utan mellanslag."}}
    base = StaleCodeForm if issubclass(code_list.model, RevisedModel) else ActionModelForm
    if code_list.changes and not new:
        base = WarnedCodeForm
    made = modelform_factory(code_list.model, form=base, fields=fields, widgets=widgets, error_messages=words)
    return cast(type[ActionModelForm], made)
