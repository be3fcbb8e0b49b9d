"""Forms of consents and disclosures."""

import datetime as dt
from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.utils import timezone

from amc.calendar import add_months, today
from amc.web.drafts import DraftFormMixin
from amc.web.forms import ActionForm, form_helper
from amc.web.layout import Group, Pair
from amc.web.widgets import DateInput, DateTimeInput
from participants.forms.cases import LONGEST_TEXT, needed
from participants.models import Consent, Disclosure, KartlaggningArea, Recipient
from participants.rules.sharing import AREA, WORDS
from participants.sharing import Picture

NO_CONSENT = "utan"
FORMS = [choice for choice in Disclosure.Form.choices if choice[0] != Disclosure.Form.DOCUMENT]


def fact_choices(*, sensitive: bool) -> list[tuple[str, str]]:
    """The kinds of facts as choices; the sensitive areas only for those who work with the case."""
    areas = KartlaggningArea.objects.filter(is_active=True)
    rows = areas if sensitive else areas.filter(sensitive=False)
    return list(WORDS.items()) + [
        (f"{AREA}{row.code}", f"Kartläggning: {row.name}{' (känsligt)' if row.sensitive else ''}") for row in rows
    ]


class FactsField(forms.MultipleChoiceField):
    """Which kinds of facts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=(), widget=forms.CheckboxSelectMultiple, **kwargs)


class ConsentForm(DraftFormMixin, ActionForm):
    """A consent."""

    recipient = forms.ChoiceField(label="Slags mottagare", choices=[("", "Välj slag"), *Recipient.choices])
    organisation = forms.CharField(
        label="Organisation", max_length=200, help_text="Vem som får veta, till exempel företagets eller enhetens namn."
    )
    facts = FactsField(label="Vad deltagaren samtycker till att ni lämnar ut")
    purpose = forms.CharField(
        label="Varför", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2}), help_text="Med enkla ord."
    )
    given_on = forms.DateField(label="Lämnat", widget=DateInput)
    valid_to = forms.DateField(label="Gäller till och med", widget=DateInput, help_text="Högst två år.")
    given_how = forms.ChoiceField(
        label="Hur lämnades det?", choices=Consent.How.choices, widget=forms.RadioSelect, initial=Consent.How.PAPER
    )
    paper_ref = forms.CharField(label="Var papperet finns", max_length=100, required=False)
    oral_note = forms.CharField(
        label="Hur det gick till", max_length=300, required=False, help_text="När, hur och inför vem."
    )

    def __init__(self, *args: Any, sensitive: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facts"].choices = fact_choices(sensitive=sensitive)  # type: ignore[attr-defined]
        day = today()
        self.initial.setdefault("given_on", day)
        self.initial.setdefault("valid_to", add_months(day, 12) - dt.timedelta(days=1))
        self.helper = form_helper(
            Pair("recipient", "organisation"),
            "facts",
            "purpose",
            Pair("given_on", "valid_to"),
            "given_how",
            Div(needed("paper_ref"), data_shown_by="given_how", data_shown_value="paper"),
            Div(needed("oral_note"), data_shown_by="given_how", data_shown_value="oral"),
        )


class WithdrawalForm(ActionForm):
    """Taking a consent back."""

    note = forms.CharField(
        label="Anteckning", max_length=300, required=False, help_text="Till exempel hur deltagaren sa till."
    )


def _until(consent: Consent) -> str:
    if consent.withdrawn_at:
        return f"återkallat {timezone.localtime(consent.withdrawn_at):%Y-%m-%d %H:%M}"
    return f"till och med {consent.valid_to}"


class GroundMixin(forms.Form):
    """On which ground something is told: one of the participant's consents in force, or a secrecy test."""

    consent = forms.ChoiceField(label="Med vilken grund?", widget=forms.RadioSelect)
    statute = forms.CharField(
        label="Lagrum", max_length=100, required=False, help_text="Till exempel 10 kap. 2 § OSL (2009:400)."
    )
    reasons = forms.CharField(
        label="Sekretessprövning",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Varför uppgiften kan lämnas ut utan samtycke, och vad som talar emot.",
    )

    def offer(self, consents: list[Consent]) -> None:
        """Let the user choose among `consents`."""
        self.consents = {str(row.uuid): row for row in consents}
        field: Any = self.fields["consent"]
        field.choices = [
            (key, f"Samtycke {row.given_on}: {row.organisation}, {_until(row)}") for key, row in self.consents.items()
        ] + [(NO_CONSENT, "Utan samtycke, efter sekretessprövning")]

    def ground(self) -> dict[str, Any]:
        """The consent, or the statute and the reasons."""
        given = self.cleaned_data
        consent = self.consents.get(given["consent"])
        return {"consent": consent, "statute": given["statute"], "reasons": given["reasons"]}

    @staticmethod
    def ground_layout() -> list[Any]:
        """The ground, with the secrecy test folded until it is asked for."""
        test = Group("Sekretessprövningen", needed("statute"), needed("reasons"))
        return ["consent", Div(test, data_shown_by="consent", data_shown_value=NO_CONSENT)]


