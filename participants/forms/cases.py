"""Forms of the casework: journal, closing."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone

from amc.web.drafts import DraftFormMixin
from amc.web.forms import ActionForm, form_helper
from amc.web.layout import Group, Pair
from amc.web.widgets import DateInput, DateTimeInput
from participants.hooks import closing_parts
from participants.models import Closure, EducationLevel, Enrolment, JournalEntry
from participants.rules.closures import ClosureFacts, closure_obstacles
from participants.rules.later import contact_obstacles

LONGEST_TEXT = 20_000
YES_NO = [("True", "Ja"), ("False", "Nej")]
REGULAR, MUNICIPAL, OTHER = "regular", "municipal", "other"
WORK_KINDS = [
    (REGULAR, "På den reguljära arbetsmarknaden"),
    (MUNICIPAL, "Kommunal arbetsmarknadsanställning"),
    (OTHER, "Annat, till exempel skyddat arbete"),
]


class YesNoField(forms.TypedChoiceField):
    """Yes or no as two radios; None while nobody has answered."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(
            label=label,
            choices=YES_NO,
            coerce=lambda value: value == "True",
            empty_value=None,
            widget=forms.RadioSelect,
            required=False,
            **kwargs,
        )


def needed(name: str) -> Field:
    """A field that has to be answered where it is shown, though the form as a whole can do without."""
    return Field(name, wrapper_class="needed")


class JournalForm(DraftFormMixin, ActionForm):
    """A journal note."""

    kind = forms.ChoiceField(label="Slag", choices=JournalEntry.Kind.choices)
    occurred_at = forms.DateTimeField(label="Hände", widget=DateTimeInput)
    text = forms.CharField(
        label="Anteckning",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "lang": "sv"}),
        error_messages={"required": "Skriv vad som hände."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("occurred_at", timezone.localtime().replace(second=0, microsecond=0, tzinfo=None))
        self.helper = form_helper(Pair("kind", "occurred_at"), "text")


class CorrectionForm(JournalForm):
    """A later note that corrects an earlier one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Rättelse"
        self.fields["occurred_at"].help_text = "När det hände. Var tiden fel skriver du den rätta."
        self.fields["text"].help_text = "Skriv vad som var fel och hur det ska vara. Den första anteckningen står kvar."


class ClosingQuestions(DraftFormMixin, ActionForm):
    """What is asked whenever a case ends, however it ends: what other apps ask (as how it went with each goal of the
    plan), whether and how the unit may be in touch, and a summary. `ending` lays them out."""

    may_contact = YesNoField("Får vi höra av oss och fråga hur det går?")
    contact_how = forms.ChoiceField(
        label="Nås helst på", choices=[("", "Inget önskemål"), *Closure.ContactHow.choices], required=False
    )
    summary = forms.CharField(
        label="Sammanfattning",
        help_text="Vad har hänt, vad fungerade och vad är nästa steg?",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        self.enrolment = enrolment
        self.parts = [(part.heading, part.fields(enrolment)) for part in closing_parts()]
        self.asked = {name: field for _, fields in self.parts for name, field in fields.items()}
        super().__init__(*args, **kwargs)
        self.fields.update(self.asked)

    def ending(self) -> list[Any]:
        """The questions as they stand last in the form."""
        return [
            *(Group(heading, *fields) for heading, fields in self.parts if fields),
            Group(
                "Efter avslutet",
                needed("may_contact"),
                Div("contact_how", data_shown_by="may_contact", data_shown_value="True"),
            ),
            "summary",
        ]

    def make_room(self, data: Mapping[str, Any]) -> None:
        """What other apps ask is kept in a draft, too."""
        self.fields.update(self.asked)

    def answers(self) -> dict[str, Any]:
        """The answers to what other apps asked."""
        return {name: self.cleaned_data[name] for name in self.asked}


class ClosureForm(ClosingQuestions):
    """Closing an enrolment, with what Kolada asks for."""

    closed_on = forms.DateField(label="Avslutas", widget=DateInput)
    reason = forms.ChoiceField(label="Orsak", choices=[("", "Välj orsak"), *Closure.Reason.choices])
    education_level = forms.ChoiceField(label="Utbildningsnivå i dag", choices=EducationLevel.choices)
    to_work = forms.BooleanField(label="Började arbeta", required=False)
    work_kind = forms.ChoiceField(
        label="Vilket slags arbete?", choices=WORK_KINDS, widget=forms.RadioSelect, required=False
    )
    subsidised = YesNoField("Har arbetet stöd?")
    support = forms.CharField(label="Vilket stöd", max_length=100, required=False)
    work_started_on = forms.DateField(label="Arbetet började", widget=DateInput, required=False)
    work_extent = forms.IntegerField(label="Omfattning (%)", min_value=1, max_value=100, required=False)
    employer_name = forms.CharField(label="Arbetsgivare", max_length=200, required=False)
    how_found = forms.ChoiceField(
        label="Hur arbetet hittades", choices=[("", "Vet inte"), *Closure.HowFound.choices], required=False
    )
    to_studies = forms.BooleanField(label="Började studera", required=False)
    csn = YesNoField("Ger studierna rätt till studiemedel?")
    studies_started_on = forms.DateField(label="Studierna började", widget=DateInput, required=False)
    studies_extent = forms.IntegerField(label="Studietakt (%)", min_value=1, max_value=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            Pair("closed_on", "reason"),
            "education_level",
            "to_work",
            Div(
                Group(
                    "Arbetet",
                    needed("work_kind"),
                    needed("subsidised"),
                    Div(needed("support"), data_shown_by="subsidised", data_shown_value="True"),
                    Pair(needed("work_started_on"), "work_extent"),
                    Pair("employer_name", "how_found"),
                ),
                data_shown_by="to_work",
            ),
            "to_studies",
            Div(
                Group("Studierna", needed("csn"), Pair("studies_started_on", "studies_extent")),
                data_shown_by="to_studies",
            ),
            *self.ending(),
        )

    def clean(self) -> dict[str, Any]:
        """Where something is wrong already, what the rules of closing ask for is told in the same go."""
        values = super().clean() or self.cleaned_data
        if self.errors and values.get("closed_on") and values.get("reason"):
            facts = self.facts()
            opened_on = self.enrolment.opened_on
            found = closure_obstacles(facts, opened_on=opened_on, today=timezone.localdate(), is_open=True)
            found += contact_obstacles(reason=facts.reason, may_contact=facts.may_contact)
            for obstacle in found:
                if obstacle.field not in self.errors:
                    self.add_error(obstacle.field, obstacle.message)
        return values

    def facts(self) -> ClosureFacts:
        """What the rules look at."""
        kind = self.cleaned_data.get("work_kind")
        known = [name for name in ClosureFacts.__dataclass_fields__ if name in self.cleaned_data]
        answers = {name: self.cleaned_data[name] for name in known}
        return ClosureFacts(
            **answers,
            regular=kind == REGULAR if kind else None,
            municipal=kind == MUNICIPAL if kind else None,
        )

    def more(self) -> dict[str, Any]:
        """What is only written down."""
        return {
            name: self.cleaned_data[name]
            for name in ("summary", "work_extent", "employer_name", "how_found", "studies_extent", "contact_how")
        }


class LastedForm(ActionForm):
    """Whether the work lasted a connected month."""

    lasted = forms.TypedChoiceField(
        label="Varade arbetet minst en sammanhängande månad?",
        choices=YES_NO,
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )


def local(moment: dt.datetime) -> dt.datetime:
    """A moment as a native field shows it: the municipality's time, without a zone."""
    return timezone.localtime(moment).replace(tzinfo=None)
