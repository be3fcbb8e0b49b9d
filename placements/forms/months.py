"""Forms of the months of supervision: answered, answered on behalf, disputed and put right."""

from typing import Any

from crispy_forms.layout import Div
from django import forms

from amc.web.forms import ActionForm, form_helper
from placements.models import SupervisionMonth

YES, NO = "ja", "nej"


class NoSupervisionField(forms.BooleanField):
    """Ticked when a month went by without any supervision, which is not paid."""

    def __init__(self) -> None:
        super().__init__(
            label="Det blev ingen handledning alls den månaden",
            required=False,
            widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        )


class DaysAbsentField(forms.IntegerField):
    """How many days the person was away."""

    def __init__(self) -> None:
        super().__init__(
            label="Dagar borta",
            required=False,
            min_value=0,
            max_value=31,
            help_text="Lämna tomt om personen var där alla dagar.",
            widget=forms.NumberInput(attrs={"class": "form-control input-days", "inputmode": "numeric"}),
        )


class WordsField(forms.CharField):
    """A few lines in the supervisor's own words."""

    def __init__(self, label: str, help_text: str = "", **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2, "class": "form-control"})
        super().__init__(label=label, help_text=help_text, max_length=500, required=False, widget=widget, **kwargs)


class AnswerForm(ActionForm):
    """What is answered about a month; the words of the questions are the same whoever writes the answer down."""

    YES, NO = YES, NO

    days_absent = DaysAbsentField()
    comment = WordsField("Vad blev annorlunda?", "En rad räcker. Din kontakt läser det.")
    learnt = WordsField("Vad har personen lärt sig?")
    concern = WordsField("Är du orolig för något?", "Din kontakt får veta det genast.")
    no_supervision = NoSupervisionField()

    def reported(self) -> dict[str, Any]:
        """The answer as `confirm_supervision` takes it; a yes says nothing of what went wrong."""
        values = self.cleaned_data
        if values["answer"] == YES:
            return {"as_planned": True}
        said = {name: values[name] for name in ("comment", "learnt", "concern")}
        absent = values["days_absent"] or None
        return {"as_planned": False, "took_place": not values["no_supervision"], "days_absent": absent, **said}


class ConfirmForm(AnswerForm):
    """A supervisor's answer about one month."""

    answer = forms.ChoiceField(choices=[(YES, "Ja"), (NO, "Nej")], widget=forms.HiddenInput)

    @property
    def told(self) -> list[forms.BoundField]:
        """The fields of a month that did not go as planned, in the order in which they are asked."""
        return [self[name] for name in ("days_absent", "comment", "learnt", "concern")]


class ConfirmOnBehalfForm(AnswerForm):
    """A consultant writes down a supervisor's answer, and what it came by."""

    answer = forms.ChoiceField(
        label="Gick månaden som planerat?", choices=[(YES, "Ja"), (NO, "Nej")], widget=forms.RadioSelect
    )
    source = forms.ChoiceField(
        label="Hur kom svaret?",
        choices=[choice for choice in SupervisionMonth.Source.choices if choice[0] != SupervisionMonth.Source.SELF],
        widget=forms.RadioSelect,
    )
    on_behalf_reason = forms.CharField(
        label="Underlag",
        max_length=300,
        help_text="Vem du talade med och när, eller papperets datum och var det finns.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"].help_text = "En rad räcker."
        self.fields["concern"].label = "Är handledaren orolig för något?"
        self.fields["concern"].help_text = "Blir en avvikelse genast."
        amiss = ("days_absent", "comment", "learnt", "concern", "no_supervision")
        self.helper = form_helper(
            "answer", Div(*amiss, data_shown_by="answer", data_shown_value=NO), "source", "on_behalf_reason"
        )

    def reported(self) -> dict[str, Any]:
        """The answer as `confirm_supervision` takes it."""
        return super().reported() | {name: self.cleaned_data[name] for name in ("source", "on_behalf_reason")}


class DisputeForm(ActionForm):
    """A supervisor says that a month is wrong."""

    text = forms.CharField(
        label="Vad är fel?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Din kontakt läser det och rättar månaden.",
    )


class CorrectMonthForm(ActionForm):
    """What holds of a month instead. `seen` counts the later entries that were there when the page was opened."""

    answer = forms.ChoiceField(
        label="Gick månaden som planerat?", choices=[(YES, "Ja"), (NO, "Nej")], widget=forms.RadioSelect
    )
    days_absent = DaysAbsentField()
    no_supervision = NoSupervisionField()
    text = forms.CharField(
        label="Vad var fel?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Det som stod förut står kvar bredvid rättelsen.",
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            "seen",
            "answer",
            Div("days_absent", "no_supervision", data_shown_by="answer", data_shown_value=NO),
            "text",
        )

    def said(self) -> dict[str, Any]:
        """What `correct_month` takes of it."""
        values = self.cleaned_data
        yes = values["answer"] == YES
        return {
            "as_planned": yes,
            "took_place": yes or not values["no_supervision"],
            "days_absent": None if yes else values["days_absent"] or None,
            "text": values["text"],
            "seen": values["seen"],
        }
