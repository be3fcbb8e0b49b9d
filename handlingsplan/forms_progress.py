"""The form of a set of questions about steps."""

from typing import Any

from django import forms

from amc.web.forms import ActionForm
from handlingsplan.models import ProgressMeasure, ProgressQuestion, ProgressVersion

LONGEST_WORDS = 2_000


class MeasureForm(ActionForm):
    """One question a field, each on its scale, and the own words last."""

    def __init__(self, *args: Any, version: ProgressVersion, voice: ProgressMeasure.Voice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voice = voice
        self.questions: list[ProgressQuestion] = list(version.questions.all())
        for row in self.questions:
            self.fields[row.code] = self._field(row)
        # The answers belong to what stood on the screen, also when a newer version has been published since.
        self.fields["version"] = forms.IntegerField(initial=version.number, required=False, widget=forms.HiddenInput)
        self.fields["words"] = forms.CharField(
            label="Vill du säga något mer?" if self._own else "Vad ser du som har förändrats?",
            help_text="Med dina egna ord. Du kan hoppa över det." if self._own else "",
            required=False,
            max_length=LONGEST_WORDS,
            widget=forms.Textarea(attrs={"rows": 4, "lang": "sv"}),
        )

    @property
    def _own(self) -> bool:
        return self.voice == ProgressMeasure.Voice.PARTICIPANT

    def _field(self, row: ProgressQuestion) -> forms.Field:
        values = range(row.lowest, row.highest + 1)
        ends = {
            row.lowest: f"{row.lowest} – {row.lowest_words.lower()}",
            row.highest: f"{row.highest} – {row.highest_words.lower()}",
        }
        return forms.TypedChoiceField(
            label=row.asked_of(self.voice),
            choices=[(value, ends.get(value, str(value))) for value in values],
            coerce=int,
            widget=forms.RadioSelect,
            error_messages={"required": "Välj ett svar."},
        )

    def asked(self) -> list[tuple[ProgressQuestion, Any]]:
        """Each question with its field, to place on a screen of its own."""
        return [(row, self[row.code]) for row in self.questions]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        values = super().values()
        del values["version"]
        return {"words": values.pop("words"), "answers": values}
