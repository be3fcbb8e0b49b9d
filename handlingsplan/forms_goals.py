"""How it went with a goal."""

from django import forms

from amc.web.drafts import DraftFormMixin
from amc.web.forms import ActionForm, ActionModelForm, RuledMixin
from amc.web.stale import StaleFormMixin
from handlingsplan import rules
from handlingsplan.models import GoalResult

WIDGETS = {"result": forms.RadioSelect}
LABELS = {"result": "Hur gick det med målet?", "words": "Med några ord"}


class GoalResultForm(DraftFormMixin, StaleFormMixin, RuledMixin, ActionModelForm):
    """Of a goal in the plan in force."""

    class Meta:
        model = GoalResult
        fields = ["result", "words"]
        widgets = WIDGETS
        labels = LABELS
        error_messages = {"result": {"required": rules.NO_RESULT}}


class LeavingGoalForm(ActionForm):
    """Of a goal that leaves the plan."""

    result = forms.ChoiceField(
        label=LABELS["result"],
        choices=GoalResult.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": rules.NO_RESULT},
    )
    words = forms.CharField(label=LABELS["words"], max_length=300, required=False)
