"""Forms of deviations: noted, corrected, mended, and what is done about them."""

import datetime as dt
from typing import Any
from uuid import UUID

import django_filters
from django import forms
from django.db.models import QuerySet

from amc.calendar import month_end, today
from amc.staff.models import User
from amc.web.filters import AppliedLast, FilterSet
from amc.web.forms import ActionForm, ActionModelForm, form_helper
from amc.web.layout import Group, Pair
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput
from placements.forms.dealings import doers_of
from placements.models import Deviation, Employer

SEVERITIES = [
    (Deviation.Severity.MINOR, "Lindrig: ingen kom till skada, och det ordnades på plats"),
    (Deviation.Severity.MODERATE, "Måttlig: behöver åtgärdas, men ingen är i fara"),
    (Deviation.Severity.SERIOUS, "Allvarlig: någon kom till skada eller for illa, eller kunde ha gjort det"),
    (Deviation.Severity.SEVERE, "Mycket allvarlig: svår skada, hot mot liv eller upprepat utnyttjande"),
]
TOLD = "Enhetschefen får veta en allvarlig avvikelse direkt."


def _severity(*, required: bool) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        required=required,
        label="Hur allvarligt är det?",
        choices=SEVERITIES,
        coerce=int,
        initial=Deviation.Severity.MODERATE,
        widget=forms.RadioSelect,
        help_text=TOLD,
    )


def _time() -> forms.TimeField:
    return forms.TimeField(
        label="Klockan", required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )


class DeviationForm(ActionForm):
    """Something that is not as it should be."""

    kind = forms.ChoiceField(label="Vad gäller det?", choices=Deviation.Kind, widget=forms.RadioSelect)
    text = forms.CharField(label="Vad har hänt?", widget=forms.Textarea(attrs={"rows": 4}))
    severity = _severity(required=False)
    happened_on = forms.DateField(label="När hände det?", required=False, widget=DateInput())
    happened_time = _time()
    place = forms.CharField(
        label="Var?", max_length=200, required=False, help_text="Till exempel: vid klippbordet i snickeriet."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("kind", "text", "severity", Pair("happened_on", "happened_time"), "place")

    def clean_severity(self) -> int:
        """What is not said is moderate."""
        return self.cleaned_data["severity"] or Deviation.Severity.MODERATE


class ChangeDeviationForm(StaleFormMixin, ActionModelForm):
    """A deviation corrected."""

    severity = _severity(required=True)
    happened_time = _time()

    class Meta:
        model = Deviation
        fields = ["kind", "text", "severity", "happened_on", "happened_time", "place"]
        labels = {
            "kind": "Vad gäller det?",
            "text": "Vad har hänt?",
            "happened_on": "När hände det?",
            "place": "Var?",
        }
        widgets = {
            "kind": forms.RadioSelect(),
            "text": forms.Textarea(attrs={"rows": 4}),
            "happened_on": DateInput(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Deviation.Kind.choices  # type: ignore[attr-defined]
        self.helper = form_helper("kind", "text", "severity", Pair("happened_on", "happened_time"), "place")


class MendForm(ActionForm):
    """What was done about it."""

    mended_how = forms.CharField(label="Vad har ni gjort?", widget=forms.Textarea(attrs={"rows": 4}))


class ReopenForm(ActionForm):
    """Why it is open again."""

    why = forms.CharField(
        label="Varför öppnas den igen?", max_length=300, help_text="Till exempel: Det hände en gång till."
    )


class MeasureForm(ActionForm):
    """What is to be done, by whom and by when."""

    text = forms.CharField(
        label="Vad ska göras?", max_length=300, help_text="Till exempel: Genomgång av maskinen med handledaren."
    )
    doer = forms.ModelChoiceField(label="Vem gör det?", queryset=User.objects.none(), to_field_name="pk")
    due_on = forms.DateField(label="Senast", widget=DateInput())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["doer"].queryset = doers_of(user)  # type: ignore[attr-defined]
        self.fields["doer"].initial = user.pk
        self.helper = form_helper(Group("Åtgärd", "text", Pair("doer", "due_on")))


class MeasureDoneForm(ActionForm):
    """That a measure is done, and how it went."""

    outcome = forms.CharField(
        label="Hur gick det?", max_length=300, required=False, help_text="Frivilligt. Till exempel: skyddet sitter nu."
    )


class DeviationFilter(FilterSet):
    """What the unit's deviations are narrowed by."""

    STATES = [("foreslagna", "Föreslagna för stängning"), ("stangda", "Stängda"), ("alla", "Alla")]

    lage = AppliedLast(label="Läge", choices=STATES, empty_label="Öppna")
    slag = django_filters.ChoiceFilter(label="Slag", field_name="kind", choices=Deviation.Kind, empty_label="Alla")
    allvar = django_filters.ChoiceFilter(
        label="Allvar", field_name="severity", choices=Deviation.Severity, empty_label="Alla"
    )
    fran = django_filters.DateFilter(label="Från", field_name="noticed_on", lookup_expr="gte", widget=DateInput())
    till = django_filters.DateFilter(label="Till", field_name="noticed_on", lookup_expr="lte", widget=DateInput())
    arbetsgivare = django_filters.ChoiceFilter(label="Arbetsgivare", empty_label="Alla", method="at_employer")

    class Meta:
        model = Deviation
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Only the employer that the address names can be chosen: the way here is from a page about it."""
        super().__init__(*args, **kwargs)
        try:
            asked = UUID(str(self.data.get("arbetsgivare") or ""))
        except ValueError:
            del self.filters["arbetsgivare"]
            return
        known = Employer.objects.visible_to(self.request.user).filter(uuid=asked)
        self.filters["arbetsgivare"].extra["choices"] = [(str(asked), row.name) for row in known]

    def at_employer(self, rows: Any, name: str, value: str) -> QuerySet:
        """Those at the employer's workplaces."""
        return rows.at_employer(UUID(value))

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """The open ones unless something else is asked for; a proposal is still open."""
        rows: Any = super().filter_queryset(queryset)
        state = self.form.cleaned_data.get("lage")
        if state == "foreslagna":
            return rows.filter(mended_on__isnull=True, proposed_on__isnull=False)
        if state == "stangda":
            return rows.filter(mended_on__isnull=False)
        return rows if state == "alla" else rows.open()


class DeviationPeriodForm(forms.Form):
    """Which days the statistics are of; without any, the year so far."""

    fran = forms.DateField(label="Från", required=False, widget=DateInput())
    till = forms.DateField(label="Till", required=False, widget=DateInput())

    def period(self) -> tuple[dt.date, dt.date]:
        """The first and the last day."""
        given = self.cleaned_data if self.is_valid() else {}
        first = given.get("fran") or today().replace(month=1, day=1)
        return first, max(first, given.get("till") or month_end(today()))

    def clean(self) -> dict[str, Any]:
        """The first day comes first."""
        values = super().clean() or {}
        if values.get("fran") and values.get("till") and values["till"] < values["fran"]:
            self.add_error("till", "Dagen är före den första. Välj en senare.")
        return values
