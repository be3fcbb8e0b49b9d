"""The forms of plan templates: writing one, and choosing what to take of it."""

import datetime as dt
from decimal import Decimal
from typing import Any

from crispy_forms.layout import Div
from django import forms

from amc.calendar import day_in_words
from amc.staff.models import User
from amc.web.drafts import DraftFormMixin
from amc.web.forms import ActionForm, form_helper
from amc.web.layout import Group, More, Pair
from amc.web.stale import StaleFormMixin
from amc.web.widgets import DateInput
from handlingsplan import relative
from handlingsplan.actions.drafts import FirstStep
from handlingsplan.actions.templates import Chosen, TemplateGoal, TemplateStep
from handlingsplan.compare import hours
from handlingsplan.models import Activity, ActivityKind, PlanTemplate

GOALS, LINES = range(1, 4), range(1, 5)
_OWN = Activity.Party.DELTAGARE
# Another party needs a name, which a template cannot know. The participant is what an empty line says already.
PARTIES = (
    ("", _OWN.label),
    *((party.value, party.label) for party in Activity.Party if party not in (_OWN, Activity.Party.ANNAN)),
)


class _TemplateFields(DraftFormMixin, ActionForm):
    """The fields of a template: up to three goals with up to four activities each."""

    name = forms.CharField(label="Mallens namn", max_length=100)
    target_group = forms.CharField(
        label="För vem?", help_text="Till exempel: nyanländ med lite svenska.", max_length=200, required=False
    )
    valid_from = forms.DateField(label="Används från", widget=DateInput)
    valid_to = forms.DateField(label="Används till", widget=DateInput, required=False)

    def __init__(self, *args: Any, instance: PlanTemplate, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)
        before = set(self.fields) - set(_TemplateFields.declared_fields)
        kinds = ActivityKind.objects.filter(is_active=True).values_list("code", "name")
        choices = [("", "Välj slag"), *kinds]
        for goal in GOALS:
            self._add_goal(goal, choices)
        self.own = [name for name in self.fields if name not in before]
        first, *others = (self._goal(goal) for goal in GOALS)
        self.helper = form_helper(
            "name",
            "target_group",
            Pair("valid_from", "valid_to"),
            Group("Mål 1", *first),
            *(More(f"Mål {number}", *fields) for number, fields in enumerate(others, start=2)),
        )

    def _add_goal(self, goal: int, kinds: list[Any]) -> None:
        self.fields |= {
            f"text_{goal}": forms.CharField(
                label="Mål", help_text="En början att fylla på: Jag vill …", max_length=500, required=False
            ),
            f"sign_{goal}": forms.CharField(label="Så märks det att målet är nått", max_length=300, required=False),
        }
        for line in LINES:
            of = f"{line}_{goal}"
            self.fields |= {
                f"what_{of}": forms.CharField(label=f"Aktivitet {line}", max_length=300, required=False),
                f"kind_{of}": forms.ChoiceField(label="Slag", choices=kinds, required=False),
                f"party_{of}": forms.ChoiceField(label="Vem gör det", choices=PARTIES, required=False),
                f"when_{of}": forms.CharField(
                    label="När", help_text=relative.HELP if line == 1 else "", max_length=60, required=False
                ),
                f"hours_{of}": forms.DecimalField(
                    label="Timmar i veckan", max_digits=4, decimal_places=1, required=False
                ),
            }

    @staticmethod
    def _goal(goal: int) -> list[Any]:
        lines: list[Any] = [f"text_{goal}", f"sign_{goal}"]
        for line in LINES:
            what, kind, party, when, hours = (
                f"{name}_{line}_{goal}" for name in ("what", "kind", "party", "when", "hours")
            )
            lines.append(Div(what, Pair(kind, party), Pair(when, hours), css_class="template-line"))
        return lines


class PlanTemplateForm(StaleFormMixin, _TemplateFields):
    """A template is written, or changed from `instance`, its newest version."""

    def _values_of(self, instance: Any) -> dict[str, Any]:
        values = dict.fromkeys(self.own, "") | self.initial_of(instance)
        for name, value in values.items():
            setattr(instance, name, value)
        return values

    def goals(self) -> list[TemplateGoal]:
        """The goals that say something, or have activities."""
        given = self.cleaned_data
        goals = [
            TemplateGoal(place, given[f"text_{place}"], given[f"sign_{place}"], self._steps(place)) for place in GOALS
        ]
        return [goal for goal in goals if goal.text.strip() or goal.steps]

    def _steps(self, goal: int) -> list[TemplateStep]:
        given, steps = self.cleaned_data, []
        for line in LINES:
            what, kind, party, when, hours = (
                given[f"{name}_{line}_{goal}"] for name in ("what", "kind", "party", "when", "hours")
            )
            if what or kind or when or hours is not None:
                steps.append(TemplateStep(line, what, kind, party or _OWN.value, when, hours))
        return steps

    def head(self) -> dict[str, Any]:
        """What `save_template` takes besides the goals."""
        return {name: self.cleaned_data[name] for name in ("name", "target_group", "valid_from", "valid_to")}

    @staticmethod
    def initial_of(template: PlanTemplate) -> dict[str, Any]:
        """What the form begins with when `template` is changed."""
        values: dict[str, Any] = {
            name: getattr(template, name) for name in ("name", "target_group", "valid_from", "valid_to")
        }
        for goal, said in enumerate(template.content["goals"], start=1):
            values |= {f"text_{goal}": said["text"], f"sign_{goal}": said["sign"]}
            for line, step in enumerate(said["activities"], start=1):
                values |= {f"{name}_{line}_{goal}": step[name] for name in ("what", "kind", "when")}
                values[f"hours_{line}_{goal}"] = Decimal(step["hours"]) if step["hours"] else None
                values[f"party_{line}_{goal}"] = "" if step["party"] == _OWN else step["party"]
        return values


