"""One supervision of a placement: for how long somebody stands in, and that it goes on without training."""

from functools import cached_property
from typing import Any, ClassVar

from django.shortcuts import get_object_or_404

from amc.calendar import today
from amc.staff.access import Permission
from participants.models import Participant
from placements import actions
from placements.forms.supervisors import StandInForm, UntrainedForm
from placements.models import Supervision
from placements.rules.verdict import ACKNOWLEDGED
from placements.views.changes import TabFormView
from placements.views.shown import PlacementView
from placements.views.trainings import trainings_of


class _OfSupervision(TabFormView):
    """A form about one supervision of a placement; it leads back to the placement."""

    only: ClassVar[dict[str, Any]] = {}

    @cached_property
    def supervision(self) -> Supervision:
        """The supervision of the address, where it is of the right kind."""
        rows = Supervision.objects.visible_to(self.user).filter(**self.only)
        related = ("supervisor", "enrolment__participant", "employment__employer", "internship__workplace__employer")
        return get_object_or_404(rows.select_related(*related), uuid=self.kwargs["uuid"])

    @property
    def participant(self) -> Participant:
        """Who is supervised."""
        return self.supervision.enrolment.participant

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the placement above the form."""
        placement = self.supervision.placement
        found = super().get_context_data(**kwargs)
        return found | {
            "view": PlacementView(placement, self.user, today()),
            "back_url": placement.get_absolute_url(),
        }


class StandInChange(_OfSupervision):
    """For how long somebody stands in, or that it never came about."""

    form_class = StandInForm
    verb = "Spara"
    only: ClassVar = {"stands_in": True}

    @property
    def heading(self) -> str:  # type: ignore[override]
        """Who stands in from when."""
        return f"{self.supervision.supervisor} står in från {self.supervision.first_day}"

    def get_form_kwargs(self) -> dict[str, Any]:
        """As it stands."""
        return super().get_form_kwargs() | {"placement": self.supervision}

    def get_initial(self) -> dict[str, Any]:
        """The last day that was said."""
        return {"last_day": self.supervision.last_day}

    def act(self, form: Any) -> Any:
        """Save."""
        values = form.values()
        last = None if values["never"] else values["last_day"]
        told = {"seen": values["seen"], "acknowledged": values[ACKNOWLEDGED], "by": self.user, "today": today()}
        actions.end_stand_in(self.supervision, last_day=last, **told)
        who = self.supervision.supervisor
        self.said(f"{who} står in till och med {last}." if last else f"{who} står inte in längre.")
        return self.supervision.placement


class Untrained(_OfSupervision):
    """The supervisor has no training that holds: a new one is entered, or why it goes on is noted."""

    form_class = UntrainedForm
    heading = "Handledarens utbildning"
    verb = "Handledningen går vidare"
    template_name = "placements/untrained.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what is amiss, if anything still is."""
        warning = actions.untrained_warning(self.supervision, today())
        may = Permission.EMPLOYERS.granted_to(self.user)
        supervisor = self.supervision.supervisor
        told = trainings_of(supervisor) | {"supervision": self.supervision, "may_change": may}
        return super().get_context_data(warning=warning, supervisor=supervisor, **told, **kwargs)

    def act(self, form: Any) -> Any:
        """Note it."""
        actions.acknowledge_untrained(self.supervision, by=self.user, today=today(), **form.values())
        self.said("Det är noterat att handledningen går vidare.")
        return self.supervision.placement
