"""The goals and activities of a draft, and how far activities have come."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property

from amc.staff.access import Permission
from amc.web.display import period
from amc.web.form_views import lead_on
from amc.web.forms import ActionForm
from handlingsplan import rules
from handlingsplan.actions import drafts
from handlingsplan.actions.goals import Ending
from handlingsplan.actions.plans import change_summary
from handlingsplan.actions.progress import set_activity_state
from handlingsplan.forms import ActivityForm, ActivityStateForm, GoalForm, NewGoalForm, SummaryForm, colleagues_of
from handlingsplan.forms_goals import LeavingGoalForm
from handlingsplan.hooks import activity_places
from handlingsplan.models import Activity, Goal, PlanVersion
from handlingsplan.pages import show_activity
from handlingsplan.views.base import CaseForm


class DraftForm(CaseForm):
    """A form of something in the draft. A frozen version answers with a refusal in words, not a blank page."""

    @cached_property
    def draft(self) -> PlanVersion:
        """The newest version. Nothing opens on a frozen one, but what is sent is refused in words and not lost."""
        newest = self.versions().select_related("plan__enrolment").first()
        if newest is None or not (newest.is_draft or self.request.method == "POST"):
            raise Http404
        return newest

    @cached_property
    def goal(self) -> Goal:
        """The goal in the address."""
        rows = Goal.objects.visible_to(self.user).filter(version__plan__enrolment=self.enrolment)
        return get_object_or_404(rows.select_related("version__plan__enrolment"), uuid=self.kwargs["goal"])

    @cached_property
    def activity(self) -> Activity:
        """The activity in the address."""
        rows = Activity.objects.visible_to(self.user).filter(version__plan__enrolment=self.enrolment)
        rows = rows.select_related("version__plan__enrolment", "kind", "responsible")
        return get_object_or_404(rows, uuid=self.kwargs["activity"])

    def at(self, row: Goal | Activity | None) -> str:
        """The plan's page, at the row."""
        if row is None:
            return self.plan_url
        shown = f"?{self.shown_as}" if self.shown_as else ""
        return f"{self.plan_url}{shown}#{'m' if isinstance(row, Goal) else 'a'}-{row.uuid}"


class EditSummary(DraftForm):
    """What the person wants."""

    form_class = SummaryForm
    title = "Det här vill jag"

    def get_instance(self) -> PlanVersion:
        """The draft."""
        return self.draft

    def get_draft_key(self) -> str:
        """One draft of the text per version."""
        return f"plan:{self.draft.uuid}:summary"

    def act(self, form: Any) -> str:
        """Save the text."""
        revision = form.cleaned_data["revision"]
        self.tell(change_summary(version=self.draft, revision=revision, **form.values()))
        return self.plan_url


class AddGoal(DraftForm):
    """A new goal, with its first activities."""

    form_class = NewGoalForm
    title = "Nytt mål"
    verb = "Lägg till målet"

    def get_draft_key(self) -> str:
        """One unfinished goal per version."""
        return f"plan:{self.draft.uuid}:goal"

    def act(self, form: Any) -> str:
        """Add it."""
        steps = form.steps(self.enrolment.consultant or self.user)
        edited = drafts.add_goal(version=self.draft, **form.goal(), steps=steps)
        self.tell(edited)
        return self.at(edited.row)


class EditGoal(DraftForm):
    """A goal's text, sign and date."""

    form_class = GoalForm
    title = "Ändra målet"

    def get_instance(self) -> Goal:
        """The goal."""
        return self.goal

    def get_draft_key(self) -> str:
        """One draft per goal."""
        return f"goal:{self.kwargs['goal']}"

    def act(self, form: Any) -> str:
        """Save it."""
        edited = drafts.change_goal(goal=self.goal, revision=form.cleaned_data["revision"], **form.values())
        self.tell(edited)
        return self.at(edited.row)