class UseTemplateForm(ActionForm):
    """What a template proposes, with real days; each row is ticked, and its words and day can be changed."""

    def __init__(
        self, *args: Any, template: PlanTemplate, today: dt.date, standing: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.goals = template.content["goals"]
        self.standing = standing
        codes = {step["kind"] for goal in self.goals for step in goal["activities"]}
        self._kinds = {kind.code: kind for kind in ActivityKind.objects.filter(code__in=codes)}
        self._days: dict[str, relative.Days | None] = {}
        groups = [self._add_goal(place, goal, today) for place, goal in enumerate(self.goals, start=1)]
        self.helper = form_helper(*groups)

    @property
    def repeats(self) -> int:
        """How many of the rows stand in the draft already, word for word."""
        said = [step["what"] for goal in self.goals for step in goal["activities"]]
        return sum(what in self.standing for what in said)

    def _add_goal(self, place: int, goal: dict[str, Any], today: dt.date) -> Group:
        names: list[Any] = []
        if goal["text"]:
            fresh = goal["text"] not in self.standing
            self.fields[f"take_goal_{place}"] = forms.BooleanField(label="Ta med målet", required=False, initial=fresh)
            self.fields[f"text_{place}"] = forms.CharField(
                label="Mål",
                help_text="Fyll på med deltagarens egna ord.",
                max_length=500,
                required=False,
                initial=goal["text"],
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            names = [Div(f"take_goal_{place}", f"text_{place}", css_class="template-goal")]
        for line, step in enumerate(goal["activities"], start=1):
            names.append(self._add_step(f"{line}_{place}", step, today))
        return Group(f"Mål {place}" if goal["text"] else "Utan mål", *names)

    def _add_step(self, of: str, step: dict[str, Any], today: dt.date) -> Div:
        days = relative.days_of(step["when"], today) if step["when"] else None
        self._days[of] = days
        kind = self._kinds.get(step["kind"])
        facts = [Activity.Party(step["party"]).label, kind.name if kind else ""]
        facts += [f"{hours(Decimal(step['hours']))} tim/v"] if step["hours"] else []
        self.fields[f"take_{of}"] = forms.BooleanField(
            label=step["what"],
            help_text=" · ".join(fact for fact in facts if fact),
            required=False,
            initial=step["what"] not in self.standing,
        )
        self.fields[f"due_on_{of}"] = forms.DateField(
            label=f"Senast: {step['what']}",
            help_text=_said(step["when"], days, today),
            required=False,
            initial=days and days.due_on,
            widget=DateInput,
        )
        return Div(f"take_{of}", f"due_on_{of}", css_class="template-row")

    def chosen(self, consultant: User) -> list[Chosen]:
        """What was ticked; what the consultant is to do, `consultant` does."""
        given = self.cleaned_data
        parts = []
        for place, goal in enumerate(self.goals, start=1):
            text = given.get(f"text_{place}") if given.get(f"take_goal_{place}") else None
            steps = [
                self._step(f"{line}_{place}", step, consultant) for line, step in enumerate(goal["activities"], start=1)
            ]
            parts.append(Chosen(place, text, goal["sign"], steps))
        return parts

    def _step(self, of: str, step: dict[str, Any], consultant: User) -> FirstStep | None:
        if not self.cleaned_data[f"take_{of}"]:
            return None
        days, due_on = self._days[of], self.cleaned_data[f"due_on_{of}"]
        starts_on = days.starts_on if days else None
        return FirstStep(
            self._kinds.get(step["kind"]),
            step["what"],
            step["party"],
            due_on,
            consultant if step["party"] == Activity.Party.KONSULENT else None,
            starts_on if starts_on and due_on and starts_on <= due_on else None,
            Decimal(step["hours"]) if step["hours"] else None,
        )


def _said(when: str, days: relative.Days | None, today: dt.date) -> str:
    if days is None:
        return "Mallen säger inget datum."
    begins = f", från {day_in_words(days.starts_on, today)}" if days.starts_on else ""
    moved = f". Flyttad från {day_in_words(days.due_before, today)}, då det är stängt" if days.was_moved else ""
    return f"{when}{begins}{moved}."
