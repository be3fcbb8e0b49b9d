"""The forms of a phrase."""

from typing import Any

from django import forms

from amc.phrases.models import LONGEST_PHRASE, Phrase
from amc.phrases.rules import BLANKS, sharing_obstacles
from amc.staff.access import Permission
from amc.staff.models import User
from amc.web.forms import ActionModelForm
from amc.web.stale import StaleFormMixin

_BLANKS = ", ".join(f"{{{name}}}" for name in BLANKS)


class PhraseForm(StaleFormMixin, ActionModelForm):
    """A name and a text."""

    text = forms.CharField(
        label="Text",
        max_length=LONGEST_PHRASE,
        widget=forms.Textarea(attrs={"rows": 8, "lang": "sv", "spellcheck": "true", "data-no-phrases": ""}),
        help_text=f"Skriv inget om någon deltagare. Det här fylls i när frasen används: {_BLANKS}.",
    )

    class Meta:
        model = Phrase
        fields = ["name", "text"]
        help_texts = {"name": "Kort. Det är det du söker på när du ska använda frasen."}


class NewPhraseForm(PhraseForm):
    """A new one; the enhetschef says whose it is."""

    shared = forms.ChoiceField(
        label="Vems",
        choices=[("", "Min egen"), ("enhet", "Hela enhetens")],
        required=False,
        widget=forms.RadioSelect,
    )

    field_order = ("name", "text", "shared")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        if sharing_obstacles(shared=True, manages=Permission.MANAGE.granted_to(by), has_unit=by.unit_id is not None):
            del self.fields["shared"]

    def clean(self) -> dict[str, Any]:
        """The name is looked for among the phrases of whose it is to be."""
        values = super().clean() or self.cleaned_data
        owner = {"unit": self.by.unit} if values.get("shared") else {"user": self.by}
        for name, value in owner.items():
            setattr(self.instance, name, value)
        return values
