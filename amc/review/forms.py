"""What the reviewer found."""

from django import forms

from amc.review.models import Flag
from amc.web.forms import ActionForm


class ReviewForm(ActionForm):
    """An outcome, and words where it needs them."""

    outcome = forms.ChoiceField(label="Utfall", choices=Flag.Outcome.choices, widget=forms.RadioSelect)
    comment = forms.CharField(
        label="Kommentar",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "lang": "sv"}),
        help_text="Behövs när du har ställt en fråga eller sett en avvikelse.",
    )
