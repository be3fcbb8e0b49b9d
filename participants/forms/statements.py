"""The forms of statements: asked for or received, sent, and what became of one."""

from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator

from amc.calendar import today
from amc.revisions import Stale
from amc.web.drafts import DraftFormMixin
from amc.web.forms import ActionForm, form_helper
from amc.web.layout import Group, Pair
from amc.web.stale import THEIRS, Conflict, StaleNotice, compare
from amc.web.widgets import DateInput, DateTimeInput
from participants.forms.cases import needed
from participants.forms.sharing import FORMS, NO_CONSENT, FactsField, GroundMixin, fact_choices
from participants.models import Consent, Disclosure, OutsideContact, Recipient, Statement, StatementKind

ELSE = "annan"
NEW = "nytt"
LONGEST_SHOWN = 80
WHERE = "Diarienumret, akten eller pärmen. Själva utlåtandet sparas inte här."


class _Contacts(forms.Form):
    """Who it is about: one of the case's contacts, or somebody else."""

    contact = forms.ChoiceField(label="Vem?", widget=forms.RadioSelect)

    def offer_contacts(self, contacts: list[OutsideContact], kinds: Any) -> None:
        """Let the user choose among the case's contacts and the kinds that the user may note."""
        self.contacts = {str(row.uuid): row for row in contacts}
        fields: Any = self.fields
        fields["contact"].choices = [
            *((key, f"{row.get_organisation_display()}: {row}") for key, row in self.contacts.items()),
            (ELSE, "Någon annan"),
        ]
        self.initial.setdefault("contact", next(iter(self.contacts), ELSE))
        fields["kind"].queryset, fields["kind"].empty_label = kinds, "Välj slag"

    def chosen_contact(self) -> OutsideContact | None:
        """The contact, None for somebody else."""
        return self.contacts.get(self.cleaned_data["contact"])


