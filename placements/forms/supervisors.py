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
from placements.lookups import EmployerLookup, SupervisorLookup
from placements.models import Employer, Supervision, Supervisor


class SupervisorForm(LookupFormMixin, StaleFormMixin, ActionModelForm):
    """A supervisor."""

    employer = LookupField(EmployerLookup(), label="Arbetsgivare")

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
            "training",
            "trained_on",
            "trained_until",
            "certificate",
            "capacity",
            "is_active",
            "last_day",
        ]
        labels = {
            "municipal_employee": "Anställd av kommunen (får handledarersättning)",
            "training": "Handledarutbildning",
            "trained_on": "När",
            "trained_until": "Gäller till och med",
            "certificate": "Var intyget finns",
            "capacity": "Handleder högst så många samtidigt",
            "is_active": "Handleder: går att välja för nya placeringar",
        }
        help_texts = {
            "email": "Behövs för att bekräfta månader i systemet.",
            "trained_until": "Lämna tomt om den gäller tills vidare.",
            "certificate": "Diarienumret eller pärmen.",
            "capacity": "Lämna tomt om ingen gräns är sagd. Över gränsen varnas den som väljer handledaren.",
            "employee_number": "Står i filen till lönesystemet.",
            "last_day": "Töm fältet om handledaren stannar. Handledarskap som har lämnats över kommer inte tillbaka.",
        }
        widgets = {
            "trained_on": DateInput(),
            "trained_until": DateInput(),
            "last_day": DateInput(),
            "training": forms.RadioSelect(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leaves = self.instance.last_day is not None
        if not leaves:
            del self.fields["last_day"]
        self.helper = form_helper(
            Group("Personen", Pair("first_name", "last_name"), "employer", "municipal_employee", "employee_number"),
            Group("Kontakt", "email", "phone"),
            Group("Utbildning", "training", Pair("trained_on", "trained_until"), "certificate"),
            Group("Hur många", "capacity", "is_active"),
            *(["last_day"] if leaves else []),
        )


class SupervisorFilter(FilterSet):
    """Those without training, and those without an account."""

    TRAINED = [
        ("nej", "Saknar utbildning"),
        ("slut", "Har slutat gälla"),
        ("nu", "Handleder i dag utan"),
        ("ja", "Har utbildning"),
    ]
    ROOM = [("ja", "Kan ta emot fler")]
    ACCOUNT = [("nej", "Saknar konto"), ("ja", "Har konto")]

    utbildning = django_filters.ChoiceFilter(
        label="Utbildning", choices=TRAINED, empty_label="Alla", method="by_training"
    )
    plats = django_filters.ChoiceFilter(label="Plats", choices=ROOM, empty_label="Alla", method="by_room")
    konto = django_filters.ChoiceFilter(label="Konto", choices=ACCOUNT, empty_label="Alla", method="by_account")

    class Meta:
        model = Supervisor
        fields: list[str] = []

    def by_training(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Trained today, not any more, or never."""
        day = today()
        if value == "nej":
            return rows.filter(trained_on__isnull=True)
        if value == "nu":
            leads = Supervision.objects.filter(supervisor=OuterRef("pk"), period__contains=day)
            return rows.filter(Q(trained_on__isnull=True) | Q(trained_until__lt=day), Exists(leads))
        over = Q(trained_until__lt=day)
        return rows.filter(over) if value == "slut" else rows.filter(~over, trained_on__isnull=False)

    def by_room(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those who supervise, and not as many as they can."""
        led = Supervision.objects.filter(supervisor=OuterRef("pk"), period__contains=today()).order_by()
        amount = led.values("supervisor").annotate(amount=Count("pk")).values("amount")
        room = Q(capacity__isnull=True) | Q(capacity__gt=Coalesce(Subquery(amount), 0))
        return rows.filter(room, is_active=True)

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

    def __init__(self, *args: Any, employer: Employer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].widget.near_key = str(employer.uuid)
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


class StandInForm(PlacementForm):
    """For how long somebody stands in."""

    last_day = forms.DateField(label="Står in till och med", widget=DateInput(), required=False)
    never = forms.BooleanField(label="Det blev inte av: ta bort", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("seen", "last_day", "never")

    def clean(self) -> dict[str, Any]:
        """A day, or that it never came about."""
        values = super().clean() or self.cleaned_data
        if not values.get("never") and not values.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", "Ange sista dagen, eller kryssa för att det inte blev av.")
        return values
