"""Forms that start, extend and end placements, and the filters of their lists."""

import datetime as dt
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.safestring import SafeString

from amc.calendar import today
from amc.web.filters import AppliedLast
from amc.web.forms import EARLIEST_YEAR, LATEST_YEAR, ActionForm, form_helper
from amc.web.layout import Group, Pair
from amc.web.lookup import LookupField, LookupFormMixin
from amc.web.widgets import DateInput
from placements.forms.at_employer import AtEmployerFilter
from placements.forms.employments import TermsFormMixin
from placements.forms.parts import PlacementForm, ReasonedWarningsFormMixin, WarningBoxes
from placements.lookups import SupervisorLookup, WorkplaceLookup
from placements.models import Employment, Internship, InternshipKind, Scheme, Supervision


class SchemeSelect(forms.Select):
    """Forms of employment, each with the days it is in force, so that the first day's are offered (schemes.js)."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The days as attributes of the option."""
        option = super().create_option(name, value, *args, **kwargs)
        scheme = getattr(value, "instance", None)
        if scheme:
            option["attrs"]["data-from"] = scheme.valid_from.isoformat()
            if scheme.valid_to:
                option["attrs"]["data-to"] = scheme.valid_to.isoformat()
        return option


class SchemeField(forms.ModelChoiceField):
    """A form of employment, by its code; the unit's own first. One that is no more says until when it was."""

    widget = SchemeSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Scheme.objects.none(), to_field_name="code", **kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> "SchemeField":
        """Each form asks for the rows anew."""
        copied: SchemeField = super().__deepcopy__(memo)
        copied.queryset = Scheme.objects.order_by("-exclusive", "name")
        return copied

    def label_from_instance(self, obj: Scheme) -> str:
        """Its name, and its last or first day where that is not today."""
        day = today()
        if obj.valid_to and obj.valid_to < day:
            return f"{obj.name} (till och med {obj.valid_to})"
        return f"{obj.name} (från {obj.valid_from})" if obj.valid_from > day else obj.name


