"""Forms of meetings: booking, how it went, the interpreter, and what was promised."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Div, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from amc.web.drafts import DraftFormMixin
from amc.web.forms import ActionForm, FormPart, form_helper
from amc.web.layout import Group, More, Pair
from amc.web.widgets import DateInput, DateTimeInput
from participants.models import Meeting, Party, Undertaking
from participants.rules.meetings import Promise

LONGEST_TEXT = 20_000
# So many undertakings are written at once; more are rare, and can be written at the next meeting.
PROMISES = 8
# Whose names the case does not know.
OUTSIDE = (
    *(Party.ARBETSGIVARE, Party.HANDLEDARE, Party.AF, Party.SOCIALTJANST),
    *(Party.FK, Party.VARD, Party.FACK, Party.ANNAN),
)
PLACE_OF_PROTECTED = (
    "Deltagaren har skyddade personuppgifter: skriv aldrig en adress, bara till exempel rum eller ”hemma”."
)
USUAL = (Party.DELTAGARE, Party.KONSULENT)
MINUTES = [
    *[(15, "15 minuter"), (30, "30 minuter"), (45, "45 minuter"), (60, "1 timme")],
    *[(90, "1,5 timme"), (120, "2 timmar"), (180, "3 timmar")],
]


class PartiesMixin(FormPart):
    """Who sits at the table, with the names of those outside."""

    cleaned_data: dict[str, Any]

    def add_parties(self, names: Mapping[str, str], chosen: Any) -> None:
        """Add the fields; `names` are those that are known, `chosen` the parties that are ticked beforehand."""
        self.fields["parties"] = forms.MultipleChoiceField(
            label="Vilka är med?",
            choices=Party.choices,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            initial=[str(party) for party in chosen],
        )
        for party in OUTSIDE:
            self.fields[f"name_{party}"] = forms.CharField(
                label=f"{party.label}, namn" if party != Party.ANNAN else "Vem är den andra parten?",
                max_length=100,
                required=False,
                initial=names.get(party, ""),
            )

    @staticmethod
    def party_layout() -> list[Any]:
        """The boxes, and under them a name for each outsider who is ticked."""
        named = [Div(f"name_{party}", data_shown_by="parties", data_shown_value=str(party.value)) for party in OUTSIDE]
        return ["parties", *named]

    def chosen_parties(self) -> dict[str, str]:
        """The ticked parties with their names."""
        chosen = self.cleaned_data.get("parties", [])
        return {party: self.cleaned_data.get(f"name_{party}", "") for party in chosen}


class Promises(LayoutObject):
    """The rows of undertakings: who, what, by when."""

    def __init__(self) -> None:
        self.fields = [f"{name}_{n}" for n in range(1, PROMISES + 1) for name in ("party", "what", "due")]

    def render(self, form: Any, context: Context, template_pack: str = TEMPLATE_PACK, **kwargs: Any) -> SafeString:
        """Render each row's three fields beside each other."""
        rows = [(form[f"party_{n}"], form[f"what_{n}"], form[f"due_{n}"]) for n in range(1, PROMISES + 1)]
        for row in rows:
            form.rendered_fields.update(field.name for field in row)
        return render_to_string("participants/_promises.html", {"rows": rows})


class PromisesMixin(PartiesMixin):
    """What was promised at a meeting: rows of who, what and by when."""

    def add_promises(self) -> None:
        """Add the fields of the rows."""
        for number in range(1, PROMISES + 1):
            self.fields[f"party_{number}"] = forms.ChoiceField(
                label="Vem", choices=[("", "Välj"), *Party.choices], required=False
            )
            self.fields[f"what_{number}"] = forms.CharField(label="Vad", max_length=300, required=False)
            self.fields[f"due_{number}"] = forms.DateField(label="Senast", widget=DateInput, required=False)

    def check_promises(self, values: Mapping[str, Any]) -> None:
        """A row of undertakings is whole or empty."""
        for number in range(1, PROMISES + 1):
            row = {name: values.get(f"{name}_{number}") for name in ("party", "what", "due")}
            if not any(row.values()):
                continue
            words = {"party": "Välj vem som ska göra det.", "what": "Skriv vad som ska göras.", "due": "Skriv en dag."}
            for name, word in words.items():
                if not row[name] and f"{name}_{number}" not in self.errors:
                    self.add_error(f"{name}_{number}", word)

    def promises(self) -> list[Promise]:
        """The undertakings; who made them is named as among those who were there."""
        values, names = self.cleaned_data, self.chosen_parties()
        found = []
        for number in range(1, PROMISES + 1):
            if party := values.get(f"party_{number}"):
                name = names.get(party) or values.get(f"name_{party}", "")
                found.append(Promise(party, values[f"what_{number}"], values[f"due_{number}"], name))
        return found


