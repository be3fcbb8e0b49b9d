"""Forms that start and change internships."""

from decimal import Decimal
from typing import Any

from django import forms

from amc.web.forms import ActionForm, form_helper
from amc.web.layout import Group, More, Pair
from amc.web.lookup import LookupField, LookupFormMixin
from amc.web.widgets import DateInput
from placements.forms.parts import PlacementForm, ReasonedWarningsFormMixin, WarningBoxes
from placements.lookups import SupervisorLookup, WorkplaceLookup
from placements.models import InternshipKind
from placements.rules.hours import MOST_A_DAY, MOST_A_WEEK, equal_days, hours_words

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMES = ("Måndag", "Tisdag", "Onsdag", "Torsdag", "Fredag", "Lördag", "Söndag")
_TASKS_HELP = "Handledaren ser det här. Skriv inget om hälsa eller annat känsligt."
_PURPOSE_HELP = "Står i överenskommelsen, som arbetsgivaren läser. Skriv inget om hälsa eller annat känsligt."


def _day_field(name: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=name, min_value=0, max_value=MOST_A_DAY, max_digits=3, decimal_places=1, required=False
    )


class HoursFormMixin(forms.Form):
    """Hours a week, the same Monday to Friday, or those of each day."""

    hours_per_week = forms.DecimalField(
        label="Timmar i veckan",
        min_value=1,
        max_value=MOST_A_WEEK,
        max_digits=4,
        decimal_places=1,
        required=False,
        help_text="Lika mycket måndag till fredag, om du inte fyller i dagarna.",
    )
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = (_day_field(name) for name in _NAMES)

    def clean(self) -> dict[str, Any]:
        """Add `weekday_hours`; say when the days are not the hours that were written, or neither is."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors.keys() & {"hours_per_week", *DAYS}:
            return values
        hours = values["hours_per_week"]
        days = [values[day] for day in DAYS]
        if all(day is None for day in days):
            if hours is None:
                self.add_error("hours_per_week", "Fyll i timmar i veckan, eller timmarna för varje dag.")
                return values
            values["weekday_hours"] = equal_days(hours)
            return values
        values["weekday_hours"] = [day or Decimal(0) for day in days]
        together = sum(values["weekday_hours"], Decimal())
        if hours is not None and hours != together:
            message = f"Dagarna blir {hours_words(together)} timmar tillsammans. Ändra dagarna eller timmarna."
            self.add_error("hours_per_week", message)
        return values

    def values(self) -> dict[str, Any]:
        """The days, in one list, stand for the fields that they were written in."""
        found: dict[str, Any] = super().values()  # type: ignore[misc]
        return {name: value for name, value in found.items() if name not in {"hours_per_week", *DAYS}}


def _hours_layout() -> list[Any]:
    return ["hours_per_week", More("Olika timmar olika dagar", *(Pair(*DAYS[at : at + 2]) for at in range(0, 7, 2)))]


class StartInternshipForm(HoursFormMixin, LookupFormMixin, ReasonedWarningsFormMixin, ActionForm):
    """A new internship, on one page."""

    kind: Any = forms.ModelChoiceField(
        label="Slag", queryset=None, empty_label=None, to_field_name="code", widget=forms.RadioSelect
    )
    workplace = LookupField(WorkplaceLookup(), label="Arbetsplats", help_text="Skriv en del av namnet.")
    supervisor = LookupField(
        SupervisorLookup(),
        near="workplace",
        label="Handledare",
        error_messages={"required": "Välj en handledare som finns på plats från praktikens första dag."},
    )
    first_day = forms.DateField(label="Första dag", widget=DateInput())
    last_day = forms.DateField(label="Sista dag", widget=DateInput())
    purpose = forms.CharField(label="Syfte", max_length=300, required=False, help_text=_PURPOSE_HELP)
    tasks = forms.CharField(
        label="Arbetsuppgifter", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_TASKS_HELP
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].queryset = InternshipKind.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.helper = form_helper(
            Group("Praktiken", "kind", Pair("first_day", "last_day"), *_hours_layout()),
            Group("Arbetsplatsen", "workplace", "supervisor", "tasks", "purpose"),
            WarningBoxes(),
        )


class ChangeInternshipForm(HoursFormMixin, ReasonedWarningsFormMixin, PlacementForm):
    """What an internship is about, its hours, and its first day while it has not begun."""

    first_day = forms.DateField(label="Första dag", widget=DateInput())
    tasks = forms.CharField(
        label="Arbetsuppgifter", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_TASKS_HELP
    )
    purpose = forms.CharField(label="Syfte", max_length=300, required=False, help_text=_PURPOSE_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row: Any = self.placement
        for name in ("first_day", "tasks", "purpose"):
            self.fields[name].initial = getattr(row, name)
        self.fields["hours_per_week"].initial = row.hours_per_week
        if list(row.weekday_hours) != equal_days(row.hours_per_week):
            for name, hours in zip(DAYS, row.weekday_hours, strict=True):
                self.fields[name].initial = hours
        self.helper = form_helper("first_day", *_hours_layout(), "tasks", "purpose", WarningBoxes())
