"""The form of the extract."""

from django import forms

from amc.web.forms import ActionForm


class ExtractForm(ActionForm):
    """To whom the extract goes, and how it is known who that is."""

    reference = forms.CharField(
        label="Diarienummer", max_length=100, help_text="Begäran om registerutdrag i kommunens diarium."
    )
    person = forms.CharField(
        label="Vem som får utdraget", max_length=100, help_text="Deltagaren själv, en god man eller ett ombud."
    )
    identified = forms.CharField(
        label="Så vet du vem det är",
        max_length=200,
        help_text="Till exempel: legitimation visad, eller fullmakt med datum.",
    )
    form = forms.ChoiceField(
        label="På vilket sätt",
        choices=[("letter", "På papper"), ("secure", "Säker digital överföring")],
        widget=forms.RadioSelect,
        initial="letter",
    )