def asked_for(wish: str) -> str:
    """What the participant asks of an interpreter, as help in a form."""
    return f"Deltagaren behöver tolk: {wish}."


class MeetingForm(PartiesMixin, ActionForm):
    """A booked meeting."""

    kind = forms.ChoiceField(label="Slag", choices=Meeting.Kind.choices, widget=forms.RadioSelect, initial="samtal")
    form = forms.ChoiceField(
        label="Hur ses ni?", choices=Meeting.Form.choices, widget=forms.RadioSelect, initial=Meeting.Form.UNIT
    )
    starts_at = forms.DateTimeField(label="Börjar", widget=DateTimeInput)
    minutes = forms.TypedChoiceField(label="Hur långt", choices=MINUTES, coerce=int, initial=60)
    place = forms.CharField(
        label="Plats",
        max_length=200,
        required=False,
        help_text="Rum, eller var besöket är: till exempel arbetsplatsen eller hemma.",
    )
    interpreter = forms.ChoiceField(
        label="Tolk", choices=Meeting.Interpreter.choices, widget=forms.RadioSelect, initial=Meeting.Interpreter.NONE
    )
    interpreter_language = forms.CharField(label="Språk", max_length=60, required=False)
    interpreter_reference = forms.CharField(label="Tolkförmedlingens bokning", max_length=60, required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        names: Mapping[str, str],
        chosen: Any,
        clash_url: str,
        language: str = "",
        protected: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.add_parties(names, chosen)
        if protected:
            self.fields["place"].help_text = PLACE_OF_PROTECTED
        if language:
            self.fields["interpreter"].help_text = asked_for(language)
        clashes = Div(
            css_class="clashes",
            **{
                "role": "status",
                "hx-get": clash_url,
                "hx-trigger": "load, change from:closest form",
                "hx-include": "closest form",
                "hx-target": "this",
                "hx-params": "starts_at,minutes",
            },
        )
        without = [value for value in Meeting.Interpreter.values if value != Meeting.Interpreter.NONE]
        self.helper = form_helper(
            "kind",
            Pair("starts_at", "minutes"),
            clashes,
            "form",
            "place",
            Div(*self.party_layout(), data_shown_by="kind", data_shown_value="trepart"),
            "interpreter",
            Div(
                Pair("interpreter_language", "interpreter_reference"),
                data_shown_by="interpreter",
                data_shown_value=" ".join(without),
            ),
        )

    def booked(self) -> dict[str, Any]:
        """What the action takes: the parties only of a trepartssamtal."""
        own = [name for name in self.base_fields if name != "revision"]
        values = {name: self.cleaned_data[name] for name in own}
        return values | {"parties": self.chosen_parties() if values["kind"] == Meeting.Kind.TREPART else {}}


class InterpreterForm(ActionForm):
    """How it stands with the interpreter of a booked meeting."""

    interpreter = forms.ChoiceField(label="Tolk", choices=Meeting.Interpreter.choices, widget=forms.RadioSelect)
    interpreter_language = forms.CharField(label="Språk", max_length=60, required=False)
    interpreter_reference = forms.CharField(label="Tolkförmedlingens bokning", max_length=60, required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, wish: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if wish:
            self.fields["interpreter"].help_text = asked_for(wish)
        self.helper = form_helper("interpreter", Pair("interpreter_language", "interpreter_reference"))


class MeetingOutcomeForm(DraftFormMixin, PromisesMixin, ActionForm):
    """How a meeting went: the note, who was there, and what was promised, in one form."""

    HELD, NO_SHOW, EXCUSED, CANCELLED = "held", "no_show", "excused", "cancelled"

    outcome = forms.ChoiceField(
        label="Hur gick det?",
        choices=[
            (HELD, "Genomfört"),
            (NO_SHOW, "Deltagaren uteblev"),
            (EXCUSED, "Deltagaren fick förhinder"),
            (CANCELLED, "Inställt av oss"),
        ],
        widget=forms.RadioSelect,
        initial=HELD,
    )
    excused_by = forms.ChoiceField(
        label="Vem anmälde förhinder?", choices=Meeting.ExcusedBy.choices, widget=forms.RadioSelect, required=False
    )
    excused_via = forms.ChoiceField(
        label="Hur?", choices=Meeting.ExcusedVia.choices, widget=forms.RadioSelect, required=False
    )
    text = forms.CharField(
        label="Anteckning",
        help_text="Blir en anteckning i journalen, med mötets tid. Behövs bara om mötet är genomfört.",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "lang": "sv", "spellcheck": "true"}),
    )
    form = forms.ChoiceField(label="Hur sågs ni?", required=False)
    began_at = forms.DateTimeField(
        label="Började", widget=DateTimeInput, required=False, help_text="Lämna tomt om det var den bokade tiden."
    )

    def __init__(
        self, *args: Any, meeting: Meeting, names: Mapping[str, str], tied: bool = False, **kwargs: Any
    ) -> None:
        known = {row.party: row.name for row in meeting.parties.all()}
        three = meeting.kind == Meeting.Kind.TREPART
        super().__init__(*args, **kwargs)
        as_booked = ("", f"Som bokat: {meeting.get_form_display().lower()}")
        self.fields["form"].choices = [as_booked, *Meeting.Form.choices]  # type: ignore[attr-defined]
        self.add_parties({**names, **{party: name for party, name in known.items() if name}}, known or USUAL * three)
        self.fields["parties"].label = "Vilka var med?"
        self.add_promises()
        if tied:
            outcome: Any = self.fields["outcome"]
            outcome.choices = [choice for choice in outcome.choices if choice[0] != self.HELD]
        parties, promises = self.party_layout(), Promises()
        told = (
            [*parties, Group("Åtaganden", promises)]
            if three
            else [More("Åtaganden", promises), More("Vilka var med", *parties)]
        )
        self.helper = form_helper(
            "outcome",
            Div("excused_by", "excused_via", data_shown_by="outcome", data_shown_value=self.EXCUSED),
            "text",
            Div(
                *told,
                More("Om det blev annorlunda än bokat", Pair("form", "began_at")),
                data_shown_by="outcome",
                data_shown_value=self.HELD,
            ),
        )

    def clean(self) -> dict[str, Any]:
        """What was promised is asked of a meeting that was held."""
        values = super().clean() or self.cleaned_data
        if values.get("outcome") == self.HELD:
            self.check_promises(values)
        return values


class SettleForm(ActionForm):
    """What became of an undertaking."""

    outcome = forms.ChoiceField(
        label="Hur blev det?",
        choices=[
            (Undertaking.State.DONE, "Det är gjort"),
            (Undertaking.State.OPEN, "Ge mer tid"),
            (Undertaking.State.DROPPED, "Det blir inte av"),
        ],
        widget=forms.RadioSelect,
        initial=Undertaking.State.DONE,
    )
    day = forms.DateField(
        label="Dag", widget=DateInput, help_text="Den dag då det blev gjort, eller den nya sista dagen."
    )
    reason = forms.CharField(label="Varför blir det inte av?", max_length=300, required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper(
            "outcome", "day", Div("reason", data_shown_by="outcome", data_shown_value=Undertaking.State.DROPPED.value)
        )
