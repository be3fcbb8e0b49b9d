"""Forms of the register of KAA: choices and dates, no free text."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q

from amc.kaa.models import ContactAttempt, Measure, MeasureKind, Occupation
from amc.web.forms import ActionModelForm, RuledMixin, form_helper
from amc.web.layout import Pair
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput
from participants.forms.cases import ClosingQuestions
from participants.models import Source


class RegisterForm(StaleFormMixin, RuledMixin, ActionModelForm):
    """A row of the register."""


class MeasureForm(RegisterForm):
    """A measure that is offered."""

    class Meta:
        model = Measure
        fields = ["kind", "offered_on", "answer", "answered_on", "starts_on", "ends_on"]
        widgets = {
            **dict.fromkeys(("offered_on", "answered_on", "starts_on", "ends_on"), DateInput()),
            "answer": forms.RadioSelect(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        # One that is no longer used stands where it was chosen.
        kind.queryset = MeasureKind.objects.filter(Q(is_active=True) | Q(pk=self.instance.kind_id))
        kind.empty_label = "Välj insats"
        self.fields["answered_on"].help_text = "Behövs när ungdomen har svarat."
        self.fields["starts_on"].help_text = "Också när den kan börja, om det är bestämt."
        self.helper = form_helper(Pair("kind", "offered_on"), "answer", "answered_on", Pair("starts_on", "ends_on"))


class AttemptForm(RegisterForm):
    """A contact attempt."""

    class Meta:
        model = ContactAttempt
        fields = ["made_on", "way", "result"]
        widgets = {"made_on": DateInput(), "result": forms.RadioSelect()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        result: Any = self.fields["result"]
        result.choices = ContactAttempt.Result.choices
        self.helper = form_helper(Pair("made_on", "way"), "result")


class OccupationForm(RegisterForm):
    """An occupation."""

    class Meta:
        model = Occupation
        fields = ["kind", "starts_on", "ends_on"]
        widgets = {"kind": forms.RadioSelect(), "starts_on": DateInput(), "ends_on": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = Occupation.Kind.choices
        self.fields["ends_on"].help_text = "Lämna tomt så länge det pågår."
        self.helper = form_helper("kind", Pair("starts_on", "ends_on"))


class ExitForm(ClosingQuestions):
    """Which source takes over, who there, the last day of KAA, and what is asked whenever a case ends."""

    source = forms.ModelChoiceField(
        Source.objects.none(), label="Ny remittent", to_field_name="uuid", empty_label="Välj remittent"
    )
    last_day = forms.DateField(
        label="Sista dagen i KAA", widget=DateInput, help_text="Den nya inskrivningen börjar dagen efter."
    )

    receiver = forms.CharField(
        label="Vem tar emot?",
        max_length=200,
        required=False,
        help_text="Till exempel namn och telefon till handläggaren hos den nya remittenten.",
    )

    def __init__(self, *args: Any, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["summary"].help_text = "Vad har hänt, vad fungerade och vad behöver den som tar över veta?"
        self.helper = form_helper(Pair("source", "last_day"), "receiver", *self.ending())
        others = Source.objects.exclude(regime=Source.Regime.KAA).filter(valid_from__lte=day)
        source: Any = self.fields["source"]
        source.queryset = others.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day)).order_by("name")


class PeriodForm(forms.Form):
    """The period of the list, in the address."""

    fran = forms.DateField(
        label="Från och med", widget=DateInput, error_messages={"invalid": "Skriv datumet som 2026-07-01."}
    )
    till = forms.DateField(
        label="Till och med", widget=DateInput, error_messages={"invalid": "Skriv datumet som 2026-12-31."}
    )

    def clean(self) -> dict[str, Any]:
        """The right way round, and at most two years."""
        values: dict[str, Any] = super().clean() or {}
        first, last = values.get("fran"), values.get("till")
        if first and last and last < first:
            self.add_error("till", "Perioden slutar innan den börjar. Ändra något av datumen.")
        elif first and last and (last - first).days > LONGEST_DAYS:
            self.add_error("till", "Välj högst två år.")
        return values


LONGEST_DAYS = 731