class RemoveGoal(DraftForm):
    """Asks, and removes a goal; of one that the two have agreed on it asks what became of it."""

    title = "Ta bort målet"
    verb = "Ta bort målet"

    @cached_property
    def agreed(self) -> Goal | None:
        """The same goal in the plan in force, with its result."""
        rows = Goal.objects.visible_to(self.user).in_force().filter(version__plan=self.draft.plan_id)
        return rows.filter(origin=self.goal.origin).select_related("result").first()

    def get_form_class(self) -> type[ActionForm]:
        """With the question, or without."""
        return LeavingGoalForm if self.agreed else ActionForm

    def get_initial(self) -> dict[str, Any]:
        """What has been said of it already."""
        said = self.agreed.outcome if self.agreed else None
        return {"result": said.result, "words": said.words} if said else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What goes and what stays."""
        lead = f"”{self.goal.text}” tas bort ur utkastet. Aktiviteterna finns kvar, utan mål."
        if self.agreed:
            lead = f"{lead} Svaret står kvar vid målet i planen som gäller nu och i sammanfattningen vid avslutet."
        return super().get_context_data(**({"lead": lead, "danger": True} | kwargs))

    def act(self, form: Any) -> str:
        """Remove it."""
        ending = Ending(**form.values(), by=self.user, now=timezone.now()) if self.agreed else None
        self.tell(drafts.remove_goal(goal=self.goal, ending=ending), "Målet är borttaget.")
        return self.plan_url


class AddActivity(DraftForm):
    """A new activity, under the goal in the address where there is one."""

    form_class = ActivityForm
    title = "Ny aktivitet"
    verb = "Lägg till aktiviteten"

    @cached_property
    def under(self) -> Goal | None:
        """The goal that the activity is to stand under."""
        try:
            wanted = UUID(self.request.GET.get("mal", ""))
        except ValueError:
            return None
        return self.draft.goals.filter(uuid=wanted).first()

    def get_draft_key(self) -> str:
        """One unfinished activity per version and goal."""
        under = self.under
        return f"plan:{self.draft.uuid}:activity:{under.uuid if under else ''}"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Under its goal, done by the participant unless said otherwise."""
        kwargs = super().get_form_kwargs()
        colleagues = colleagues_of(self.user, timezone.localdate())
        initial = {"goal": self.under, "party": Activity.Party.DELTAGARE}
        return kwargs | {"version": self.draft, "colleagues": colleagues, "initial": initial}

    def act(self, form: Any) -> str:
        """Add it."""
        edited = drafts.add_activity(version=self.draft, **form.values())
        self.tell(edited)
        return self.at(edited.row)


class EditActivity(DraftForm):
    """What an activity says."""

    form_class = ActivityForm
    title = "Ändra aktiviteten"

    def get_instance(self) -> Activity:
        """The activity."""
        return self.activity

    def get_draft_key(self) -> str:
        """One draft per activity."""
        return f"activity:{self.kwargs['activity']}"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The goals of its version, and who may be responsible."""
        kwargs = super().get_form_kwargs()
        row = kwargs["instance"]
        colleagues = colleagues_of(self.user, timezone.localdate(), row.responsible_id)
        return kwargs | {"version": row.version, "colleagues": colleagues}

    def act(self, form: Any) -> str:
        """Save it."""
        revision = form.cleaned_data["revision"]
        edited = drafts.change_activity(activity=self.activity, revision=revision, **form.values())
        self.tell(edited)
        return self.at(edited.row)


class RemoveActivity(DraftForm):
    """Asks, and removes an activity from the draft."""

    form_class = ActionForm
    title = "Ta bort aktiviteten"
    verb = "Ta bort aktiviteten"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What goes."""
        lead = f"”{self.activity.what}” tas bort ur utkastet."
        return super().get_context_data(**({"lead": lead, "danger": True} | kwargs))

    def act(self, form: Any) -> str:
        """Remove it."""
        self.tell(drafts.remove_activity(activity=self.activity), "Aktiviteten är borttagen.")
        return self.plan_url