class DisclosureForm(GroundMixin, DraftFormMixin, ActionForm):
    """Something that has been told to somebody outside the unit."""

    facts = FactsField(label="Vilka slags uppgifter")
    what = forms.CharField(
        label="Vad du lämnade ut",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Skriv det som mottagaren fick veta, och inget mer.",
    )
    recipient = forms.ChoiceField(
        label="Slags mottagare", choices=[("", "Välj slag"), *Recipient.choices], required=False
    )
    organisation = forms.CharField(label="Organisation", max_length=200, required=False)
    person = forms.CharField(label="Vem som tog emot", max_length=100, help_text="Namn och befattning.")
    form = forms.ChoiceField(label="På vilket sätt", choices=FORMS, widget=forms.RadioSelect, initial="oral")
    disclosed_at = forms.DateTimeField(label="När", widget=DateTimeInput)

    def __init__(self, *args: Any, sensitive: bool, consents: list[Consent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facts"].choices = fact_choices(sensitive=sensitive)  # type: ignore[attr-defined]
        self.offer(consents)
        self.initial.setdefault("disclosed_at", timezone.localtime().replace(second=0, microsecond=0, tzinfo=None))
        self.initial.setdefault("consent", next(iter(self.consents), NO_CONSENT))
        to_whom = Group("Mottagaren", Pair(needed("recipient"), needed("organisation")))
        self.helper = form_helper(
            *self.ground_layout(),
            Div(to_whom, data_shown_by="consent", data_shown_value=NO_CONSENT),
            "person",
            "facts",
            "what",
            "form",
            "disclosed_at",
        )

    def clean(self) -> dict[str, Any]:
        """Without a consent the recipient's kind is said here."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("consent") == NO_CONSENT and not cleaned.get("recipient"):
            self.add_error("recipient", "Välj vilket slags mottagare det var.")
        return cleaned

    def told(self) -> dict[str, Any]:
        """What the action takes, the ground included."""
        names = ("facts", "what", "recipient", "organisation", "person", "form", "disclosed_at")
        return {name: self.cleaned_data[name] for name in names} | self.ground()


class HandOutForm(GroundMixin, DraftFormMixin, ActionForm):
    """A document for somebody outside the unit: what goes along, to whom, and on which ground."""

    facts = forms.MultipleChoiceField(
        label="Det här kommer med", widget=forms.CheckboxSelectMultiple, help_text="Ta bort det som inte behövs."
    )
    summary = forms.CharField(
        label="Sammanfattning",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Din egen text till mottagaren. Skriv inget känsligt här.",
    )
    person = forms.CharField(label="Vem som tar emot", max_length=100, help_text="Namn och befattning.")

    def __init__(self, *args: Any, shown: Picture, consents: list[Consent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(piece.key, f"{heading}: {piece.title}") for heading, pieces in shown.sections for piece in pieces]
        facts: Any = self.fields["facts"]
        facts.choices = rows
        self.initial.setdefault("facts", [key for key, _ in rows])
        self.offer(consents)
        self.initial.setdefault("consent", next(iter(self.consents), NO_CONSENT))
        self.helper = form_helper("person", "facts", "summary", *self.ground_layout())
