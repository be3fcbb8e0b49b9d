"""Logging, completing and answering a referral."""

import datetime as dt
from typing import Any

import django_filters
from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template import Context
from django.utils.safestring import SafeString

from amc.staff.models import Team, Unit
from amc.web.filters import FilterSet
from amc.web.forms import ActionForm, ActionModelForm, form_helper
from amc.web.layout import Actions, Group, More, Pair
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput
from participants.forms.protection import IntakeProtectionMixin
from participants.identity import parse_identity
from participants.models import EducationLevel, Gender, Referral, Source
from participants.querysets import ReferralQuerySet

STATES_IN_ADDRESS = {
    "olasta": "Olästa",
    "lasta": "Lästa",
    "komplettering": "Väntar på komplettering",
    "mottagna": "Mottagna",
    "aterlamnade": "Återlämnade",
    "avbojda": "Avböjda",
}
BY_ADDRESS = dict(
    zip(
        STATES_IN_ADDRESS,
        (
            Referral.State.UNSEEN,
            Referral.State.SEEN,
            Referral.State.SUPPLEMENT,
            Referral.State.ACCEPTED,
            Referral.State.RETURNED,
            Referral.State.DECLINED,
        ),
        strict=True,
    )
)


def own_teams(request: HttpRequest) -> QuerySet[Team]:
    """The teams of the reader's unit."""
    return Team.objects.filter(unit=request.user.unit_id)  # type: ignore[union-attr]


class WhenAsked(LayoutObject):
    """A field that is shown once an action has asked for it, e.g. to let a warning pass."""

    def __init__(self, field: str) -> None:
        self.fields = [field]

    def render(
        self, form: Any, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any
    ) -> SafeString | str:
        """The field where it has an error or is ticked, else nothing."""
        (name,) = self.fields
        if form.errors.get(name) or form[name].value():
            return self.get_rendered_fields(form, context, template_pack, **kwargs)
        return ""


class EducationField(forms.ChoiceField):
    """The level of education; nothing chosen is unknown."""

    def __init__(self) -> None:
        known = [choice for choice in EducationLevel.choices if choice[0] != EducationLevel.OKAND]
        super().__init__(label="Utbildningsnivå", required=False, choices=[("", EducationLevel.OKAND.label), *known])

    def prepare_value(self, value: str | None) -> str:
        """Unknown is shown as nothing chosen."""
        return "" if value in (None, EducationLevel.OKAND) else value

    def clean(self, value: str) -> str:
        """Unknown for nothing."""
        return super().clean(value) or EducationLevel.OKAND


