"""Choosing what of an earlier plan follows into a new one."""

import uuid
from typing import Any

from django import forms

from amc.web.forms import ActionForm, form_helper
from handlingsplan.content import PlanContent
from handlingsplan.models import Activity, Goal, GoalResult

# What has been reached, or lost its point, is there to choose and not chosen from the start.
SETTLED = (GoalResult.Result.REACHED, GoalResult.Result.MOOT)


def goal_words(goal: Goal) -> str:
    """A goal of an earlier plan with what became of it: "Ett jobb i kök (delvis nått: kom en bit)"."""
    ended = goal.outcome
    if ended is None:
        return goal.text
    said = f"{ended.get_result_display().lower()}{f': {ended.words}' if ended.words else ''}"
    return f"{goal.text} ({said})"


def activity_words(row: Activity) -> str:
    """An activity of an earlier plan with how far it came: "Körkort (avbruten: pengarna tog slut)"."""
    said = f"{row.state_in_words.lower()}{f': {row.result}' if row.result else ''}"
    return f"{row.what} ({said})"


class EarlierForm(ActionForm):
    """The goals of the earlier plan with their results, and the activities that were not done."""

    fran_forra = forms.CharField(widget=forms.HiddenInput, initial="1")
    goals = forms.TypedMultipleChoiceField(
        label="Mål att ta med", coerce=uuid.UUID, widget=forms.CheckboxSelectMultiple, required=False
    )
    activities = forms.TypedMultipleChoiceField(
        label="Aktiviteter att ta med", coerce=uuid.UUID, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, earlier: PlanContent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goals = [part.goal for part in earlier.goals]
        left = [row for row in earlier.activities if row.state != Activity.State.DONE]
        self._offer("goals", [(goal.origin, goal_words(goal), not _settled(goal)) for goal in goals])
        self._offer(
            "activities", [(row.origin, activity_words(row), row.state in Activity.OPEN_STATES) for row in left]
        )
        self.helper = form_helper(*(name for name in ("goals", "activities") if name in self.fields))

    def _offer(self, name: str, rows: list[tuple[uuid.UUID, str, bool]]) -> None:
        if not rows:
            del self.fields[name]
            return
        field: Any = self.fields[name]
        field.choices = [(str(origin), words) for origin, words, _ in rows]
        field.initial = [str(origin) for origin, _, chosen in rows if chosen]
        field.error_messages["invalid_choice"] = "Förra planen har ändrats sedan du öppnade sidan. Välj igen."

    def chosen(self) -> dict[str, set[uuid.UUID]]:
        """The origins of what follows: `goals` and `activities`."""
        return {name: set(self.cleaned_data.get(name, ())) for name in ("goals", "activities")}


def _settled(goal: Goal) -> bool:
    return goal.outcome is not None and goal.outcome.result in SETTLED
