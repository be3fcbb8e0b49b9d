"""The forms of the aktivitetskrav: what is asked, and how the days of a week went."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q

from amc.aktivitetskrav.models import (
    MOST_HOURS_A_DAY,
    AbsenceKind,
    ActivityRequirement,
    ActivityWeek,
    DayAttendance,
)
from amc.aktivitetskrav.rules import plain
from amc.calendar import day_in_words
from amc.web.display import hours
from amc.web.forms import ActionForm, ActionModelForm, RuledMixin, form_helper
from amc.web.layout import Pair
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput
from handlingsplan.hours import week_days


class RequirementForm(StaleFormMixin, RuledMixin, ActionModelForm):
    """How many hours a week are asked, and from when to when."""

    first_day = forms.DateField(label="Gäller från och med", widget=DateInput)
    last_day = forms.DateField(
        label="Till och med", widget=DateInput, required=False, help_text="Lämna tomt om det gäller tills vidare."
    )

    class Meta:
        model = ActivityRequirement
        fields = ["hours_per_week", "adapted", "reason"]
        labels = {"adapted": "Anpassat mått", "reason": "Varför är måttet anpassat?"}
        help_texts = {"reason": "Bara vid anpassat mått. Skriv kort, inget om diagnoser."}

    def __init__(self, *args: Any, full_time: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adapted"].help_text = f"Heltid är {hours(full_time)} i veckan. Kryssa i när färre timmar krävs."
        self.helper = form_helper(Pair("first_day", "last_day"), "hours_per_week", "adapted", "reason")

    def _values_of(self, instance: Any) -> dict[str, Any]:
        own = {"first_day": instance.first_day, "last_day": instance.last_day}
        return super()._values_of(instance) | own

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """The days of the period too."""
        if self.instance.pk and field_name in {"first_day", "last_day"}:
            return getattr(self.instance, field_name)
        return super().get_initial_for_field(field, field_name)


class _DaysFields(ActionForm):
    """Three fields for each day of `instance`, a week; `rows` are those filled in, `planned` what is planned by day."""

    def __init__(
        self,
        *args: Any,
        instance: ActivityWeek,
        rows: Mapping[dt.date, DayAttendance],
        planned: Mapping[dt.date, Decimal],
        **kwargs: Any,
    ) -> None:
        self.instance, self.planned = instance, planned
        super().__init__(*args, **kwargs)
        self.noted = self._of(rows.values())
        used = {row.absence_id for row in rows.values()}
        kinds = AbsenceKind.objects.filter(Q(is_active=True) | Q(pk__in=used))
        for number, day in enumerate(week_days(instance.monday)):
            words = day_in_words(day)
            for name, label, required in (("planned", "Planerat", False), ("attended", "Närvaro", False)):
                self.fields[f"{name}_{number}"] = forms.DecimalField(
                    label=f"{label} {words}",
                    min_value=0,
                    max_value=MOST_HOURS_A_DAY,
                    max_digits=4,
                    decimal_places=2,
                    required=required,
                    initial=plain(self.noted[f"{name}_{number}"]),
                    localize=True,
                    widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "form-control tnum"}),
                )
            self.fields[f"absence_{number}"] = forms.ModelChoiceField(
                kinds,
                label=f"Frånvaro {words}",
                required=False,
                to_field_name="code",
                empty_label="Ingen frånvaro",
                initial=self.noted[f"absence_{number}"],
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def _of(self, rows: Iterable[DayAttendance]) -> dict[str, Any]:
        """What is filled in, by the names of the fields; what is planned where a day is not."""
        found: dict[str, Any] = {}
        for number, day in enumerate(week_days(self.instance.monday)):
            found |= {f"planned_{number}": self.planned[day], f"attended_{number}": None, f"absence_{number}": None}
        for row in rows:
            found |= {f"planned_{row.weekday}": row.planned, f"attended_{row.weekday}": row.attended}
            found[f"absence_{row.weekday}"] = row.absence
        return found


class WeekForm(StaleFormMixin, _DaysFields):
    """How the days of a week went."""

    def __init__(self, *args: Any, instance: ActivityWeek, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        if instance.pk is None:
            # Nobody has filled it in; whoever does first counts as the first revision.
            self.fields["revision"] = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)
            self.fields["revision_seen"] = forms.CharField(widget=forms.HiddenInput, required=False)

    def _values_of(self, instance: Any) -> dict[str, Any]:
        values = self.noted if instance is self.instance else self._of(instance.days.select_related("absence"))
        for name, value in values.items():
            setattr(instance, name, value)
        return values

    def days(self) -> dict[int, tuple[Decimal, Decimal | None, AbsenceKind | None]]:
        """(planned, attended, absence) of each weekday. A whole day of absence may be told by its kind alone."""
        found = {}
        for number in range(7):
            planned = self.cleaned_data.get(f"planned_{number}") or Decimal()
            attended = self.cleaned_data.get(f"attended_{number}")
            absence = self.cleaned_data.get(f"absence_{number}")
            if absence is not None and attended is None:
                attended = Decimal()
            found[number] = (planned, attended, absence)
        return found
