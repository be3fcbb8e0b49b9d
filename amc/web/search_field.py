"""The field for names and identity numbers. Its term never stands in an address."""

from django import forms


class SearchForm(forms.Form):
    """One field; its form is sent by POST."""

    sok = forms.CharField(
        label="Sök på namn, personnummer eller ärendenummer",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )
