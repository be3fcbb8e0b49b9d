"""Forms about who somebody is, and who works with the case."""

from typing import Any

from django import forms

from amc.calendar import today
from amc.staff.models import User
from amc.web.forms import ActionForm, ActionModelForm, form_helper
from amc.web.layout import Group, Pair
from amc.web.obstacles import add_obstacles
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput
from participants.forms.registration import ConsultantField
from participants.identity import Identity, parse_identity
from participants.models import CaseAssignment, OutsideContact, Participant
from participants.rules.persons import contact_obstacles

# So many can be chosen among at a glance.
FEW = 5


class PersonDataForm(StaleFormMixin, ActionModelForm):
    """A person's particulars."""

    class Meta:
        model = Participant
        fields = [
            "first_name",
            "last_name",
            "birth_date",
            "gender",
            "phone",
            "email",
            "interpreter_language",
            "address",
            "postcode",
            "city",
        ]
        widgets = {"birth_date": DateInput(), "gender": forms.RadioSelect()}
        help_texts = {
            "birth_date": "Datumet i personnumret kan vara ett annat.",
            "interpreter_language": "Lämna tomt om ingen tolk behövs.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gender"].choices = Participant._meta.get_field("gender").choices  # type: ignore[attr-defined]
        address = Group("Adress", "address", Pair("postcode", "city"))
        if self.instance.is_protected:
            for name in ("address", "postcode", "city"):
                del self.fields[name]
        self.helper = form_helper(
            Group("Personen", Pair("first_name", "last_name"), "birth_date", "gender"),
            Group("Kontakt", Pair("phone", "email"), "interpreter_language"),
            *([] if self.instance.is_protected else [address]),
        )


class NumberForm(ActionForm):
    """A new identity number."""

    number = forms.CharField(
        label="Nytt person- eller samordningsnummer",
        max_length=20,
        help_text="Tio eller tolv siffror. Det gamla numret sparas som historik.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def clean_number(self) -> Identity:
        """The number, checked."""
        try:
            return parse_identity(self.cleaned_data["number"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class HandOverForm(ActionForm):
    """A new consultant for a case; without a present one no reason is asked for."""

    user = ConsultantField(
        User.objects.none(),
        label="Ny konsulent",
        to_field_name="uuid",
        empty_label="Välj konsulent",
        error_messages={"required": "Välj vem som tar ärendet."},
    )
    first = forms.DateField(label="Från och med", widget=DateInput())
    reason = forms.CharField(
        label="Varför",
        max_length=300,
        required=False,
        help_text="Till exempel: byter team, föräldraledig, slutar.",
        error_messages={"required": "Skriv varför, med några ord. Skälet syns i ärendet."},
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, consultants: Any, from_somebody: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = from_somebody
        if from_somebody:
            self.fields["first"].help_text = "En dag som kommer: bytet planeras, och görs den dagen."
        if len(consultants[: FEW + 1]) <= FEW:
            self.fields["user"].widget = forms.RadioSelect()
            self.fields["user"].empty_label = None  # type: ignore[attr-defined]
        self.fields["user"].queryset = consultants  # type: ignore[attr-defined]
        self.helper = form_helper("user", "first", "reason")


class StaffField(forms.ModelChoiceField):
    """Somebody at the unit, with the title where there is one."""

    def label_from_instance(self, obj: User) -> str:
        """ "Sara Svensson, studie- och yrkesvägledare"."""
        return f"{obj.full_name}, {obj.title.lower()}" if obj.title else obj.full_name


class TakePartForm(ActionForm):
    """A substitute for a time, or a specialist in the case."""

    user = StaffField(User.objects.none(), label="Vem", to_field_name="uuid", empty_label="Välj person")
    first = forms.DateField(label="Från och med", widget=DateInput())
    last = forms.DateField(label="Till och med", widget=DateInput(), required=False)
    reason = forms.CharField(label="Vad eller varför", max_length=300, required=False)

    def __init__(self, *args: Any, people: Any, part: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]
        if part == CaseAssignment.Part.SUBSTITUTE:
            self.fields["last"].required = True
            self.fields["reason"].help_text = "Till exempel: semester."
        else:
            self.fields["last"].help_text = "Lämna tomt om det gäller tills vidare."
            self.fields["reason"].help_text = "Till exempel: vägledning om studier."
        self.helper = form_helper("user", Pair("first", "last"), "reason")


class EndPartForm(ActionForm):
    """The last day of somebody's part."""

    last = forms.DateField(label="Sista dagen", widget=DateInput())


class ContactForm(StaleFormMixin, ActionModelForm):
    """A contact outside the unit, or that none is named."""

    class Meta:
        model = OutsideContact
        fields = ["organisation", "none_named", "name", "phone", "email", "since", "note"]
        widgets = {"since": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].help_text = "Lämna tomt om du inte vet."
        self.fields["none_named"].help_text = "Markera när organisationen inte har utsett någon. Det är ett hinder."
        self.helper = form_helper("organisation", "name", "none_named", Pair("phone", "email"), "since", "note")

    def clean(self) -> dict[str, Any]:
        """Said at the fields, before the table's own constraint says it of the whole."""
        values = super().clean() or self.cleaned_data
        told = values.get("name", ""), values.get("none_named", False), values.get("since")
        add_obstacles(self, contact_obstacles(*told, today=today()))
        return values
