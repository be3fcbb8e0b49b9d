""" "Vad händer sedan?" of a time-limited employment: the form that answers it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from amc.calendar import today
from placements import actions
from placements.forms.next_step import NextStepForm
from placements.models import Employment, NextStep
from placements.views.changes import OfPlacementMixin

MOMENTS = {"halva-tiden": NextStep.Moment.HALF, "fore-slutet": NextStep.Moment.BEFORE_END}


class NextStepCreate(OfPlacementMixin):
    """What comes after the employment, answered at half time or before the end."""

    model = Employment
    form_class = NextStepForm
    heading = "Vad händer efter anställningen?"
    verb = "Spara svaret"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only the moments there are."""
        if kwargs["moment"] not in MOMENTS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def act(self, form: Any) -> Any:
        """Note the answer."""
        actions.answer_next_step(
            self.placement,
            moment=MOMENTS[self.kwargs["moment"]],
            by=self.user,
            now=timezone.now(),
            today=today(),
            **form.values(),
        )
        self.said("Svaret är sparat.")
        return self.placement
