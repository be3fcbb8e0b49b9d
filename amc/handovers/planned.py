"""Changes of consultant that are planned: the list, the page of a step, and taking one or all of it away."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.handovers.filters import PlannedChangeFilter
from amc.handovers.tables import PlannedChangeTable
from amc.obstacles import Obstacle, Refused
from amc.staff.access import Permission
from amc.web.form_views import ActionFormView
from amc.web.forms import ActionForm
from amc.web.list_views import ListPage
from amc.web.templatetags.amc import plural
from participants.actions.planning import cancel_changes, read_outcomes
from participants.models import PlannedChange

NOTHING_TO_READ = Obstacle(None, "Det är redan läst, eller för någon annan att läsa.", "nothing_to_read")
_SHOWN = ("enrolment__participant", "of", "to", "planned_by", "settled_by", "handover")


class PlannedChangeList(ListPage):
    """The unit's planned changes, case by case: those to come, or what became of the others."""

    permission = Permission.MANAGE
    template_name = "handovers/planned_list.html"
    title = "Planerade byten"
    table_class = PlannedChangeTable
    filterset_class = PlannedChangeFilter
    order = ("day",)
    person_path = "enrolment.participant_id"

    def get_queryset(self) -> QuerySet[PlannedChange]:
        """Those of the cases that the user sees."""
        return PlannedChange.objects.visible_to(self.user)

    def get_rows(self) -> QuerySet[PlannedChange]:
        """With who and whose."""
        return self.get_queryset().select_related("enrolment__participant", "of", "to")


class OfStep(ActionFormView):
    """A view of what was planned at once; the address names the step, or one of its changes."""

    permission = Permission.READ_CASES
    form_class = ActionForm
    kwargs: dict[str, Any]

    @cached_property
    def changes(self) -> list[PlannedChange]:
        """The changes that the user sees; 404 where there are none."""
        rows = PlannedChange.objects.visible_to(self.user).planned_with(self.kwargs["uuid"])
        found = list(rows.select_related(*_SHOWN).order_by("enrolment__participant__sort_key", "pk"))
        if not found:
            raise Http404
        return found

    @property
    def to_come(self) -> list[PlannedChange]:
        """Those that are still to be made."""
        return [change for change in self.changes if change.is_planned]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The changes, which are shown, and what they have in common."""
        record_reading(self.request, ReadLog.Kind.LISTED, [row.enrolment.participant_id for row in self.changes])
        return super().get_context_data(changes=self.changes, step=self.changes[0], to_come=self.to_come, **kwargs)


class PlannedStepPage(OfStep):
    """Who takes which case when, and what became of it; whoever is told of the outcome says that it is read."""

    template_name = "handovers/planned.html"

    @cached_property
    def unread(self) -> list[PlannedChange]:
        """Those whose outcome is the user's to read."""
        told = PlannedChange.objects.visible_to(self.user).told_to(self.user).filter(step=self.changes[0].step)
        return list(told)

    def act(self, form: ActionForm) -> PlannedChange:
        """Note that it is read."""
        if not self.unread:
            raise Refused(NOTHING_TO_READ)
        read_outcomes(self.unread, now=timezone.now())
        messages.success(self.request, "Markerat som läst.")
        return self.changes[0]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What can be done with it."""
        works = Permission.CASEWORK.granted_to(self.user)
        done = next((row.handover for row in self.changes if row.handover_id), None)
        manages = Permission.MANAGE.granted_to(self.user)
        return super().get_context_data(
            unread=self.unread, may_cancel=works, manages=manages, handover=done if manages else None, **kwargs
        )


class CancelStep(OfStep):
    """Take away all of a step that is still to come: by whoever may hand over, in one click on its page."""

    permission = Permission.CASEWORK
    template_name = "handovers/planned_cancel.html"

    def act(self, form: ActionForm) -> PlannedChange:
        """Take it away."""
        amount = cancel_changes(self.changes, by=self.user, now=timezone.now())
        messages.success(self.request, f"{plural(amount, 'planerat byte', 'planerade byten')} togs bort.")
        return self.changes[0]


class CancelChange(CancelStep):
    """Take away what is planned for one case."""

    @cached_property
    def changes(self) -> list[PlannedChange]:
        """The change of the address."""
        rows = PlannedChange.objects.visible_to(self.user).select_related(*_SHOWN)
        return [get_object_or_404(rows, uuid=self.kwargs["uuid"])]

    def act(self, form: ActionForm) -> Any:
        """Take it away, and back to where that was asked for: who works with the case, or the step."""
        step = super().act(form)
        from_case = self.request.POST.get("fran") == "arende"
        return reverse("case_staff", args=[step.enrolment.uuid]) if from_case else step
