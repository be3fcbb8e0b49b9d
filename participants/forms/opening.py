"""Why one opens a person whose case one does not work with."""

from typing import Any

from django import forms
from django.utils.text import get_text_list

from amc.web.forms import ActionForm
from participants.models import OpeningReason


class OpeningForm(ActionForm):
    """One of the reasons, and own words where they are needed."""

    reason = forms.ModelChoiceField(
        OpeningReason.objects.filter(is_active=True), label="Skäl", widget=forms.RadioSelect, empty_label=None
    )
    note = forms.CharField(
        label="Med egna ord",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "sv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needing = [row.name.lower() for row in self.fields["reason"].queryset if row.needs_note]  # type: ignore[attr-defined]
        if needing:
            words = get_text_list(needing, "och")
            self.fields["note"].help_text = f"Behövs för {words}. Deltagaren kan få läsa det du skriver."
