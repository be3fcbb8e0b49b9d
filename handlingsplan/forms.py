"""The forms of the plan: its texts, goals and activities, how far they have come, and agreement."""

from typing import Any

from django import forms

from amc.staff.models import User
from amc.web.drafts import DraftFormMixin
from amc.web.forms import ActionForm, ActionModelForm, form_helper
from amc.web.layout import More, Pair
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput
from handlingsplan.actions.plans import ParticipantAgrees
from handlingsplan.models import Activity, ActivityKind, Goal, PlanVersion

LONGEST_TEXT = 5000


class RuledMixin:
    """A ModelForm whose rules are the action's: they answer first, at the field; the constraints are the wall."""

    def validate_constraints(self) -> None:
        """Left to the action."""


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

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
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
    behalf_reason = forms.CharField(label="Skäl att godkänna för deltagarens räkning", max_length=300, required=False)
    consultant = forms.BooleanField(label="Jag godkänner planen för enheten", required=False)

    def __init__(self, *args: Any, version: PlanVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if version.participant_agreed_at:
            for name in ("participant", "how", "paper_date", "behalf_reason"):
                del self.fields[name]
        if version.consultant_agreed_at:
            del self.fields["consultant"]
        shown = [
            name for name in ("participant", "how", "paper_date", "behalf_reason", "consultant") if name in self.fields
        ]
        self.helper = form_helper(*shown)

    def agreement(self) -> dict[str, Any]:
        """What `agree_plan` takes."""
        given = self.cleaned_data
        participant = None
        if given.get("participant"):
            participant = ParticipantAgrees(given["how"], given["paper_date"], given["behalf_reason"])
        return {"seen": given["seen"], "participant": participant, "consultant": bool(given.get("consultant"))}


def colleagues_of(user: User, today: Any, *also: int | None) -> Any:
    """The people who may be responsible for an activity: those `user` sees, and those who already are."""
    active = User.objects.visible_to(user).active_on(today).with_role("konsulent", "specialist", "enhetschef")
    return (active | User.objects.filter(pk__in=[pk for pk in also if pk])).order_by("sort_key", "pk")
