"""The two public forms, and those of the pages inside."""

from typing import Any

import django_filters
from crispy_forms.layout import HTML
from django import forms
from django.db.models import QuerySet

from amc.offers.actions import FREE_TEXTS
from amc.offers.models import LONGEST_TEXT, Offer
from amc.offers.rules import NEW, offer_obstacles
from amc.staff.models import Unit
from amc.web.filters import AppliedLast, FilterSet
from amc.web.forms import ActionForm, ActionModelForm, RuledMixin, form_helper
from amc.web.layout import Group, Pair
from amc.web.lookup import LookupField, LookupFormMixin
from amc.web.widgets import DateInput
from placements.forms.employers import WorkplaceForm
from placements.lookups import EmployerLookup

# A field that nobody sees: what fills it in is no person.
TRAP = "webbplats"
_TRAP = HTML(
    '<div class="visually-hidden" aria-hidden="true">'
    f'<label>Lämna tomt<input type="text" name="{TRAP}" tabindex="-1" autocomplete="off"></label></div>'
)
NO_PERSONS = "Skriv inget om den som kan komma: inga namn, personnummer eller uppgifter om hälsa."


class PublicForm(RuledMixin, ActionModelForm):
    """What both forms share: who offers, and which unit answers where there are several."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="Vilken enhet ska svara?",
        empty_label="Välj",
        help_text="Välj den som ligger närmast er.",
    )

    class Meta:
        model = Offer
        fields: list[str] = []

    def __init__(self, *args: Any, units: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["unit"].queryset = Unit.objects.order_by("name")
        if len(units) <= 1:
            del fields["unit"]
        for name, kind in (("name", "name"), ("email", "email"), ("phone", "tel")):
            fields[name].widget.attrs["autocomplete"] = kind
        fields["name"].required = fields["email"].required = True
        self.contact = Group("Vem kan vi kontakta?", "name", "email", "phone")
        self.ending = ["unit"] if "unit" in fields else []

    def clean(self) -> dict[str, Any]:
        """No identity number in any text."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        texts = {name: cleaned[name] for name in FREE_TEXTS if cleaned.get(name)}
        for obstacle in offer_obstacles(texts):
            self.add_error(obstacle.field, obstacle.message)
        return cleaned


class PlaceOfferForm(PublicForm):
    """A workplace that can take somebody."""

    tasks = forms.CharField(
        label="Vad kan man göra hos er?",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"Till exempel: hjälpa till i köket och duka. {NO_PERSONS}",
    )

    class Meta(PublicForm.Meta):
        fields = ["division", "workplace", "tasks", "places", "starts_on", "name", "email", "phone"]
        labels = {
            "division": "Förvaltning eller avdelning",
            "workplace": "Arbetsplats",
            "places": "Hur många kan ni ta emot?",
            "starts_on": "Från vilken dag?",
            "name": "Ditt namn",
            "email": "E-post i arbetet",
        }
        help_texts = {
            "workplace": "Till exempel: köket på Ängens äldreboende.",
            "starts_on": "Lämna tomt om det går när som helst.",
        }
        widgets = {"starts_on": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"].required = True
        self.fields["places"].initial = 1
        self.helper = form_helper(
            Group("Arbetsplatsen", "workplace", "division", "tasks", Pair("places", "starts_on")),
            self.contact,
            *self.ending,
            _TRAP,
        )


class SupervisorOfferForm(PublicForm):
    """An employee who would be a supervisor."""

    trained = forms.TypedChoiceField(
        label="Har du gått utbildning för handledare?",
        choices=[("ja", "Ja"), ("nej", "Nej, inte än")],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
    )

    class Meta(PublicForm.Meta):
        fields = ["name", "email", "phone", "workplace", "division"]
        labels = {
            "division": "Förvaltning eller avdelning",
            "workplace": "Arbetsplats",
            "name": "Ditt namn",
            "email": "E-post i arbetet",
        }
        help_texts = {"workplace": "Till exempel: köket på Ängens äldreboende."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            self.contact, Group("Var arbetar du?", "workplace", "division"), "trained", *self.ending, _TRAP
        )


class DeclineForm(ActionForm):
    """Why it does not suit now."""

    reason = forms.CharField(
        label="Varför inte nu?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Det syns bara här inne. Skriv inget om deltagare.",
    )


class OfferedWorkplaceForm(LookupFormMixin, WorkplaceForm):
    """A workplace out of an offer: at which employer, and whom to talk to there."""

    employer = LookupField(EmployerLookup(), label="Arbetsgivare", help_text="Skriv en del av namnet.")
    contact = forms.BooleanField(label="Lägg in den som erbjöd som kontaktperson", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("employer", "name", "division", Pair("address", "city"), "capacity", "contact")
        for name in ("own_workshop", "is_active"):
            del self.fields[name]


class OfferFilter(FilterSet):
    """By what is offered, and whether it is answered."""

    STATES = [("taken", "Tas tillvara"), ("declined", "Inte nu"), ("besvarade", "Alla besvarade"), ("alla", "Alla")]
    vad = django_filters.ChoiceFilter(label="Vad", field_name="kind", choices=Offer.Kind.choices, empty_label="Alla")
    lage = AppliedLast(label="Läge", choices=STATES, empty_label="Nya")

    class Meta:
        model = Offer
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """The new ones unless something else is asked for."""
        rows: Any = super().filter_queryset(queryset)
        state = self.form.cleaned_data.get("lage")
        if state == "alla":
            return rows
        if state == "besvarade":
            return rows.exclude(state=NEW)
        return rows.filter(state=state or NEW)
