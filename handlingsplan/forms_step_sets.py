"""The forms in which sets of questions about steps are written, and chosen for a case."""

from dataclasses import fields
from typing import Any

from django import forms

from amc.web.forms import ActionForm, ActionModelForm, RuledMixin, form_helper
from amc.web.layout import Group, Pair
from amc.web.stale import StaleFormMixin
from handlingsplan.actions.step_sets import SetValues
from handlingsplan.models import ProgressQuestion, ProgressSet, ProgressVersion
from handlingsplan.step_rules import LONGEST_INTERVAL, MOST_FIRST_DAYS
from participants.models import Source

SCALE_LABELS = [("1-5", "1 till 5"), ("0-10", "0 till 10")]


class StepSetForm(StaleFormMixin, RuledMixin, ActionModelForm):
    """What a set is called, when it is asked, who answers, and which cases it follows from the start."""

    every = forms.IntegerField(label="Frågas igen efter", min_value=1, max_value=LONGEST_INTERVAL, initial=8)
    per = forms.ChoiceField(label="Veckor eller månader", choices=ProgressSet.Per)
    first_days = forms.IntegerField(
        label="Första gången inom",
        help_text="Dagar från att frågorna börjar följa ärendet. Är de inte besvarade då säger Min dag till.",
        min_value=1,
        max_value=MOST_FIRST_DAYS,
        initial=14,
    )
    from_sources = forms.MultipleChoiceField(
        label="Bara ärenden från",
        help_text="Gäller det ni kryssade för ovan. Utan val: alla remittenter.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = ProgressSet
        fields = [field.name for field in fields(SetValues)]
        labels = {"name": "Namn", "by_default": "Följer ärenden från början"}
        help_texts = {
            "name": "Deltagaren ser det som rubrik, till exempel: Mina steg.",
            "by_default": "Konsulenten kan alltid välja till och välja bort i det enskilda ärendet.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = self.fields["from_sources"]
        assert isinstance(sources, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        sources.choices = list(Source.objects.order_by("name").values_list("code", "name"))
        self.helper = form_helper(
            "name",
            Pair("every", "per"),
            "first_days",
            Group("Vem svarar?", "asks_participant", "asks_consultant"),
            Group("Vilka ärenden?", "by_default", "from_sources"),
        )

    def set_values(self) -> SetValues:
        """What the action takes."""
        return SetValues(**{field.name: self.cleaned_data[field.name] for field in fields(SetValues)})


class StepSetChangeForm(StepSetForm):
    """The same of a set that there is, and whether it is used."""

    class Meta(StepSetForm.Meta):
        fields = [*StepSetForm.Meta.fields, "is_active"]
        labels = StepSetForm.Meta.labels | {"is_active": "Används"}
        help_texts = StepSetForm.Meta.help_texts | {
            "is_active": "Det som inte används går inte att svara på. Det som redan är besvarat står kvar i ärendena."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout.append("is_active")


class LeadForm(StaleFormMixin, RuledMixin, ActionModelForm):
    """What stands before the questions."""

    class Meta:
        model = ProgressVersion
        fields = ["lead"]
        labels = {"lead": "Inledning"}
        help_texts = {"lead": "Står över frågorna, till exempel: Det finns inget rätt svar."}


class QuestionForm(StaleFormMixin, RuledMixin, ActionModelForm):
    """One question. `is_known`: a published version asks it, so the form wants to know whether it is another now."""

    scale = forms.ChoiceField(label="Skala", choices=SCALE_LABELS)
    is_new = forms.BooleanField(
        label="Räkna som en ny fråga",
        help_text="Kryssa om frågan nu mäter något annat. Då jämförs svaren inte med tidigare svar. Byter du skala "
        "blir den alltid en ny fråga.",
        required=False,
    )

    class Meta:
        model = ProgressQuestion
        fields = ["own_wording", "about_wording", "lowest_words", "highest_words"]
        labels = {
            "own_wording": "Påståendet till deltagaren",
            "about_wording": "Samma sak till konsulenten",
            "lowest_words": "Lägst betyder",
            "highest_words": "Högst betyder",
        }
        help_texts = {
            "own_wording": "I jag-form och med egna ord, till exempel: Jag vet hur jag söker arbete.",
            "about_wording": "Lämna tomt om konsulenten ska se samma ord som deltagaren.",
            "lowest_words": "Till exempel: Stämmer inte alls",
            "highest_words": "Till exempel: Stämmer helt",
        }

    def __init__(self, *args: Any, is_known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        layout: list[Any] = ["own_wording", "about_wording", "scale", Pair("lowest_words", "highest_words")]
        if is_known:
            layout.append("is_new")
        else:
            del self.fields["is_new"]
        self.helper = form_helper(*layout)

    def _values_of(self, instance: Any) -> dict[str, Any]:
        return super()._values_of(instance) | {"scale": instance.scale}


class PublishForm(ActionForm):
    """Publishing what was read: `seen` is how the draft stood on the page."""

    seen = forms.CharField(widget=forms.HiddenInput)


class FollowForm(ActionForm):
    """Which sets follow a case. `seen` is what did when the form was shown."""

    sets = forms.MultipleChoiceField(label="Frågor", required=False, widget=forms.CheckboxSelectMultiple)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, rows: list[ProgressSet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sets = self.fields["sets"]
        assert isinstance(sets, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        sets.choices = [(row.code, f"{row.name}, frågas igen efter {row.interval}") for row in rows]
        self.helper = form_helper("sets")
