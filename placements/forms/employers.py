"""Forms of the register of employers."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from amc.calendar import today
from amc.web.filters import FilterSet
from amc.web.forms import ActionModelForm, form_helper
from amc.web.layout import Group, More, Pair
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput
from participants.identity import parse_org_number
from placements.forms.parts import WarningBoxes, WarningsFormMixin
from placements.models import ContactPerson, Employer, Workplace


class OrgNumberField(forms.CharField):
    """An organisationsnummer as people write it; the cleaned value is ten digits, or empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def clean(self, value: Any) -> str:
        """Check the digits; a personnummer is refused, as the owner's is not kept here."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return parse_org_number(text).number
        except ValueError as error:
            raise ValidationError(str(error), code="org_number") from error

    def prepare_value(self, value: Any) -> Any:
        """With its hyphen."""
        return f"{value[:6]}-{value[6:]}" if isinstance(value, str) and len(value) == 10 and value.isdigit() else value


class EmployerForm(WarningsFormMixin, StaleFormMixin, ActionModelForm):
    """An employer."""

    org_number = OrgNumberField(
        label="Organisationsnummer",
        required=False,
        help_text="Kommunens förvaltningar har samma nummer. Lämna tomt för en enskild firma.",
    )

    class Meta:
        model = Employer
        fields = ["name", "kind", "org_number", "opens_on", "phone", "email", "note"]
        labels = {
            "name": "Namn",
            "kind": "Slag",
            "phone": "Telefon till växeln",
            "email": "E-post",
            "note": "Att tänka på",
            "opens_on": "Öppnar",
        }
        help_texts = {
            "note": "Till exempel när det passar att ringa. Inget om deltagare.",
            "opens_on": "Bara för den som inte har öppnat än.",
        }
        widgets = {"note": forms.Textarea(attrs={"rows": 3}), "opens_on": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own: list[Any] = ["name", "kind", "org_number"]
        if self.instance.pk is None:
            self.fields["workplace"] = forms.CharField(
                label="Första arbetsplatsen",
                required=False,
                max_length=200,
                help_text="Till exempel köket på Ängens äldreboende. Lämna tomt om det är samma som arbetsgivaren.",
            )
            own.append("workplace")
        else:
            self.fields["is_active"] = forms.BooleanField(
                label="Används: går att välja för nya placeringar", required=False, initial=self.instance.is_active
            )
        own.append("opens_on")
        rest = ["is_active"] if self.instance.pk else []
        self.helper = form_helper(
            Group("Arbetsgivaren", *own), Group("Kontakt", Pair("phone", "email")), "note", *rest, WarningBoxes()
        )


class WorkplaceForm(StaleFormMixin, ActionModelForm):
    """Where the work is done."""

    class Meta:
        model = Workplace
        fields = ["name", "division", "address", "city", "capacity", "own_workshop", "is_active"]
        labels = {
            "name": "Arbetsplats",
            "division": "Förvaltning eller avdelning",
            "capacity": "Hur många kan de ta emot samtidigt?",
            "own_workshop": "Enhetens egen verkstad",
            "is_active": "Används: går att välja för nya placeringar",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("name", "division", Pair("address", "city"), "capacity", "own_workshop", "is_active")


class ContactForm(StaleFormMixin, ActionModelForm):
    """Somebody to talk to."""

    class Meta:
        model = ContactPerson
        fields = ["name", "title", "phone", "email", "decides", "workplace"]
        labels = {
            "title": "Roll",
            "decides": "Är den som bestämmer",
            "workplace": "Arbetsplats, om det bara gäller den",
        }

    def __init__(self, *args: Any, employer: Employer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workplace"].queryset = employer.workplaces.order_by("name")  # type: ignore[attr-defined]
        self.fields["workplace"].empty_label = "Alla"  # type: ignore[attr-defined]
        rest = []
        if self.instance.pk:
            working = forms.BooleanField(label="Arbetar kvar", required=False, initial=self.instance.is_active)
            self.fields["is_active"] = working
            rest = ["is_active"]
        self.helper = form_helper(
            "name", "title", Pair("phone", "email"), "decides", More("Arbetsplats", "workplace"), *rest
        )


class EmployerFilter(FilterSet):
    """By kind, and those about to open."""

    oppnar = django_filters.ChoiceFilter(
        label="Öppnar", choices=[("snart", "Har inte öppnat än")], empty_label="Alla", method="opening"
    )

    class Meta:
        model = Employer
        fields = ["kind"]

    def opening(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those that open today or later."""
        return rows.filter(opens_on__gte=today())
