"""Forms that ask for and decide a later last day, and that note a suspension."""

from typing import Any

from django import forms

from amc.web.forms import ActionForm, form_helper
from amc.web.layout import Pair
from amc.web.widgets import DateInput
from placements.forms.parts import PlacementForm, WarningBoxes, WarningsFormMixin
from placements.models import Suspension


class RequestExtensionForm(PlacementForm):
    """A later last day, and why; the enhetschef decides."""

    last_day = forms.DateField(label="Ny sista dag", widget=DateInput())
    reason = forms.CharField(
        label="Varför behöver den bli längre?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Till exempel: Utbildningen till truckförare är klar först i maj. Enhetschefen beslutar.",
    )


class DecideExtensionForm(WarningsFormMixin, ActionForm):
    """Approved or declined, and why."""

    APPROVE, DECLINE = "approve", "decline"

    decision = forms.ChoiceField(
        label="Beslut", choices=[(APPROVE, "Bevilja"), (DECLINE, "Avslå")], widget=forms.RadioSelect
    )
    decision_reason = forms.CharField(
        label="Skäl för beslutet",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Konsulenten ser det.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("decision", "decision_reason", WarningBoxes())

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        values = super().values()
        return values | {"approved": values.pop("decision") == self.APPROVE}


class SuspensionForm(PlacementForm):
    """Why, and between which days."""

    why = forms.ChoiceField(label="Varför?", choices=Suspension.Why, widget=forms.RadioSelect)
    first_day = forms.DateField(label="Från och med", widget=DateInput())
    last_day = forms.DateField(label="Till och med", widget=DateInput())
    note = forms.CharField(
        label="Kommentar",
        max_length=300,
        required=False,
        help_text="Skriv inget om sjukdomen eller annat känsligt. Handledaren ser inte uppehållet.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("why", Pair("first_day", "last_day"), "note")


class ReturnForm(ActionForm):
    """The first day at work again."""

    back_on = forms.DateField(label="Första dagen tillbaka", widget=DateInput())
