"""What is typed of an employment, and the form that puts it right."""

from typing import Any

from django import forms

from amc.staff.access import Permission
from amc.web.forms import UserFormMixin, form_helper
from amc.web.layout import Group, More, Pair
from amc.web.widgets import DateInput
from placements.forms.parts import PlacementForm, ReasonedWarningsFormMixin, WarningBoxes

_EXCEPTION = ("exception_reason", "exception_paper_date")


class TermsFormMixin(forms.Form):
    """How much, what one does and by which agreement; for those who may grant it also the exception from what is to be
    done before the first day."""

    extent = forms.IntegerField(label="Omfattning (%)", min_value=1, max_value=100, initial=100)
    collective_agreement = forms.CharField(
        label="Kollektivavtal", max_length=100, required=False, help_text="Till exempel BEA eller AMI-avtalet."
    )
    union = forms.CharField(
        label="Fackförbund", max_length=100, required=False, help_text="Till exempel Kommunal eller Fastighets."
    )
    reference = forms.CharField(
        label="Avtalets nummer", max_length=60, required=False, help_text="Diarienumret eller numret på avtalet."
    )
    tasks = forms.CharField(
        label="Arbetsuppgifter",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Handledaren ser det här. Skriv inget om hälsa eller annat känsligt.",
    )
    exception_reason = forms.CharField(
        label="Skäl för undantag", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    exception_paper_date = forms.DateField(
        label="Planens datum på papper",
        required=False,
        widget=DateInput(),
        help_text="För AMI, om planen skrevs på papper före första dagen.",
    )

    def exception_layout(self) -> list[Any]:
        """The fields of the exception, folded in; none of them for those who may not grant it."""
        if Permission.MANAGE.granted_to(self.user):  # type: ignore[attr-defined]
            return [More("Undantag från det som ska vara klart före första dagen", *_EXCEPTION)]
        for name in _EXCEPTION:
            del self.fields[name]
        return []


class ChangeEmploymentForm(UserFormMixin, ReasonedWarningsFormMixin, TermsFormMixin, PlacementForm):
    """What can be put right of an employment: all that was typed, save the form, the workplace and the last day."""

    first_day = forms.DateField(
        label="Första dag",
        widget=DateInput(),
        help_text="Rätta den om den blev fel. Handledarskapet och uppföljningarna följer med.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_day", "extent", "tasks", "collective_agreement", "union", "reference"):
            self.fields[name].initial = getattr(self.placement, name)
        self.helper = form_helper(
            "seen",
            Group("Anställningen", "first_day", "extent", "tasks"),
            Group("Avtal", Pair("collective_agreement", "union"), "reference"),
            *self.exception_layout(),
            WarningBoxes(),
        )
