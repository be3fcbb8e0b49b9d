"""Forms of decisions about lönestöd and the months that are asked for, and the filter of their list."""

import datetime as dt
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet

from amc.calendar import today
from amc.web.display import month as month_words
from amc.web.filters import AppliedLast, FilterSet
from amc.web.forms import ActionForm, ActionModelForm, RuledMixin, form_helper
from amc.web.layout import Group, Pair
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput
from placements.facts import as_period
from placements.forms.parts import WarningBoxes, WarningsFormMixin
from placements.models import Employment, Scheme, WageSupport, WaitingRequisition
from placements.models.wage_support import MOST_KRONOR

NEAR_END_DAYS = 90


class SupportForm(WarningsFormMixin, RuledMixin, StaleFormMixin, ActionModelForm):
    """A decision. A new one begins where the last one ended, or with the employment."""

    class Meta:
        model = WageSupport
        fields = ["kind", "first_day", "last_day", "share", "cap", "decided_on", "reference", "requested_until"]
        labels = {
            "kind": "Vilket stöd?",
            "first_day": "Från och med",
            "last_day": "Till och med",
            "cap": "Högsta lönekostnad (kr/mån)",
            "decided_on": "Beslutsdag",
            "reference": "Diarienummer hos Arbetsförmedlingen",
        }
        help_texts = {
            "share": "Så stor del av lönen som Arbetsförmedlingen ersätter.",
            "cap": "Den lön som stödet räknas på, högst. Lämna tomt om beslutet inte har något tak.",
        }
        widgets = {
            "first_day": DateInput(),
            "last_day": DateInput(),
            "decided_on": DateInput(),
            "requested_until": DateInput(),
        }

    def __init__(self, *args: Any, employment: Employment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.to_field_name, kind.empty_label = "code", "Välj stöd"
        kind.queryset = Scheme.objects.filter(is_support=True).order_by("name")
        self.helper = form_helper(
            Group("Beslutet", "kind", Pair("first_day", "last_day"), Pair("decided_on", "reference")),
            Group("Hur mycket", Pair("share", "cap")),
            Group("Rekvirerat innan", "requested_until"),
            WarningBoxes(),
        )
        if self.instance.pk is None:
            self.initial = {**suggested(employment), **self.initial}


def suggested(employment: Employment) -> dict[str, Any]:
    """What a new decision of `employment` probably says: the last one's terms from the day after it."""
    last = employment.wage_supports.order_by("-last_day").first()
    period = as_period(employment.period)
    if last is None:
        kind = employment.scheme_id if employment.scheme.is_support else None
        return {"kind": kind, "first_day": period.first, "last_day": period.last}
    first = last.day_after
    found = {"kind": last.kind_id, "share": last.share, "cap": last.cap}
    return found | {"first_day": first, "last_day": period.last} if first <= period.last else found


class NoRenewalForm(ActionForm):
    """Why no more is asked for."""

    reason = forms.CharField(
        label="Varför söks ingen förlängning?",
        max_length=300,
        help_text="Till exempel: Arbetsgivaren betalar hela lönen sista månaden.",
    )


class RequestForm(ActionForm):
    """That a month was asked for. The oldest month that waits stands first, with the amount of the one before."""

    month = forms.ChoiceField(label="Månad")
    amount = forms.IntegerField(label="Belopp (kronor)", min_value=0, max_value=MOST_KRONOR)
    requested_on = forms.DateField(label="Rekvirerat", widget=DateInput())

    def __init__(self, *args: Any, support: WageSupport, months: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [(f"{month:%Y-%m-%d}", month_words(month)) for month in months]  # type: ignore[attr-defined]
        latest = support.requisitions.standing().order_by("-month").first()
        self.fields["amount"].initial = latest.amount if latest else support.most_a_month
        self.fields["requested_on"].initial = today()
        self.helper = form_helper(Pair("month", "amount"), "requested_on")

    def clean_month(self) -> Any:
        """The month's first day."""
        return forms.DateField().clean(self.cleaned_data["month"])


class SupportFilter(FilterSet):
    """By what is to be done with them."""

    STATES = [
        ("rekvirera", "Att rekvirera"),
        ("slutar", f"Slutar inom {NEAR_END_DAYS} dagar"),
        ("lucka", "Slutar före anställningen"),
        ("slut", "Har slutat"),
        ("alla", "Alla"),
    ]

    lage = AppliedLast(label="Läge", choices=STATES, empty_label="Pågår")
    stod = django_filters.ModelChoiceFilter(
        field_name="kind",
        label="Stöd",
        queryset=Scheme.objects.filter(is_support=True),
        to_field_name="code",
        empty_label="Alla",
    )

    class Meta:
        model = WageSupport
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Running ones unless something else is asked for."""
        rows: Any = super().filter_queryset(queryset)
        day = today()
        near = day + dt.timedelta(days=NEAR_END_DAYS)
        running = rows.filter(first_day__lte=day, last_day__gte=day)
        match self.form.cleaned_data.get("lage"):
            case "rekvirera":
                waiting = WaitingRequisition.objects.filter(support=OuterRef("pk"), over_on__lte=day)
                return rows.filter(Exists(waiting))
            case "slutar":
                return running.filter(last_day__lte=near)
            case "lucka":
                return rows.without_more().filter(employment__period__endswith__gt=day, last_day__lte=near)
            case "slut":
                return rows.filter(last_day__lt=day)
            case "alla":
                return rows
        return running
