"""The filter of the list of särskild visstid, and the form that answers what becomes of an employment."""

import datetime as dt
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from amc.calendar import today
from amc.web.filters import AppliedLast, FilterSet
from amc.web.forms import EARLIEST_YEAR, LATEST_YEAR, ActionForm, ActionModelForm, RuledMixin, form_helper
from amc.web.stale import StaleFormMixin
from placements.las import near_limit
from placements.models import Employment, LasAnswer, Scheme


class AccountAsked(forms.Form):
    """What the address of an account may say: the day it is seen from, and a month to open. Nonsense is left out."""

    till = forms.DateField(required=False)
    manad = forms.DateField(required=False, input_formats=["%Y-%m"])

    def day(self, name: str) -> dt.date | None:
        """A day of it, where it is one that an employment can have."""
        self.is_valid()
        found: dt.date | None = self.cleaned_data.get(name)
        return found if found and EARLIEST_YEAR <= found.year <= LATEST_YEAR else None


class LasFilter(FilterSet):
    """By how many months are reached by the last day, and whether HR has answered."""

    STATES = [("11", "11 månader eller mer"), ("12", "12 månader eller mer"), ("alla", "Alla som räknas")]
    WAITING, ANSWERED = "vantar", "finns"

    nar = AppliedLast(label="Når före sista dagen", choices=STATES, empty_label="9 månader eller mer")
    besked = django_filters.ChoiceFilter(
        label="Besked",
        choices=[(WAITING, "Väntar på besked"), (ANSWERED, "Har fått besked")],
        empty_label="Alla",
        method="answered",
    )

    class Meta:
        model = Employment
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Those that reach nine months unless something else is asked for."""
        rows: Any = super().filter_queryset(queryset)
        asked = self.form.cleaned_data.get("nar")
        return rows if asked == "alla" else rows.filter(pk__in=near_limit(rows, int(asked or 9)))

    def answered(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those whose latest step waits for an answer, or those that have had one and do not wait."""
        waiting = Employment.objects.waiting_for_las(today()).values("pk")
        if value == self.WAITING:
            return rows.filter(pk__in=waiting)
        return rows.filter(las_answers__isnull=False).exclude(pk__in=waiting).distinct()


class LasSchemeForm(RuledMixin, StaleFormMixin, ActionModelForm):
    """How the days of a form of employment count, and what it builds on."""

    class Meta:
        model = Scheme
        fields = ["las", "las_why", "converts"]
        labels = {"las": "Hur räknas dagarna?", "las_why": "Vad bygger det på?", "converts": "Blir tillsvidare"}
        widgets = {
            "las": forms.RadioSelect,
            "las_why": forms.Textarea(attrs={"rows": 3}),
            "converts": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "las_why": "Lagrummet, kollektivavtalet eller ert ställningstagande. Texten står vid avtalen i "
            "redovisningen. Skriv inget om någon person.",
        }


class LasAnswerForm(ActionForm):
    """What becomes of the employment. `seen`: how many answers it had when the page was opened."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(label="Vad gäller?", choices=LasAnswer.Decision, widget=forms.RadioSelect)
    note = forms.CharField(
        label="Kommentar",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Behövs när personen går till en annan arbetsgivare eller inte berörs. Till exempel: Går till "
        "Ekhaga den 1 mars. Skriv bara om anställningen, inget om personens ärende eller hälsa.",
    )

    def __init__(self, *args: Any, employment: Employment, **kwargs: Any) -> None:
        self.employment = employment
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = employment.las_answers.count()
        self.helper = form_helper("decision", "note")

    def add_error(self, field: str | None, error: Any) -> None:
        """After "somebody has answered" the form is sent knowing that answer."""
        if getattr(error, "code", None) == "answered_meanwhile":
            self.replace_posted(seen=str(self.employment.las_answers.count()))
        super().add_error(field, error)
