"""The form of "vad händer sedan?"."""

from django import forms

from amc.web.forms import ActionForm
from placements.models import NextStep


class NextStepForm(ActionForm):
    """Where it leads, and what is done now to get there."""

    leads_to = forms.ChoiceField(
        label="Vad leder den till?",
        choices=[(one.value, one.label) for one in NextStep.PLANNED],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label="Vad gör ni nu för att komma dit?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Till exempel: Handledaren frågar chefen om en tjänst i höst. Vi söker två platser var vecka.",
    )


class OutcomeForm(ActionForm):
    """What an employment that has ended became."""

    leads_to = forms.ChoiceField(
        label="Vad hände sedan?",
        choices=[(one.value, one.label) for one in NextStep.BECAME],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label="Mer om det",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Frivilligt. Till exempel: Vikariat till juni, deltid.",
    )
