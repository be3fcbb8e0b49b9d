"""Forms of the register of supervisors, and of whom they supervise."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from amc.calendar import today
from amc.web.filters import FilterSet
from amc.web.forms import ActionForm, ActionModelForm, form_helper
from amc.web.layout import Group, Pair
from amc.web.lookup import LookupField, LookupFormMixin
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput
from placements.forms.parts import PlacementForm, WarningBoxes, WarningsFormMixin
from placements.forms.trainings import HELP, LABELS
from placements.lookups import EmployerLookup, SupervisorLookup
from placements.models import (
    Employer,
    Supervision,
    Supervisor,
    SupervisorPlace,
    SupervisorTraining,
    Workplace,
)
from placements.querysets_register import SupervisorQuerySet


class SupervisorForm(LookupFormMixin, StaleFormMixin, ActionModelForm):
    """A supervisor."""

    employer = LookupField(EmployerLookup(), label="Arbetsgivare")
    more_groups: tuple[Any, ...] = ()

    class Meta:
        model = Supervisor
        fields = [
            "first_name",
            "last_name",
            "employer",
            "municipal_employee",
            "employee_number",
            "email",
            "phone",
            "capacity",
            "is_active",
            "last_day",
        ]
        labels = {
            "municipal_employee": "Anställd av kommunen (får handledarersättning)",
            "capacity": "Handleder högst så många samtidigt",
            "is_active": "Handleder: går att välja för nya placeringar",
        }
        help_texts = {
            "email": "Behövs för att bekräfta månader i systemet.",
            "capacity": "Lämna tomt om ingen gräns är sagd. Över gränsen varnas den som väljer handledaren.",
            "employee_number": "Står i filen till lönesystemet. Utan nummer betalas ingen ersättning ut.",
            "last_day": "Töm fältet om handledaren stannar. Handledarskap som har lämnats över kommer inte tillbaka.",
        }
        widgets = {"last_day": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaves = self.instance.last_day is not None
        if not leaves:
            del self.fields["last_day"]
        self.helper = form_helper(
            Group("Personen", Pair("first_name", "last_name"), "employer", "municipal_employee", "employee_number"),
            Group("Kontakt", "email", "phone"),
            *self.more_groups,
            Group("Hur många", "capacity", "is_active"),
            *(["last_day"] if leaves else []),
        )


class NewSupervisorForm(SupervisorForm):
    """A supervisor with the first training, if they have one."""

    _TRAINING = ("kind", "held_on", "valid_until", "certificate")
    more_groups = (Group("Utbildning", "kind", Pair("held_on", "valid_until"), "certificate"),)

    kind = forms.ChoiceField(
        label=LABELS["kind"],
        choices=[("", "Ingen utbildning än"), *SupervisorTraining.Kind.choices],
        required=False,
        widget=forms.RadioSelect(),
    )
    held_on = forms.DateField(label=LABELS["held_on"], required=False, widget=DateInput())
    valid_until = forms.DateField(
        label="Gäller till och med", required=False, widget=DateInput(), help_text=HELP["valid_until"]
    )
    certificate = forms.CharField(
        label=LABELS["certificate"], required=False, max_length=200, help_text=HELP["certificate"]
    )

    def clean(self) -> dict[str, Any]:
        """A training and its day, or neither."""
        values = super().clean() or self.cleaned_data
        kind, rest = values.get("kind"), [values.get(name) for name in self._TRAINING[1:]]
        if kind and not values.get("held_on") and "held_on" not in self.errors:
            self.add_error("held_on", "Ange när utbildningen gavs.")
        elif not kind and any(rest) and "kind" not in self.errors:
            self.add_error("kind", "Välj utbildning, eller töm fälten om den.")
        return values

    def training(self) -> dict[str, Any] | None:
        """What was said of the training; None where there is none."""
        values = {name: self.cleaned_data[name] for name in self._TRAINING}
        return values if values["kind"] else None

    def of_supervisor(self) -> dict[str, Any]:
        """The values of the supervisor's own fields."""
        return {name: value for name, value in self.values().items() if name not in self._TRAINING}


