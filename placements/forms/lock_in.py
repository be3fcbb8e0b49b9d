"""The form that answers why somebody still is where they are."""

import datetime as dt
from typing import Any

from django import forms

from amc.calendar import today
from amc.web.forms import ActionForm, form_helper
from amc.web.layout import Group, Pair
from amc.web.widgets import DateInput

_NEXT_DAYS = 28


class LockInForm(ActionForm):
    """Why, what comes next, and by when."""

    why = forms.CharField(
        label="Varför är det så fortfarande?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Skriv om insatsen och vad som hindrar nästa steg. Skriv inget om hälsa.",
    )
    next_step = forms.CharField(
        label="Vad är nästa steg?", max_length=300, help_text="Till exempel: Provar två veckor i köket på Ekhaga."
    )
    next_on = forms.DateField(
        label="Senast", widget=DateInput(), help_text="Då står en uppföljning av planen i Min dag."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_on"].initial = today() + dt.timedelta(days=_NEXT_DAYS)
        self.helper = form_helper("why", Group("Nästa steg", Pair("next_step", "next_on")))
