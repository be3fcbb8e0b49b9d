"""Forms of where supervisors supervise besides at their own employer's."""

from typing import Any

from django import forms

from amc.web.forms import ActionForm, ActionModelForm, RuledMixin, form_helper
from amc.web.layout import Pair
from amc.web.lookup import LookupField, LookupFormMixin
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput
from placements.lookups import WorkplaceLookup
from placements.models import SupervisorPlace

UNTIL = "Lämna tomt om det gäller tills vidare."


class PlaceForm(LookupFormMixin, ActionForm):
    """A workplace, and when."""

    workplace = LookupField(WorkplaceLookup(), label="Arbetsplats")
    first_day = forms.DateField(label="Från och med", widget=DateInput())
    last_day = forms.DateField(label="Till och med", widget=DateInput(), required=False, help_text=UNTIL)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("workplace", Pair("first_day", "last_day"))


class PlaceDaysForm(StaleFormMixin, RuledMixin, ActionModelForm):
    """When a supervisor serves a workplace, or that it never came about."""

    never = forms.BooleanField(label="Det blev inte av: ta bort", required=False)

    class Meta:
        model = SupervisorPlace
        fields = ["first_day", "last_day"]
        help_texts = {"last_day": UNTIL}
        widgets = {"first_day": DateInput(), "last_day": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(Pair("first_day", "last_day"), "never")