class ReferralForm(IntakeProtectionMixin, StaleFormMixin, ActionModelForm):
    """A referral, new or to complete: the fewest fields first."""

    identity_number = forms.CharField(
        label="Person- eller samordningsnummer",
        required=False,
        max_length=30,
        help_text="10 eller 12 siffror. Lämna tomt om personen inte har något.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "spellcheck": "false"}),
    )
    birth_date = forms.DateField(
        label="Födelsedatum",
        required=False,
        widget=DateInput(),
        help_text="Behövs bara när numret saknas eller visar ett annat datum.",
    )
    source = forms.ModelChoiceField(
        Source.objects.none(), label="Remittent", to_field_name="code", widget=forms.RadioSelect, empty_label=None
    )
    team = forms.ModelChoiceField(
        Team.objects.none(), label="Team", to_field_name="uuid", required=False, empty_label="Efter enhetens regler"
    )
    gender = forms.ChoiceField(label="Kön", required=False, choices=[("", "Efter personnumret"), *Gender.choices])
    education_level = EducationField()
    accept_duplicate = forms.BooleanField(label="Lägg in ändå, det är en annan anvisning", required=False)

    class Meta:
        model = Referral
        fields = [
            "identity_number",
            "first_name",
            "last_name",
            "birth_date",
            "source",
            "received_on",
            "request",
            "own_initiative",
            "external_ref",
            "team",
            "gender",
            "phone",
            "email",
            "interpreter_language",
            "education_level",
            "contact_name",
            "contact_phone",
            "contact_email",
            "no_contact_named",
            "af_programme",
            "af_from",
            "af_to",
            "af_supplier",
            "protection",
            "protection_decision",
            "protection_decided_on",
        ]
        widgets = {
            "received_on": DateInput(),
            "af_from": DateInput(),
            "af_to": DateInput(),
            "request": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(
        self, *args: Any, unit: Unit, today: dt.date, own_initiative: bool = False, cancel_url: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.unit = today, unit
        new = self.instance.pk is None
        sources = Source.objects.filter(own_initiative=True) if own_initiative and new else Source.objects.all()
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]
        self.fields["team"].queryset = Team.objects.filter(unit=unit)  # type: ignore[attr-defined]
        self.fields["received_on"].initial = today
        if not new:
            self.initial.update(source=self.instance.source, team=self.instance.team)
        if new and own_initiative:
            self.fields["own_initiative"].initial = True
            self.fields["own_initiative"].widget = forms.HiddenInput()
        self.helper = form_helper(
            Group(
                "Personen",
                "identity_number",
                Pair("first_name", "last_name"),
                "birth_date",
            ),
            Group("Ansökan" if own_initiative else "Anvisningen", "source", "received_on", "request"),
            WhenAsked("accept_duplicate"),
            More(
                "Kontaktperson hos remittenten",
                Pair("contact_name", "contact_phone"),
                "contact_email",
                "no_contact_named",
            ),
            More("Skyddade personuppgifter", "protection", Pair("protection_decision", "protection_decided_on")),
            More("AF-program", "af_programme", Pair("af_from", "af_to"), "af_supplier"),
            More(
                "Mer om personen och ärendet",
                Pair("phone", "email"),
                Pair("interpreter_language", "education_level"),
                Pair("gender", "external_ref"),
                "team",
                *([] if own_initiative else ["own_initiative"]),
            ),
            Actions(
                ("Gå vidare" if own_initiative else "Lägg in anvisningen") if new else "Spara anvisningen", cancel_url
            ),
        )

    def clean_identity_number(self) -> str:
        """The 12 digits, or nothing; the number also fills in birth date and gender."""
        text = self.cleaned_data["identity_number"]
        if not text.strip():
            return ""
        try:
            self.identity = parse_identity(text, today=self.today)
        except ValueError as error:
            raise forms.ValidationError(str(error), code="identity") from error
        return self.identity.number

    def clean(self) -> dict[str, Any]:
        """A person has a number or a birth date."""
        values = super().clean() or self.cleaned_data
        identity = getattr(self, "identity", None)
        if identity:
            values["birth_date"] = values.get("birth_date") or identity.birth_date
            values["gender"] = values.get("gender") or (Gender.MAN if identity.gender_digit % 2 else Gender.KVINNA)
        elif not values.get("birth_date") and not self.errors.keys() & {"identity_number", "birth_date"}:
            self.add_error("birth_date", "Skriv födelsedatum för den som inte har något nummer.")
        values["gender"] = values.get("gender") or Gender.OKANT
        return values


class AnswerForm(ActionForm):
    """The reason for an answer."""

    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
        max_length=2000,
        error_messages={"required": "Skriv varför, så att remittenten förstår."},
    )

    def __init__(self, *args: Any, label: str, help_text: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, help_text


class InboxFilter(FilterSet):
    """What of the inbox is shown; lives in the address, so it knows no names."""

    lage = django_filters.ChoiceFilter(
        label="Läge", empty_label="Att svara på", choices=list(STATES_IN_ADDRESS.items()), method="of_state"
    )
    remittent = django_filters.ModelChoiceFilter(
        label="Remittent", queryset=Source.objects.all(), field_name="source", to_field_name="code", empty_label="Alla"
    )
    team = django_filters.ModelChoiceFilter(label="Team", queryset=own_teams, to_field_name="code", empty_label="Alla")

    class Meta:
        model = Referral
        fields: list[str] = []

    @property
    def qs(self) -> ReferralQuerySet:
        """Those that wait for an answer, unless a state is chosen."""
        chosen = super().qs
        return chosen if self.form.cleaned_data.get("lage") else chosen.open()

    def of_state(self, queryset: ReferralQuerySet, name: str, value: str) -> ReferralQuerySet:
        """Those in one state."""
        return queryset.filter(state=BY_ADDRESS[value])