class Move(DraftForm):
    """The buttons that move a goal or an activity a step, or an activity some days; nothing to show of its own."""

    form_class = ActionForm
    http_method_names = ["post"]

    def act(self, form: Any) -> str:
        """Move it: by `dagar` where that is said, else up unless `steg` says down."""
        direction = drafts.DOWN if self.request.POST.get("steg") == "ner" else drafts.UP
        if "goal" in self.kwargs:
            goal = self.goal
            self.tell(drafts.move_goal(goal=goal, direction=direction))
            return self.at(goal)
        activity = self.activity
        if DAYS in self.request.POST:
            edited = drafts.shift_activity(activity=activity, days=_whole(self.request.POST[DAYS]))
            self.tell(edited, f"{activity.what}: {_days_of(edited.row)}." if edited.row else "")
        else:
            self.tell(drafts.move_activity(activity=activity, direction=direction))
        return self.at(activity)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Back to the plan with what stood in the way."""
        for message in form.non_field_errors():
            messages.error(self.request, message)
        return lead_on(self.request, self.plan_url)


DAYS = "dagar"


def _whole(text: str) -> int:
    """A number of days, 0 for what is none."""
    try:
        return int(text)
    except ValueError:
        return 0


def _days_of(row: Activity) -> str:
    """ "2026-11-30 – 2026-12-04", "från 2026-11-30", "senast 2026-12-04"."""
    if row.starts_on:
        return period(row.starts_on, row.due_on)
    return f"senast {row.due_on}"


class ActivityStateView(DraftForm):
    """How far an activity has come; specialists reach their own."""

    permission = Permission.READ_CASES
    form_class = ActivityStateForm
    title = "Hur långt har det kommit?"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hide what the user may not move."""
        if not self.permission.granted_to(request.user) or not rules.may_move_activity(self.user, self.activity):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_instance(self) -> Activity:
        """The activity."""
        return self.activity

    def get_initial(self) -> dict[str, Any]:
        """The state that the address proposes, where it does."""
        proposed = self.request.GET.get("lage", "")
        return {"state": proposed} if proposed in Activity.State.values else {}

    @property
    def is_menu(self) -> bool:
        """Whether htmx followed the state's link on the plan's page, which shows the row's small menu."""
        return self.request.method == "GET" and self.request.headers.get("HX-Boosted") == "true"

    def get_template_names(self) -> list[str]:
        """The menu, or the form."""
        return ["handlingsplan/_state_menu.html"] if self.is_menu else super().get_template_names()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which activity it is about."""
        about: dict[str, Any] = {"lead": self.activity.what, "places": activity_places(self.person_head, self.activity)}
        if self.is_menu:
            item = show_activity(self.activity, self.participant.uuid, user=self.user)
            about |= {"item": item, "once": uuid4(), "shown_as": self.shown_as}
        return super().get_context_data(**(about | kwargs))

    def act(self, form: Any) -> str:
        """Save it."""
        before = Activity.objects.values("state", "waiting_for", "result", "done_on").get(pk=self.activity.pk)
        row = set_activity_state(
            activity=self.activity,
            revision=form.cleaned_data["revision"],
            by=self.user,
            today=timezone.localdate(),
            **form.values(),
        )
        if self.in_row:
            done_on = before["done_on"]
            self.undo = before | {"done_on": done_on and done_on.isoformat(), "revision": row.revision}
            self.row_stays = row.state in Activity.OPEN_STATES
            messages.success(self.request, f"{row.what}: {row.state_in_words.lower()}.")
        return self.at(row)

    def take_back(self, before: dict[str, Any]) -> None:
        """As far as it had come before."""
        done_on = before["done_on"]
        set_activity_state(
            activity=self.activity,
            revision=before["revision"],
            state=before["state"],
            waiting_for=before["waiting_for"],
            result=before["result"],
            done_on=done_on and dt.date.fromisoformat(done_on),
            by=self.user,
            today=timezone.localdate(),
        )
