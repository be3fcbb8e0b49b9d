"""Forms about protected identity: a decision, its end, and who is named."""

from typing import Any

from django import forms

from amc.calendar import today
from amc.staff.models import Role, User
from amc.web.forms import ActionForm, form_helper
from amc.web.layout import Pair
from amc.web.widgets import DateInput
from participants.models import Protection

DECISION = "Till exempel Skatteverkets besked med diarienummer. Skriv ingen adress här."


class StaffChoices(forms.ModelMultipleChoiceField):
    """Persons at the unit, with what they do."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: User) -> str:
        """ "Eva Ekdahl, enhetschef"."""
        return with_role(obj)


class StaffChoice(forms.ModelChoiceField):
    """One person, with what they do."""

    def label_from_instance(self, obj: User) -> str:
        """ "Eva Ekdahl, enhetschef"."""
        return with_role(obj)


def with_role(user: User) -> str:
    """The name, and the title or the roles."""
    what = user.title or ", ".join(Role(role).label for role in user.roles)
    return f"{user.full_name}, {what.lower()}" if what else user.full_name


class GiveForm(ActionForm):
    """A decision that somebody is protected, and who is to see the person."""

    kind = forms.ChoiceField(label="Slag av skydd", choices=Protection.choices, widget=forms.RadioSelect)
    decision = forms.CharField(label="Beslut eller uppgift", max_length=300, help_text=DECISION)
    decided_on = forms.DateField(label="Beslutsdatum", widget=DateInput())
    named = StaffChoices(
        User.objects.none(),
        label="Vem får se deltagaren",
        to_field_name="uuid",
        help_text="Så få som möjligt. För alla andra finns deltagaren inte.",
        error_messages={"required": "Välj minst en person. Utan namngiven personal kan ingen arbeta med ärendet."},
    )

    def __init__(self, *args: Any, staff: Any, kinds: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["named"].queryset = staff  # type: ignore[attr-defined]
        # With a protection in force somebody is named already.
        self.fields["named"].required = not kinds
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            choice for choice in Protection.choices if choice[0] not in kinds
        ]
        self.helper = form_helper("kind", Pair("decision", "decided_on"), "named")


class LiftForm(ActionForm):
    """A decision that a protection no longer holds."""

    kind = forms.ChoiceField(label="Vilket skydd upphör", widget=forms.RadioSelect)
    decision = forms.CharField(label="Beslut eller uppgift", max_length=300, help_text=DECISION)
    decided_on = forms.DateField(label="Upphörde", widget=DateInput())

    def __init__(self, *args: Any, kinds: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = [choice for choice in Protection.choices if choice[0] in kinds]
        self.fields["kind"].choices = here  # type: ignore[attr-defined]
        if len(here) == 1:
            self.initial.setdefault("kind", here[0][0])
        self.helper = form_helper("kind", Pair("decision", "decided_on"))


class NameForm(ActionForm):
    """One more who is to see the person."""

    user = StaffChoice(User.objects.none(), label="Vem", to_field_name="uuid", empty_label="Välj person")
    reason = forms.CharField(
        label="Varför",
        max_length=300,
        required=False,
        help_text="Till exempel: tar över ärendet, handleder på praktiken.",
    )

    def __init__(self, *args: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = staff  # type: ignore[attr-defined]
        self.helper = form_helper("user", "reason")


class IntakeProtectionMixin(forms.Form):
    """Fields of a form at intake: the referrer says that the person is protected."""

    protection = forms.ChoiceField(
        label="Personen har", required=False, choices=[("", "Inga skyddade personuppgifter"), *Protection.choices]
    )
    protection_decision = forms.CharField(
        label="Beslut eller uppgift", max_length=300, required=False, help_text=DECISION
    )
    protection_decided_on = forms.DateField(label="Beslutsdatum", required=False, widget=DateInput())

    def clean(self) -> dict[str, Any]:
        """A protection names its decision and its date; without one, neither is kept."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not values.get("protection"):
            values["protection_decision"], values["protection_decided_on"] = "", None
            return values
        if not values.get("protection_decision") and "protection_decision" not in self.errors:
            self.add_error("protection_decision", "Skriv vad skyddet bygger på, till exempel remittentens uppgift.")
        day = values.get("protection_decided_on")
        if "protection_decided_on" not in self.errors and (day is None or day > today()):
            self.add_error("protection_decided_on", "Skriv vilken dag det beslutades, i dag eller tidigare.")
        return values
