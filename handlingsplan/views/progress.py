"""Steps: the curve of both voices, and the page on which one of them answers."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.staff.mixins import PermittedMixin
from handlingsplan.actions.measures import record_measure
from handlingsplan.forms_progress import MeasureForm
from handlingsplan.models import ProgressMeasure, ProgressVersion
from handlingsplan.progress_page import progress_of
from handlingsplan.views.base import CaseForm, CaseMixin

AS_THE_CONSULTANT_SEES = "Svara så som du ser det i dag. På kurvan står dina svar bredvid deltagarens."


class ProgressPage(CaseMixin, PermittedMixin, TemplateView):
    """How the participant and the consultant see the way so far."""

    template_name = "handlingsplan/progress.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The curve, its table and the own words."""
        shown = {"progress": progress_of(self.user, self.enrolment)}
        return super().get_context_data(**(shown | kwargs))


class Measure(CaseForm):
    """A set answered by one voice. The participant's turn fills the screen with nothing but the questions."""

    form_class = MeasureForm

    @cached_property
    def voice(self) -> ProgressMeasure.Voice:
        """Who answers."""
        if self.kwargs["voice"] not in ProgressMeasure.Voice.values:
            raise Http404
        return ProgressMeasure.Voice(self.kwargs["voice"])

    @cached_property
    def version(self) -> ProgressVersion:
        """The newest version of the set in use; 404 where the municipality uses none."""
        rows = ProgressVersion.objects.filter(set__is_active=True).select_related("set")
        found = rows.prefetch_related("questions").order_by("set__pk", "-number").first()
        if found is None:
            raise Http404
        return found

    def get_template_names(self) -> list[str]:
        """The bare page for the participant, the case's own for the consultant."""
        own = self.voice == ProgressMeasure.Voice.PARTICIPANT
        return ["handlingsplan/measure.html" if own else self.template_name]

    @property
    def cancel_url(self) -> str:
        """Back to the curve."""
        return reverse("progress", args=[self.kwargs["uuid"]])

    def get_form_kwargs(self) -> dict[str, Any]:
        """What is asked, of whom."""
        return super().get_form_kwargs() | {"version": self.version, "voice": self.voice}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The set around the questions: its own words are for the participant."""
        asked = self.version.set
        words = {"title": asked.name, "lead": asked.lead, "verb": "Spara svaren"}
        if self.voice == ProgressMeasure.Voice.CONSULTANT:
            words |= {"title": "Så ser du på stegen", "lead": AS_THE_CONSULTANT_SEES}
        return super().get_context_data(**(words | kwargs))

    def act(self, form: MeasureForm) -> str:
        """Keep the answers; the first of the day stands."""
        measure, new = record_measure(
            enrolment=self.enrolment, version=self.version, voice=self.voice, by=self.user, now=timezone.now(),
            **form.values(),
        )  # fmt: skip
        already = f"{measure.get_voice_display()} har redan svarat i dag. Det svaret står."
        told = "Svaren är sparade." if new else already
        messages.success(self.request, told)
        return self.cancel_url