class StatementForm(_Contacts, ActionForm):
    """A statement that is asked for, or has come."""

    kind = forms.ModelChoiceField(label="Slag", queryset=StatementKind.objects.none(), to_field_name="code")
    direction = forms.ChoiceField(
        label="Har det kommit?",
        choices=[
            (Statement.Direction.ASKED, "Nej, det är begärt"),
            (Statement.Direction.RECEIVED, "Ja, det har kommit"),
        ],
        widget=forms.RadioSelect,
        initial=Statement.Direction.ASKED,
    )
    party = forms.CharField(label="Vem utlåtandet begärs av eller kommer från", max_length=300, required=False)
    day = forms.DateField(label="Dag", widget=DateInput, help_text="Den dag då det begärdes eller kom.")
    due_on = forms.DateField(label="Väntas senast", widget=DateInput, required=False)
    reference = forms.CharField(
        label="Diarienummer eller var det finns", max_length=200, required=False, help_text=WHERE
    )

    def __init__(self, *args: Any, contacts: list[OutsideContact], kinds: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_contacts(contacts, kinds)
        self.initial.setdefault("day", today())
        self.helper = form_helper(
            "kind",
            "contact",
            Div(needed("party"), data_shown_by="contact", data_shown_value=ELSE),
            "direction",
            "day",
            Div(needed("due_on"), data_shown_by="direction", data_shown_value=Statement.Direction.ASKED.value),
            Div(needed("reference"), data_shown_by="direction", data_shown_value=Statement.Direction.RECEIVED.value),
        )

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        return self.values() | {"contact": self.chosen_contact()}


class SentForm(_Contacts, GroundMixin, DraftFormMixin, ActionForm):
    """A statement that was sent: with all that its disclosure says, or with a disclosure that is recorded already."""

    disclosed = forms.ChoiceField(label="Är utlämnandet redan antecknat?", widget=forms.RadioSelect, required=False)
    kind = forms.ModelChoiceField(label="Slag", queryset=StatementKind.objects.none(), to_field_name="code")
    recipient = forms.ChoiceField(
        label="Slags mottagare", choices=[("", "Välj slag"), *Recipient.choices], required=False
    )
    organisation = forms.CharField(label="Organisation", max_length=200, required=False)
    person = forms.CharField(label="Vem som tog emot", max_length=100, required=False, help_text="Namn och befattning.")
    facts = FactsField(label="Vilka slags uppgifter")
    form = forms.ChoiceField(label="På vilket sätt", choices=FORMS, widget=forms.RadioSelect)
    disclosed_at = forms.DateTimeField(label="När", widget=DateTimeInput)
    reference = forms.CharField(
        label="Diarienummer eller var det finns", max_length=200, required=False, help_text=WHERE
    )

    def __init__(
        self,
        *args: Any,
        contacts: list[OutsideContact],
        kinds: Any,
        consents: list[Consent],
        disclosures: list[Disclosure],
        works: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offer_contacts(contacts, kinds)
        self.offer_disclosures(disclosures)
        self.fields["contact"].label = "Till vem?"
        self.fields["facts"].choices = fact_choices(sensitive=works)  # type: ignore[attr-defined]
        self.offer(consents)
        self.initial.setdefault("disclosed_at", timezone.localtime().replace(second=0, microsecond=0, tzinfo=None))
        self.initial.setdefault("consent", next(iter(self.consents), NO_CONSENT))
        self.initial.setdefault("form", Disclosure.Form.LETTER)
        to_whom = Group("Mottagaren", Pair(needed("recipient"), needed("organisation")), needed("person"))
        told = [
            "contact",
            Div(to_whom, data_shown_by="contact", data_shown_value=ELSE),
            "facts",
            *self.ground_layout(),
            "form",
            "disclosed_at",
        ]
        if self.disclosures:
            told = [needed("disclosed"), Div(*told, data_shown_by="disclosed", data_shown_value=NEW)]
        self.helper = form_helper("kind", *told, "reference")

    def offer_disclosures(self, rows: list[Disclosure]) -> None:
        """Let the user choose one of `rows` instead of writing what it says; without any, nothing is asked."""
        self.disclosures = {str(row.uuid): row for row in rows}
        if not rows:
            del self.fields["disclosed"]
            return
        field: Any = self.fields["disclosed"]
        field.choices = [(NEW, "Nej, anteckna det nu"), *((key, _told(row)) for key, row in self.disclosures.items())]
        self.initial.setdefault("disclosed", NEW)
        if self.is_bound and self.data.get(self.add_prefix("disclosed")) not in (None, "", NEW):
            for name in ("contact", "facts", "consent", "form", "disclosed_at"):
                self.fields[name].required = False

    @property
    def linked(self) -> Disclosure | None:
        """The disclosure that is recorded already, None where it is written here."""
        return self.disclosures.get(self.cleaned_data.get("disclosed", NEW))

    def clean(self) -> dict[str, Any]:
        """Somebody who is no contact of the case is named here; a consent says the organisation itself."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.linked or cleaned.get("contact") != ELSE:
            return cleaned
        if not cleaned.get("person"):
            self.add_error("person", "Skriv vem som tog emot utlåtandet.")
        if cleaned.get("consent") == NO_CONSENT and not cleaned.get("recipient"):
            self.add_error("recipient", "Välj vilket slags mottagare det var.")
        return cleaned

    def told(self) -> dict[str, Any]:
        """What the action takes, the ground included."""
        values = self.values()
        values.pop("disclosed", None)
        return values | {"contact": self.chosen_contact()} | self.ground()


class ChangeForm(ActionForm):
    """What became of a statement, or what is wrong about it. `seen` is the row that the writer began from: rows are
    never changed, so it is still there to compare with when somebody else has written meanwhile."""

    direction = forms.ChoiceField(
        label="Hur är det nu?",
        choices=[
            (Statement.Direction.RECEIVED, "Det har kommit"),
            (Statement.Direction.ASKED, "Vi väntar på det"),
            (Statement.Direction.DROPPED, "Vi väntar inte längre"),
        ],
        widget=forms.RadioSelect,
    )
    day = forms.DateField(label="Dag", widget=DateInput, help_text="Den dag då det kom, begärdes eller slutade väntas.")
    due_on = forms.DateField(label="Väntas senast", widget=DateInput, required=False)
    reference = forms.CharField(
        label="Diarienummer eller var det finns", max_length=200, required=False, help_text=WHERE
    )
    party = forms.CharField(label="Från vem", max_length=300)
    kind = forms.ModelChoiceField(
        label="Slag", queryset=StatementKind.objects.none(), to_field_name="code", empty_label=None
    )
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)

    stale: StaleNotice | None = None

    def __init__(self, *args: Any, latest: Statement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.latest = latest
        if latest.direction == Statement.Direction.SENT:
            for name in ("direction", "day", "due_on", "party", "kind"):
                del self.fields[name]
            self.helper = form_helper("reference")
        else:
            asked = Div(needed("due_on"), data_shown_by="direction", data_shown_value=Statement.Direction.ASKED.value)
            self.helper = form_helper("direction", "day", asked, needed("reference"), "party", "kind")
            readers = Q(is_active=True, sensitive=latest.sensitive) | Q(pk=latest.kind_id)
            self.fields["kind"].queryset = StatementKind.objects.filter(readers)  # type: ignore[attr-defined]
        if self.is_bound:
            chosen = {name: getattr(latest, name) for name in self._told() if self.data.get(f"{name}-keep") == THEIRS}
            self.replace_posted(**{name: _posted(value) for name, value in chosen.items()})

    def _told(self) -> list[str]:
        return [name for name in ("direction", "day", "due_on", "reference", "party", "kind") if name in self.fields]

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        kept = {name: getattr(self.latest, name) for name in ("direction", "day", "due_on", "party", "kind")}
        return kept | {name: self.cleaned_data[name] for name in self._told()}

    def show_stale(self, stale: Stale) -> None:
        """Show what somebody else wrote beside what was typed; what only they changed is taken over."""
        now: Any = stale.current
        if not isinstance(now, Statement):
            raise stale
        seen = Statement.objects.filter(uuid=self.cleaned_data["seen"], chain=now.chain).first()
        notice = StaleNotice(who=now.author.full_name, at=now.created_at)
        posted: dict[str, Any] = {"seen": str(now.uuid)}
        for name in self._told():
            theirs, mine, before = getattr(now, name), self.cleaned_data[name], getattr(seen, name, None)
            if mine == theirs or theirs == before:
                continue
            label = str(self.fields[name].label)
            if mine == before:
                notice.taken.append(label)
                posted[name] = _posted(theirs)
            else:
                parts = compare(self._shown(name, theirs), self._shown(name, mine))
                notice.conflicts.append(Conflict(f"{name}-keep", label, *parts, can_join=False))
        self.replace_posted(**posted)
        self.stale = notice

    def _shown(self, name: str, value: Any) -> str:
        if isinstance(value, StatementKind):
            return value.name
        choices: dict[str, str] = dict(getattr(self.fields[name], "choices", ()))
        return choices.get(value, _posted(value))


def _told(row: Disclosure) -> str:
    """A disclosure as one line."""
    day = timezone.localtime(row.disclosed_at).date()
    return f"{day}, {row.organisation}, {row.person}: {Truncator(row.what).chars(LONGEST_SHOWN)}"


def _posted(value: Any) -> str:
    if isinstance(value, StatementKind):
        return value.code
    return "" if value is None else str(value)
