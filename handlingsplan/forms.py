"""The forms of the plan: its texts, goals and activities, how far they have come, and agreement."""

from typing import Any

from crispy_forms.layout import Div
from django import forms

from amc.staff.models import User
from amc.web.drafts import DraftFormMixin
from amc.web.forms import ActionForm, ActionModelForm, RuledMixin, form_helper
from amc.web.layout import Group, More, Pair
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput
from handlingsplan.actions.drafts import FirstStep
from handlingsplan.actions.plans import ParticipantAgrees
from handlingsplan.models import Activity, ActivityKind, Goal, PlanVersion

LONGEST_TEXT = 5000


class SummaryForm(DraftFormMixin, StaleFormMixin, RuledMixin, ActionModelForm):
    """What the person wants, in the person's own words."""

    summary = forms.CharField(
        label="Det här vill jag",
        help_text="Skriv med deltagarens egna ord.",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = PlanVersion
        fields = ["summary"]


class GoalForm(DraftFormMixin, StaleFormMixin, RuledMixin, ActionModelForm):
    """A goal."""

    text = forms.CharField(
        label="Mål",
        error_messages={"required": "Skriv målet, med deltagarens egna ord."},
        help_text="Med deltagarens egna ord, till exempel: Jag vill arbeta i ett kök.",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    class Meta:
        model = Goal
        fields = ["text", "sign", "due_on"]
        widgets = {"due_on": DateInput}
        labels = {"sign": "Så märks det att målet är nått", "due_on": "Ska vara nått"}


class NewGoalForm(GoalForm):
    """A goal with its first activities: what the person wants and what happens next are said in one breath."""

    STEPS = range(1, 4)
    # Whoever needs a name besides is written in the activity's own form.
    PARTIES = tuple(
        (party.value, party.label)
        for party in Activity.Party
        if party not in (Activity.Party.SPECIALIST, Activity.Party.ANNAN)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # One reading of the kinds serves all lines.
        self._kinds = {str(kind.pk): kind for kind in ActivityKind.objects.filter(is_active=True)}
        for number in self.STEPS:
            self._add_line(number)
        self.helper = form_helper(
            "text",
            Pair("sign", "due_on"),
            Div(
                Group("Det här ska göras", *self._line(1)),
                More("Fler aktiviteter", *self._line(2), *self._line(3)),
                css_class="first-steps",
            ),
        )

    def _add_line(self, number: int) -> None:
        of = "" if number == 1 else f", {number}"
        kinds = [("", "Välj slag"), *((key, kind.name) for key, kind in self._kinds.items())]
        self.fields |= {
            f"what_{number}": forms.CharField(label=f"Aktivitet{of}", max_length=300, required=False),
            f"party_{number}": forms.ChoiceField(label=f"Vem gör det{of}", choices=self.PARTIES, required=False),
            f"due_on_{number}": forms.DateField(label=f"Senast{of}", widget=DateInput, required=False),
            f"kind_{number}": forms.ChoiceField(label=f"Slags aktivitet{of}", choices=kinds, required=False),
        }

    @staticmethod
    def _line(number: int) -> tuple[str, Pair]:
        return f"what_{number}", Pair(f"party_{number}", f"due_on_{number}", f"kind_{number}")

    def goal(self) -> dict[str, Any]:
        """What `add_goal` takes of the goal itself."""
        return {name: self.cleaned_data[name] for name in ("text", "sign", "due_on")}

    def steps(self, consultant: User) -> list[FirstStep | None]:
        """The lines in order, None where nothing is written; what the consultant is to do, `consultant` does."""
        return [self._step(number, consultant) for number in self.STEPS]

    def _step(self, number: int, consultant: User) -> FirstStep | None:
        given = self.cleaned_data
        what, due_on, kind = (given[f"{name}_{number}"] for name in ("what", "due_on", "kind"))
        if not (what or due_on or kind):
            return None
        party = given[f"party_{number}"] or Activity.Party.DELTAGARE.value
        responsible = consultant if party == Activity.Party.KONSULENT else None
        return FirstStep(self._kinds.get(kind), what, party, due_on, responsible)


class ActivityForm(DraftFormMixin, StaleFormMixin, RuledMixin, ActionModelForm):
    """An activity: what, who and by when first, the rest folded."""

    class Meta:
        model = Activity
        fields = [
            "what",
            "party",
            "responsible",
            "party_name",
            "due_on",
            "kind",
            "goal",
            "starts_on",
            "hours_per_week",
        ]
        widgets = {"due_on": DateInput, "starts_on": DateInput}
        labels = {
            "what": "Vad ska göras?",
            "party": "Vem gör det?",
            "party_name": "Namn",
            "responsible": "Vem hos oss?",
            "due_on": "Senast",
            "kind": "Slags aktivitet",
            "goal": "Hör till målet",
            "starts_on": "Börjar",
            "hours_per_week": "Timmar i veckan",
        }
        help_texts = {
            "responsible": "När konsulenten eller en specialist gör det.",
            "party_name": "Namn och organisation, när det är någon utanför enheten.",
            "due_on": "Datumet behöver finnas när ni kommer överens om planen.",
        }

    def __init__(self, *args: Any, version: PlanVersion, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = ActivityKind.objects.filter(is_active=True)
        if self.instance.pk:
            kinds = kinds | ActivityKind.objects.filter(pk=self.instance.kind_id)
        self._offer("kind", kinds, "Välj slag")
        self._offer("goal", version.goals.all(), "Inget särskilt mål")
        self._offer("responsible", colleagues, "Ingen vald")
        self.helper = form_helper(
            "what",
            Pair("party", "responsible"),
            "party_name",
            Pair("due_on", "kind"),
            More("Mål, start och timmar", "goal", Pair("starts_on", "hours_per_week")),
        )

    def _offer(self, name: str, rows: Any, nothing: str) -> None:
        field: Any = self.fields[name]
        field.queryset, field.empty_label = rows, nothing


class ActivityStateForm(StaleFormMixin, RuledMixin, ActionModelForm):
    """How far an activity has come."""

    class Meta:
        model = Activity
        fields = ["state", "waiting_for", "result", "done_on"]
        widgets = {"state": forms.RadioSelect, "done_on": DateInput}
        labels = {
            "state": "Läge",
            "waiting_for": "Vad väntar aktiviteten på?",
            "result": "Resultat eller skäl",
            "done_on": "Avslutad",
        }
        help_texts = {
            "waiting_for": "Bara när läget är Väntar.",
            "result": "Vad det ledde till. Om aktiviteten avbröts: varför.",
            "done_on": "Tomt betyder i dag, när läget är Klar eller Avbruten.",
        }

    def clean_result(self) -> str:
        """Without the space around it, so that a blank reason is no reason."""
        return str(self.cleaned_data["result"]).strip()


class AgreeForm(ActionForm):
    """Who agrees, how, and to which text."""

    OF_PARTICIPANT = ("participant", "how", "paper_date", "paper_reference", "behalf_reason")

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    text = forms.CharField(widget=forms.HiddenInput, required=False)
    participant = forms.BooleanField(label="Deltagaren har läst planen och godkänner den", required=False)
    how = forms.ChoiceField(
        label="Hur godkände deltagaren?",
        choices=[
            (PlanVersion.AgreedHow.SCREEN, "Här på skärmen, vi läser tillsammans"),
            (PlanVersion.AgreedHow.PAPER, "På papper, med underskrift"),
            (PlanVersion.AgreedHow.BEHALF, "Jag godkänner för deltagarens räkning"),
        ],
        initial=PlanVersion.AgreedHow.SCREEN,
        widget=forms.RadioSelect,
        required=False,
    )
    paper_date = forms.DateField(
        label="Datum på papperet",
        help_text="När deltagaren skrev under. Planen gäller ändå från dagen du registrerar den.",
        widget=DateInput,
        required=False,
    )
    paper_reference = forms.CharField(
        label="Var papperet finns",
        help_text="Skanningens diarienummer eller platsen i arkivet, till exempel: Pärm 12, 2026:114.",
        max_length=100,
        required=False,
    )
    behalf_reason = forms.CharField(label="Skäl att godkänna för deltagarens räkning", max_length=300, required=False)
    consultant = forms.BooleanField(label="Jag godkänner planen för enheten", required=False)

    def __init__(self, *args: Any, version: PlanVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if version.participant_agreed_at:
            for name in self.OF_PARTICIPANT:
                del self.fields[name]
        if version.consultant_agreed_at:
            del self.fields["consultant"]
        self.helper = form_helper(*(name for name in (*self.OF_PARTICIPANT, "consultant") if name in self.fields))

    def show_newer(self, *, seen: str, text: str) -> None:
        """Ask about another text than the one that was posted: whoever had ticked for that one has not read this."""
        self.replace_posted(seen=seen, text=text, participant=None, consultant=None)

    def agreement(self) -> dict[str, Any]:
        """What `agree_plan` takes."""
        given = self.cleaned_data
        participant = None
        if given.get("participant"):
            participant = ParticipantAgrees(
                given["how"], given["paper_date"], given["paper_reference"], given["behalf_reason"]
            )
        return {"seen": given["seen"], "participant": participant, "consultant": bool(given.get("consultant"))}


def colleagues_of(user: User, today: Any, *also: int | None) -> Any:
    """The people who may be responsible for an activity: those `user` sees, and those who already are."""
    active = User.objects.visible_to(user).active_on(today).with_role("konsulent", "specialist", "enhetschef")
    return (active | User.objects.filter(pk__in=[pk for pk in also if pk])).order_by("sort_key", "pk")
