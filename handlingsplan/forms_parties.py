"""The forms of who else is asked to agree to a version."""

import datetime as dt
from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.db.models import QuerySet

from amc.revisions import Stale
from amc.web.forms import ActionForm, form_helper
from amc.web.widgets import DateInput
from handlingsplan import rules
from handlingsplan.models import PlanParty
from participants.forms.cases import needed
from participants.models import OutsideContact

ANSWER_DAYS = 14


class AskPartyForm(ActionForm):
    """Whom to ask, and until when."""

    contact = forms.ModelChoiceField(
        label="Vem ska också godkänna planen?",
        queryset=OutsideContact.objects.none(),
        to_field_name="uuid",
        empty_label="Välj kontakt",
        error_messages={"required": "Välj en kontakt."},
    )
    due_on = forms.DateField(
        label="Svar senast",
        help_text="Det står i Min dag från en vecka före den dagen, tills svaret har kommit.",
        widget=DateInput,
    )

    def __init__(self, *args: Any, contacts: QuerySet[OutsideContact], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["contact"]
        field.queryset = contacts
        field.label_from_instance = lambda row: f"{row.name}, {row.get_organisation_display()}"
        self.fields["due_on"].initial = today + dt.timedelta(days=ANSWER_DAYS)


class SettlePartyForm(ActionForm):
    """What they answered, to which text."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    text = forms.CharField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="Hur blev det?",
        choices=[
            (rules.PARTY_AGREED, "Har godkänt planen"),
            (rules.PARTY_MORE_TIME, "Ge mer tid"),
            (rules.PARTY_DROPPED, "Vi väntar inte längre på svaret"),
        ],
        widget=forms.RadioSelect,
        initial=rules.PARTY_AGREED,
    )
    how = forms.ChoiceField(
        label="Hur kom godkännandet?",
        choices=PlanParty.How,
        widget=forms.RadioSelect,
        initial=PlanParty.How.SCREEN,
        required=False,
    )
    reference = forms.CharField(
        label="Var svaret finns",
        help_text="Diarienummer, plats i arkivet, eller vem som tog emot svaret och när.",
        max_length=200,
        required=False,
    )
    day = forms.DateField(
        label="Dag", help_text="Den dag de godkände, eller den nya sista dagen för svaret.", widget=DateInput
    )
    reason = forms.CharField(label="Varför väntar ni inte längre?", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked_day = f"{rules.PARTY_AGREED} {rules.PARTY_MORE_TIME}"
        by_paper = f"{PlanParty.How.PAPER} {PlanParty.How.MESSAGE}"
        self.helper = form_helper(
            "outcome",
            Div(
                needed("how"),
                Div(needed("reference"), data_shown_by="how", data_shown_value=by_paper),
                data_shown_by="outcome",
                data_shown_value=rules.PARTY_AGREED,
            ),
            Div("day", data_shown_by="outcome", data_shown_value=asked_day),
            Div(needed("reason"), data_shown_by="outcome", data_shown_value=rules.PARTY_DROPPED),
        )

    def show_newer(self, *, seen: str, text: str) -> None:
        """Ask about another text than the one that was posted: an agreement to that one says nothing of this."""
        self.replace_posted(seen=seen, text=text)

    def show_stale(self, stale: Stale) -> None:
        """Say what somebody else noted meanwhile."""
        current = stale.current
        if current is None:
            self.add_error(None, "Någon har tagit bort utkastet. Ladda om planen.")
            return
        self.add_error(None, f"Någon har ändrat dagen. Nu står det: svar senast {current.due_on}.")
        self.replace_posted(revision=str(current.revision))

    def answer(self) -> dict[str, Any]:
        """What `settle_party` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"once", "text"}}
