"""The form that breaks off a placement."""

import datetime as dt
from typing import Any

from django import forms

from amc.calendar import today
from amc.web.forms import form_helper
from amc.web.layout import Group, Pair
from amc.web.widgets import DateInput
from placements.forms.parts import PlacementForm
from placements.models import Employment
from placements.rules.misuse import MEANT_TO_END

_NEXT_DAYS = 7


class AbortForm(PlacementForm):
    """Why it is broken off, from when, and what happens now."""

    end_reason = forms.ChoiceField(label="Varför avbryts den?", widget=forms.RadioSelect)
    what = forms.CharField(
        label="Vad har hänt?",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Skrivs i journalen. Vid missförhållande blir det också en allvarlig avvikelse.",
    )
    last_day = forms.DateField(label="Sista dag", widget=DateInput())
    next_step = forms.CharField(
        label="Vad händer nu?",
        max_length=300,
        help_text="Till exempel: Möte på måndag om en annan plats, matlagningskursen så länge.",
    )
    next_on = forms.DateField(
        label="Senast", widget=DateInput(), help_text="Då står en uppföljning av planen i Min dag."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = self.placement.EndReason.choices
        kept = [choice for choice in reasons if choice[0] not in MEANT_TO_END]
        # What has gone wrong at the workplace is why one breaks off at once: it comes first.
        self.fields["end_reason"].choices = sorted(kept, key=lambda choice: choice[0] != "misuse")  # type: ignore[attr-defined]
        self.fields["last_day"].initial = today()
        self.fields["next_on"].initial = today() + dt.timedelta(days=_NEXT_DAYS)
        self.fields["end_reason"].help_text = (
            "Anställningens uppsägning sköts av arbetsgivaren." if isinstance(self.placement, Employment) else ""
        )
        self.helper = form_helper(
            "seen", "end_reason", "what", "last_day", Group("Nästa steg", Pair("next_step", "next_on"))
        )
