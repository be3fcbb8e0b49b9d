"""The form of a report to socialnämnden."""

import datetime as dt
from typing import Any

from django import forms

from amc.aktivitetskrav.models import BoardReport, ReportEvent
from amc.aktivitetskrav.reports import Report
from amc.web.display import EN_DASH
from amc.web.drafts import DraftFormMixin
from amc.web.forms import ActionForm, form_helper
from amc.web.layout import Group, Pair
from amc.web.widgets import DateInput
from participants.forms.cases import LONGEST_TEXT
from participants.forms.sharing import NO_CONSENT, GroundMixin
from participants.models import Consent


class ReportForm(GroundMixin, DraftFormMixin, ActionForm):
    """What socialnämnden is told, and on which ground."""

    events = forms.ModelMultipleChoiceField(
        ReportEvent.objects.none(),
        label="Vad har hänt?",
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )
    first_day = forms.DateField(label="Från och med", widget=DateInput)
    last_day = forms.DateField(label="Till och med", widget=DateInput)
    text = forms.CharField(
        label="Beskrivning",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Bara det som nämnden behöver. Timmarna vecka för vecka följer med av sig själva.",
    )
    organisation = forms.CharField(label="Nämnd eller enhet", max_length=200)
    person = forms.CharField(label="Vem som tar emot", max_length=100, help_text="Namn och befattning.")
    sent_how = forms.ChoiceField(
        label="Hur skickas den?", choices=BoardReport.How.choices, widget=forms.RadioSelect, initial="secure"
    )

    def __init__(self, *args: Any, consents: list[Consent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events: Any = self.fields["events"]
        events.queryset = ReportEvent.objects.filter(is_active=True)
        self.offer(consents)
        self.initial.setdefault("consent", next(iter(self.consents), NO_CONSENT))
        self.helper = form_helper(
            Group("Rapporten", "events", Pair("first_day", "last_day"), "text"),
            Group("Mottagaren", Pair("organisation", "person"), "sent_how"),
            *self.ground_layout(),
        )

    def report(self) -> Report:
        """What is told."""
        given, ground = self.cleaned_data, self.ground()
        on = f"Samtycke {ground['consent'].given_on}" if ground["consent"] else given["statute"]
        return Report(
            events=[row.name for row in given["events"]],
            first_day=given["first_day"],
            last_day=given["last_day"],
            text=given["text"].strip(),
            organisation=given["organisation"].strip(),
            person=given["person"].strip(),
            how=given["sent_how"],
            ground=on or EN_DASH,
        )


def last_month(today: dt.date) -> tuple[dt.date, dt.date]:
    """The four whole weeks before this one."""
    monday = today - dt.timedelta(days=today.weekday())
    return monday - dt.timedelta(weeks=4), monday - dt.timedelta(days=1)