class StartEmploymentForm(LookupFormMixin, ReasonedWarningsFormMixin, TermsFormMixin, ActionForm):
    """A new employment, on one page; the form of employment first, as the rest follows from it."""

    scheme: Any = SchemeField(label="Anställningsform", empty_label="Välj form")
    workplace = LookupField(WorkplaceLookup(), label="Arbetsplats", help_text="Skriv en del av namnet.")
    supervisor = LookupField(
        SupervisorLookup(),
        near="workplace",
        label="Handledare",
        required=False,
        help_text="Behövs från första dagen för AMI och arbetsmarknadsanställning.",
    )
    first_day = forms.DateField(label="Första dag", widget=DateInput())
    last_day = forms.DateField(label="Sista dag", widget=DateInput())

    def __init__(self, *args: Any, limits_url: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asks = {
            "hx-get": limits_url,
            "hx-target": "#tidsgrans",
            "hx-trigger": "change, load",
            "hx-include": "#id_first_day",
            "hx-sync": "#tidsgrans:queue last",  # a slow answer must not cover a later one
        }
        self.fields["scheme"].widget.attrs |= asks | {
            "data-schemes-of": "id_first_day",
            "data-today": today().isoformat(),
        }
        self.fields["first_day"].widget.attrs |= asks | {"hx-trigger": "change", "hx-include": "#id_scheme"}
        layout: list[Any] = [
            Group("Anställningen", "scheme", Pair("first_day", "last_day"), LimitNote(), "extent"),
            Group("Arbetsplatsen", "workplace", "supervisor", "tasks"),
            Group("Avtal", Pair("collective_agreement", "union"), "reference"),
        ]
        self.helper = form_helper(*layout, *self.exception_layout(), WarningBoxes())


class LimitNote(WarningBoxes):
    """The place where the computed last possible day is shown (placements/limits.html)."""

    def render(self, form: Any, context: Any, template_pack: str = "", **kwargs: Any) -> Any:
        """An empty place that htmx fills."""
        return SafeString('<div id="tidsgrans" class="limit-note" role="status"></div>')


class LimitsForm(forms.Form):
    """What the computed last possible day is asked with; nonsense means that nothing is known yet."""

    scheme = forms.ModelChoiceField(queryset=Scheme.objects.all(), to_field_name="code")
    first_day = forms.DateField(required=False)


class PlaceAsked(forms.Form):
    """What the address of a new placement may say; nonsense is left out."""

    arbetsplats = forms.UUIDField(required=False)
    fran = forms.DateField(required=False)
    till = forms.DateField(required=False)
    timmar = forms.DecimalField(required=False, min_value=1, max_value=60)


class ExtendForm(ReasonedWarningsFormMixin, PlacementForm):
    """A later last day."""

    last_day = forms.DateField(label="Ny sista dag", widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("last_day", WarningBoxes())


class EndForm(PlacementForm):
    """Why it ends, and when."""

    last_day = forms.DateField(label="Sista dag", widget=DateInput())
    end_reason = forms.ChoiceField(label="Varför slutar den?", widget=forms.RadioSelect)
    end_note = forms.CharField(label="Kommentar", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["end_reason"].choices = self.placement.EndReason.choices  # type: ignore[attr-defined]
        self.fields["last_day"].initial = min(self.placement.last_day, max(today(), self.placement.first_day))


class PlacementFilter(AtEmployerFilter):
    """What both lists are narrowed by."""

    STATES = [("kommande", "Har inte börjat"), ("slut", "Har slutat"), ("alla", "Alla")]
    ENDING = [("30", "Inom 30 dagar"), ("90", "Inom 90 dagar"), ("120", "Inom 120 dagar")]
    link = ""

    lage = AppliedLast(label="Läge", choices=STATES, empty_label="Pågår")
    slutar = django_filters.ChoiceFilter(label="Slutar", choices=ENDING, empty_label="När som helst", method="ending")
    handledare = django_filters.ChoiceFilter(
        label="Handledare", choices=[("saknas", "Saknas")], empty_label="Alla", method="unsupervised"
    )
    ar = django_filters.NumberFilter(label="Började år", method="begun")
    slutade = django_filters.ChoiceFilter(label="Slutade därför att", field_name="end_reason", empty_label="Alla")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """How they ended is the model's own words."""
        super().__init__(*args, **kwargs)
        self.filters["slutade"].extra["choices"] = self._meta.model.EndReason.choices

    def begun(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        """Those whose first day is in the year."""
        if not EARLIEST_YEAR <= value <= LATEST_YEAR:
            return rows.none()
        first, last = dt.date(int(value), 1, 1), dt.date(int(value), 12, 31)
        return rows.filter(period__startswith__range=(first, last))

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Running ones unless something else is asked for."""
        rows = super().filter_queryset(queryset)
        day = today()
        state = self.form.cleaned_data.get("lage")
        if state == "kommande":
            return rows.filter(period__startswith__gt=day)
        if state == "slut":
            return rows.filter(period__endswith__lte=day)
        if state == "alla":
            return rows
        return rows.filter(period__endswith__gt=day, period__startswith__lte=day)

    def ending(self, rows: Any, name: str, value: str) -> QuerySet:
        """Those whose last day comes within so many days."""
        return rows.ending_between(today(), today() + dt.timedelta(days=int(value)))

    def unsupervised(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those that nobody supervises today."""
        covering = Supervision.objects.filter(**{self.link: OuterRef("pk")}, period__contains=today())
        return rows.filter(~Exists(covering))


class EmploymentFilter(PlacementFilter):
    """Employments."""

    link = "employment"
    employer_path = "employer"
    anstallningsform = django_filters.ModelChoiceFilter(
        field_name="scheme", label="Form", queryset=Scheme.objects.all(), to_field_name="code", empty_label="Alla"
    )

    class Meta:
        model = Employment
        fields: list[str] = []

    def unsupervised(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those that ought to be supervised and are not."""
        return super().unsupervised(rows, name, value).filter(scheme__requires_supervisor=True)


class InternshipFilter(PlacementFilter):
    """Internships."""

    link = "internship"
    slag = django_filters.ModelChoiceFilter(
        field_name="kind", label="Slag", queryset=InternshipKind.objects.all(), to_field_name="code", empty_label="Alla"
    )

    class Meta:
        model = Internship
        fields: list[str] = []
