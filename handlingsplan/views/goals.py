"""One goal: how it went, and its way through the versions of the plan."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.staff.mixins import PermittedMixin
from handlingsplan.actions.goals import Ending, set_goal_result
from handlingsplan.forms_goals import GoalResultForm
from handlingsplan.goal_history import chapters_of
from handlingsplan.models import Goal, GoalResult, PlanVersion
from handlingsplan.views.base import CaseForm, CaseMixin


class OfGoal(CaseMixin):
    """A view about the goal in the address."""

    @cached_property
    def goal(self) -> Goal:
        """The goal, with its version and its result."""
        rows = Goal.objects.visible_to(self.user).filter(version__plan__enrolment=self.enrolment)
        return get_object_or_404(rows.select_related("version__plan__enrolment", "result"), uuid=self.kwargs["goal"])


class SayHowItWent(OfGoal, CaseForm):
    """The result of a goal in the plan in force."""

    form_class = GoalResultForm
    title = "Hur gick det med målet?"
    verb = "Spara"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing opens on a draft or a replaced version; what is sent is refused in words."""
        if self.goal.version.state != PlanVersion.State.AGREED:
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_instance(self) -> GoalResult:
        """What has been said, or a first answer."""
        return self.goal.outcome or GoalResult()

    def get_draft_key(self) -> str:
        """One unfinished answer per goal."""
        return f"goal-result:{self.goal.uuid}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which goal it is."""
        return super().get_context_data(**({"lead": f"”{self.goal.text}”"} | kwargs))

    def act(self, form: Any) -> str:
        """Save it."""
        revision = form.cleaned_data.get("revision", 0)
        ending = Ending(**form.values(), by=self.user, now=timezone.now())
        set_goal_result(goal=self.goal, known=self.goal.outcome, revision=revision, ending=ending)
        messages.success(self.request, "Svaret är sparat.")
        return f"{self.plan_url}#m-{self.goal.uuid}"


class GoalHistory(OfGoal, PermittedMixin, TemplateView):
    """What the goal has said in each version, what was done for it and how it went."""

    template_name = "handlingsplan/goal_history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The chapters, the newest first."""
        about = {"goal": self.goal, "chapters": chapters_of(self.user, self.goal)}
        return super().get_context_data(**(about | kwargs))

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A goal of another plan is not there, whatever is asked of it."""
        return super().http_method_not_allowed(request, *args, **kwargs | {"goal": self.goal.uuid})
