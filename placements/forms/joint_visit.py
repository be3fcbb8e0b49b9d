"""Forms of visits together with Arbetsförmedlingen."""

from typing import Any

from django import forms

from amc.web.forms import ActionForm, ActionModelForm, RuledMixin, form_helper
from amc.web.layout import Pair
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput, TimeInput
from placements.forms.dealings import doers_of
from placements.models import Employer, JointVisit
from placements.rules.joint_visit import CANCELLED, HELD


class JointVisitForm(StaleFormMixin, RuledMixin, ActionModelForm):
    """When, where, who from AF and who of us."""

    class Meta:
        model = JointVisit
        fields = ["on_day", "at", "workplace", "about", "af_name", "af_phone", "by"]
        labels = {
            "on_day": "Dag",
            "at": "Klockan",
            "workplace": "Arbetsplats",
            "about": "Vad gäller det?",
            "af_name": "Vem från AF",
            "af_phone": "Telefon dit",
            "by": "Vem från oss",
        }
        help_texts = {
            "about": "Till exempel en plats eller lönestöd. Inget om deltagare.",
            "by": "Det kommer i Min dag tills det är sagt hur det gick.",
        }
        widgets = {"on_day": DateInput(), "at": TimeInput()}

    def __init__(self, *args: Any, employer: Employer, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        known = employer.workplaces.filter(is_active=True) | employer.workplaces.filter(pk=self.instance.workplace_id)
        fields["workplace"].queryset = known.order_by("name", "pk")
        fields["workplace"].empty_label = "Ingen särskild"
        fields["by"].queryset = doers_of(user, self.instance.by_id)
        fields["by"].empty_label = "Välj"
        fields["af_phone"].widget.input_type = "tel"
        self.helper = form_helper(Pair("on_day", "at"), Pair("workplace", "about"), Pair("af_name", "af_phone"), "by")


class JointVisitEndForm(ActionForm):
    """How it went."""

    state = forms.ChoiceField(
        label="Blev besöket av?",
        choices=[(HELD, "Ja, det är genomfört"), (CANCELLED, "Nej, det ställs in")],
        widget=forms.RadioSelect,
        initial=HELD,
    )
    outcome = forms.CharField(
        label="Vad hände?",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Vad ni kom fram till, eller varför det ställs in. Inget om deltagare.",
    )
