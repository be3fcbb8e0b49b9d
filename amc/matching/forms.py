"""The forms of openings, of what participants seek, and of proposals."""

from typing import Any

import django_filters
from crispy_forms.layout import HTML
from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.contrib.postgres.validators import ArrayMaxLengthValidator
from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet

from amc.calendar import today
from amc.matching.facts import in_words
from amc.matching.lookups import OpeningLookup
from amc.matching.models import Locality, Opening, PlaceKind, Proposal, Seeking
from amc.matching.rules.changes import Difference
from amc.matching.rules.distance import LIMITS
from amc.matching.rules.proposals import BEGINS, NEXT
from amc.web.filters import AppliedLast
from amc.web.forms import ActionForm, ActionModelForm, RuledMixin, form_helper
from amc.web.layout import Group, More, Pair
from amc.web.lookup import LookupField, LookupFormMixin
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput
from participants.models import Competence
from participants.rules.facts import LICENCES
from placements.forms.at_employer import AtEmployerFilter
from placements.lookups import WorkplaceLookup
from placements.models import ContactPerson

LIST = "kompetenser"
SENSITIVE = "Skriv inget om hälsa, brott eller annat känsligt."
MOST_WORDS = 10


class OccupationField(forms.CharField):
    """An occupation of the list, written or chosen by name; the cleaned value is the Competence, or None."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"list": LIST, "autocomplete": "off"})
        super().__init__(max_length=100, required=False, widget=widget, **kwargs)
        self.listed: dict[int, Competence] = {}

    def prepare_value(self, value: Any) -> Any:
        """The name of a row or of its key; what was typed as it is."""
        row = self.listed.get(value, value) if isinstance(value, int) else value
        return row.name if isinstance(row, Competence) else row

    def clean(self, value: Any) -> Any:
        """The row; raises ValidationError for what the list lacks."""
        text = super().clean(value)
        if not text:
            return None
        found = next((row for row in self.listed.values() if row.name.casefold() == text.casefold()), None)
        if found is None:
            raise ValidationError("Yrket finns inte i listan. Välj ett därifrån, eller lämna tomt.", code="unlisted")
        return found


class WordsField(SimpleArrayField):
    """Several words with commas between, e.g. languages; each once."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(
            forms.CharField(max_length=longest, error_messages={"required": "Ta bort kommatecknet som är för mycket."}),
            required=False,
            **kwargs,
        )
        # Not `max_length`, which says how long a text may be.
        self.validators.append(ArrayMaxLengthValidator(MOST_WORDS))
        self.widget.attrs.update({"autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        """With a space after each comma."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Without empty ones and doubles."""
        words = [word.strip() for word in (value or "").split(",")] if not isinstance(value, list) else value
        once: dict[str, str] = {}
        for word in filter(None, words):
            once.setdefault(word.casefold(), word)
        return list(super().clean(",".join(once.values())))


class SkillsField(forms.MultipleChoiceField):
    """Skills of the list, by code; which can be chosen is the form's to say."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)


class CompetencesMixin:
    """A form with OccupationFields and `skills`: those of the list that can be chosen today, and those that stand
    there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of: Any = self
        fields = {name: field for name, field in of.fields.items() if isinstance(field, OccupationField)}
        kept = [key for key in (getattr(of.instance, f"{name}_id", None) for name in fields) if key]
        rows = Competence.objects.order_by("name")
        listed = rows.on(today()) | rows.filter(Q(pk__in=kept) | Q(code__in=of.instance.skills))
        occupations = {row.pk: row for row in listed if row.kind == Competence.Kind.OCCUPATION}
        for field in fields.values():
            field.listed = occupations
        self.names = [row.name for row in occupations.values()]
        of.fields["skills"].choices = [(row.code, row.name) for row in listed if row.kind == Competence.Kind.SKILL]


# The occupations to choose among, once for all fields of the form.
OCCUPATIONS = HTML('{% include "participants/_competences.html" with names=form.names only %}')


class OpeningForm(StaleFormMixin, LookupFormMixin, CompetencesMixin, RuledMixin, ActionModelForm):
    """What a place is and what it asks for."""

    workplace = LookupField(WorkplaceLookup(), label="Arbetsplats", help_text="Skriv en del av namnet.")
    occupation = OccupationField(label="Yrke", help_text="Ur listan. Det är det som platsen främst matchas på.")
    languages = WordsField(longest=40, label="Andra språk", help_text="Med komma mellan, till exempel: arabiska, dari.")
    skills = SkillsField(
        label="Färdigheter", help_text="Det som är välkommet. Den som saknar något står längre ner, men är kvar."
    )

    class Meta:
        model = Opening
        fields = [
            *("workplace", "kind", "title", "occupation", "places", "starts_on", "ends_on", "hours_per_week", "level"),
            *("languages", "licence", "skills", "criminal_record", "physical", "contact", "note"),
        ]
        labels = {
            "title": "Vad gör man där?",
            "level": "Svenska, lägst",
            "licence": "Körkort",
            "criminal_record": "Om man är dömd för brott",
            "physical": "Fysiska krav",
            "note": "Att tänka på",
        }
        help_texts = {
            "title": "Till exempel: Kock i storkök.",
            "starts_on": "Tomt om det går att börja när som helst.",
            "ends_on": "Tomt om platsen finns tills vidare.",
            "physical": "Till exempel tunga lyft eller höjder.",
            "note": "Inget om deltagare.",
        }
        widgets = {
            "starts_on": DateInput(),
            "ends_on": DateInput(),
            "kind": forms.RadioSelect,
            "physical": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = PlaceKind.choices
        for name, nothing in (("level", "Inget krav"), ("licence", "Inget krav"), ("criminal_record", "Inte känt")):
            fields[name].choices = [("", nothing), *list(fields[name].choices)[1:]]
        # Contact persons are an employer's: those of the one that is known now.
        where = self.instance.workplace if self.instance.workplace_id else self.initial.get("workplace")
        people = ContactPerson.objects.filter(is_active=True) | ContactPerson.objects.filter(
            pk=self.instance.contact_id
        )
        if where is None:
            del fields["contact"]
        else:
            fields["contact"].queryset = people.filter(employer=where.employer_id).order_by("name", "pk")
            fields["contact"].empty_label = "Ingen vald"
        contact = ["contact"] if where else []
        self.helper = form_helper(
            Group(
                "Platsen", "workplace", *contact, "kind", Pair("title", "occupation"), Pair("places", "hours_per_week"),
                Pair("starts_on", "ends_on"),
            ),
            Group("Vad platsen vill ha", Pair("level", "licence"), "languages"),
            More("Färdigheter som är välkomna", "skills"),
            More("Det konsulenten bedömer, och som ingen rangordnas efter", "criminal_record", "physical"),
            "note",
            OCCUPATIONS,
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The contact person is one of the employer's."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        workplace, contact = cleaned.get("workplace"), cleaned.get("contact")
        if workplace and contact and contact.employer_id != workplace.employer_id:
            self.add_error("contact", "Kontaktpersonen hör till en annan arbetsgivare. Välj om, eller lämna tomt.")
        return cleaned


class CloseForm(ActionForm):
    """Why nobody more is proposed."""

    closed_as = forms.ChoiceField(
        label="Varför stängs platsen?", choices=Opening.Closed.choices, widget=forms.RadioSelect
    )


class SeekingForm(StaleFormMixin, CompetencesMixin, RuledMixin, ActionModelForm):
    """What a participant seeks."""

    wish_1 = OccupationField(label="Yrke")
    wish_2 = OccupationField(label="Annat yrke")
    wish_3 = OccupationField(label="Ett yrke till")
    kinds = forms.MultipleChoiceField(
        label="Slags plats",
        choices=PlaceKind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst ett slags plats."},
    )
    towns = WordsField(
        longest=100, label="Orter", help_text="Där deltagaren kan arbeta, med komma mellan. Inte var hen bor."
    )
    home = forms.ModelChoiceField(
        Locality.objects.order_by("sort_key"),
        label="Avstånd räknas från",
        required=False,
        empty_label="Räknas inte",
        help_text="En ort, till exempel den som deltagaren bor närmast.",
    )
    most_km = forms.TypedChoiceField(
        label="Högst så långt",
        choices=[("", "Ingen gräns"), *((km, f"{km} km") for km in LIMITS)],
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Fågelvägen. En ort som står i listan räknas hur långt det än är dit.",
    )
    languages = WordsField(longest=40, label="Andra språk än svenska", help_text="Med komma mellan.")
    skills = SkillsField(label="Färdigheter")
    licences = forms.MultipleChoiceField(
        label="Körkort", choices=LICENCES, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = Seeking
        fields = [
            *("kinds", "wish_1", "wish_2", "wish_3", "towns", "home", "most_km", "from_day", "hours_per_week", "level"),
            *("languages", "licences", "skills"),
        ]
        labels = {"hours_per_week": "Timmar i veckan, högst", "level": "Talar svenska", "from_day": "Kan börja"}
        widgets = {"from_day": DateInput()}

    def __init__(self, *args: Any, protected: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Where a protected person starts from is nobody's to know (domain.md section 5).
        for name in ("home", "most_km") if protected else ():
            del self.fields[name]
        far = () if protected else (Pair("home", "most_km"),)
        level: Any = self.fields["level"]
        level.choices = [("", "Inte känt"), *list(level.choices)[1:]]
        self.helper = form_helper(
            Group("Vad deltagaren söker", "kinds", "wish_1", Pair("wish_2", "wish_3")),
            Group("Var", "towns", *far),
            Group("När och hur mycket", Pair("from_day", "hours_per_week")),
            Group("Språk och körkort", "level", "languages", "licences"),
            More("Färdigheter", "skills"),
            OCCUPATIONS,
        )


class HearForm(ActionForm):
    """Which of what the kartläggning says anew is taken over. `revision` is of what is sought, and `seen` of what the
    kartläggning said, when the page was opened."""

    take = forms.MultipleChoiceField(
        label="Det här säger kartläggningen nu", required=False, widget=forms.CheckboxSelectMultiple
    )
    keep = forms.BooleanField(required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, news: list[Difference], names: dict[str, str], revision: int, seen: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.shown = seen
        take: Any = self.fields["take"]
        take.choices = [(one.field, self._words(one, names)) for one in news]
        take.initial = [one.field for one in news if not one.by_hand]
        self.fields["revision"].initial, self.fields["seen"].initial = revision, seen
        self.helper = form_helper("take", "revision", "seen")

    def _words(self, one: Difference, names: dict[str, str]) -> str:
        said, now = (in_words(one.field, words, names) or "inget" for words in (one.said, one.now))
        return f"{one.label}: {said} (här står {now}{', valt för hand' if one.by_hand else ''})"

    def clean(self) -> dict[str, Any]:
        """Something is taken over, or all is kept; and it is what was shown."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("seen") not in (None, self.shown):
            self.replace_posted(seen=self.shown)
            self.add_error(None, "Kartläggningen har ändrats igen sedan du öppnade sidan. Nu står det nya här.")
        elif not cleaned.get("keep") and not cleaned.get("take") and "take" not in self.errors:
            self.add_error("take", "Markera det som ska tas över, eller välj Behåll det som står.")
        return cleaned


class ProposeForm(LookupFormMixin, ActionForm):
    """Which place, and whether it is only held or already offered."""

    opening = LookupField(OpeningLookup(), label="Plats", help_text="Skriv en del av namnet.")
    state = forms.ChoiceField(
        label="Vad gör du?",
        choices=[
            (BEGINS[0], "Reserverar platsen, deltagaren vet inte än"),
            (BEGINS[1], "Har erbjudit deltagaren platsen"),
        ],
        widget=forms.RadioSelect,
        initial=BEGINS[0],
    )
    answer_by = forms.DateField(
        label="Besked senast", required=False, widget=DateInput(), help_text="Då påminns du i Min dag."
    )


class AnswerForm(ActionForm):
    """What became of a proposal. `seen` is its revision when the page was opened."""

    ANSWERS = {
        "offered": "Deltagaren har fått erbjudandet",
        "accepted": "Det blir av: platsen tillsätts",
        "declined": "Det blir inte av",
        "ended": "Deltagaren har lämnat platsen, som blir ledig igen",
    }
    state = forms.ChoiceField(label="Hur gick det?", widget=forms.RadioSelect)
    answer_by = forms.DateField(label="Besked senast", required=False, widget=DateInput())
    declined_by = forms.ChoiceField(
        label="Vem sade nej?", choices=[("", "Ingen"), *Proposal.Side.choices], required=False
    )
    reason = forms.CharField(label="Varför?", required=False, max_length=300, help_text=SENSITIVE)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.proposal = proposal
        fields: Any = self.fields
        fields["state"].choices = [(state, self.ANSWERS[state]) for state in NEXT[proposal.state]]
        fields["seen"].initial = proposal.revision
        if "offered" not in NEXT[proposal.state]:
            del fields["answer_by"]
        offered = ["answer_by"] if "answer_by" in fields else []
        self.helper = form_helper("state", *offered, More("Om det inte blev av", "declined_by", "reason"))

    def add_error(self, field: str | None, error: Any) -> None:
        """After "somebody has changed it" the form is about the proposal as it stands."""
        if getattr(error, "code", None) == "changed_meanwhile":
            self.proposal.refresh_from_db()
            self.replace_posted(seen=str(self.proposal.revision))
        super().add_error(field, error)


class OpeningFilter(AtEmployerFilter):
    """By kind, occupation, employer, and whether there is a place left."""

    STATES = [
        ("erbjuds", "Lediga och tagna"),
        ("tagna", "Någon har platsen"),
        ("full", "Fulla"),
        ("stangd", "Stängda"),
        ("alla", "Alla"),
    ]
    slag = django_filters.ChoiceFilter(label="Slag", field_name="kind", choices=PlaceKind.choices, empty_label="Alla")
    omrade = django_filters.ChoiceFilter(label="Yrkesområde", field_name="occupation__field", empty_label="Alla")
    lage = AppliedLast(label="Läge", choices=STATES, empty_label="Lediga")
    oppnar = django_filters.ChoiceFilter(
        label="Arbetsgivaren", choices=[("snart", "Har inte öppnat än")], empty_label="Alla", method="opening"
    )

    class Meta:
        model = Opening
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Competence.objects.filter(kind=Competence.Kind.OCCUPATION).order_by("field")
        fields = known.values_list("field", flat=True).distinct()
        self.filters["omrade"].extra["choices"] = [(name, name) for name in fields]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Those with a place left unless something else is asked for."""
        rows: Any = super().filter_queryset(queryset)
        state = self.form.cleaned_data.get("lage")
        if state in ("erbjuds", "tagna"):
            found = rows.offered_on(today())
            return found.filter(taken__gt=0) if state == "tagna" else found
        if state == "stangd":
            return rows.shut()
        if state == "full":
            return rows.open().filter(taken__gte=F("places"))
        return rows if state == "alla" else rows.free_on(today())

    def opening(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those of firms about to open [S2]."""
        return rows.filter(Q(workplace__employer__opens_on__gte=today()))