class SupervisorFilter(FilterSet):
    """Those without training, and those without an account."""

    TRAINED = [
        ("nej", "Saknar utbildning"),
        ("slut", "Har slutat gälla"),
        ("nu", "Handleder i dag utan"),
        ("ja", "Har utbildning"),
    ]
    ROOM = [("ja", "Kan ta emot fler")]
    ROVES = [("ja", "På flera arbetsplatser")]
    ACCOUNT = [("nej", "Saknar konto"), ("ja", "Har konto")]

    utbildning = django_filters.ChoiceFilter(
        label="Utbildning", choices=TRAINED, empty_label="Alla", method="by_training"
    )
    plats = django_filters.ChoiceFilter(label="Plats", choices=ROOM, empty_label="Alla", method="by_room")
    arbetsplatser = django_filters.ChoiceFilter(
        label="Arbetsplatser", choices=ROVES, empty_label="Alla", method="by_roving"
    )
    konto = django_filters.ChoiceFilter(label="Konto", choices=ACCOUNT, empty_label="Alla", method="by_account")

    class Meta:
        model = Supervisor
        fields: list[str] = []

    def by_training(self, rows: SupervisorQuerySet, name: str, value: str) -> QuerySet:
        """Trained today, not any more, or never."""
        day = today()
        if value == "nej":
            return rows.never_trained(day)
        if value == "nu":
            leads = Supervision.objects.filter(supervisor=OuterRef("pk"), period__contains=day)
            return rows.untrained(day).filter(Exists(leads))
        return rows.lapsed(day) if value == "slut" else rows.trained(day)

    def by_room(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those who supervise, and not as many as they can."""
        led = Supervision.objects.filter(supervisor=OuterRef("pk"), period__contains=today()).order_by()
        amount = led.values("supervisor").annotate(amount=Count("pk")).values("amount")
        room = Q(capacity__isnull=True) | Q(capacity__gt=Coalesce(Subquery(amount), 0))
        return rows.filter(room, is_active=True)

    def by_roving(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those who serve a workplace besides at their own employer's."""
        return rows.filter(Exists(SupervisorPlace.objects.lasting(today()).filter(supervisor=OuterRef("pk"))))

    def by_account(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """With an account to confirm months with, or without."""
        return rows.filter(user__isnull=value == "nej")


class ChangeSupervisorForm(LookupFormMixin, WarningsFormMixin, ActionForm):
    """Who leads from when."""

    supervisor = LookupField(
        SupervisorLookup(),
        label="Ny handledare",
        required=False,
        help_text="Lämna tomt om ingen ny finns än. Då blir det en avvikelse tills någon har tagit över.",
    )
    first_day = forms.DateField(label="Från och med", widget=DateInput())
    last_day = forms.DateField(
        label="Till och med",
        widget=DateInput(),
        required=False,
        help_text="Lämna tomt om handledaren tar över. Fyll i om någon står in en tid, till exempel under semester.",
    )

    def __init__(self, *args: Any, at: Employer | Workplace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].widget.near_key = str(at.uuid)
        self.helper = form_helper("supervisor", Pair("first_day", "last_day"), WarningBoxes())

    def clean(self) -> dict[str, Any]:
        """Nobody cannot stand in."""
        values = super().clean() or self.cleaned_data
        if values.get("last_day") and not values.get("supervisor") and "supervisor" not in self.errors:
            self.add_error("supervisor", "Välj vem som står in.")
        return values


class UntrainedForm(ActionForm):
    """Why supervision goes on without a training that holds."""

    reason = forms.CharField(
        label="Varför går handledningen vidare?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Till exempel: Går kursen i februari. Teamledaren är med varje dag till dess.",
    )


class StandInForm(WarningsFormMixin, PlacementForm):
    """For how long somebody stands in."""

    last_day = forms.DateField(label="Står in till och med", widget=DateInput(), required=False)
    never = forms.BooleanField(label="Det blev inte av: ta bort", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("seen", "last_day", "never", WarningBoxes())

    def clean(self) -> dict[str, Any]:
        """A day, or that it never came about."""
        values = super().clean() or self.cleaned_data
        if not values.get("never") and not values.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", "Ange sista dagen, eller kryssa för att det inte blev av.")
        return values
