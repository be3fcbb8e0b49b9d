""" "Vad händer sedan?" of a time-limited employment: the form that answers it, and that of what it became."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from amc.calendar import today
from placements import actions
from placements.facts import as_period
from placements.forms.next_step import NextStepForm, OutcomeForm
from placements.models import Employment, NextStep
from placements.rules.next_step import asked_again
from placements.views.changes import OfPlacementMixin

MOMENTS = {"halva-tiden": NextStep.Moment.HALF, "fore-slutet": NextStep.Moment.BEFORE_END}
MOMENTS |= {"efter-slutet": NextStep.Moment.AFTER}


class NextStepCreate(OfPlacementMixin):
    """What comes after the employment, answered at half time or before the end; and after it, what it became."""

    model = Employment
    verb = "Spara svaret"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only the moments there are."""
        if kwargs["moment"] not in MOMENTS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def is_over(self) -> bool:
        """Whether it is asked what it became."""
        return MOMENTS[self.kwargs["moment"]] == NextStep.Moment.AFTER

    @property
    def heading(self) -> str:  # type: ignore[override]
        """What is asked."""
        return "Vad ledde anställningen till?" if self.is_over else "Vad händer efter anställningen?"

    def get_form_class(self) -> Any:
        """The form of the one or the other."""
        return OutcomeForm if self.is_over else NextStepForm

    def get_initial(self) -> dict[str, Any]:
        """What is known already, or else what was planned, where it can have become that."""
        initial = super().get_initial()
        if not self.is_over:
            return initial
        found = Employment.objects.visible_to(self.user).with_outcome().get(pk=self.placement.pk)
        known = found.outcome or found.planned
        return initial | ({"leads_to": known} if known in NextStep.BECAME else {})

    def act(self, form: Any) -> Any:
        """Note the answer."""
        moment = MOMENTS[self.kwargs["moment"]]
        step = actions.answer_next_step(
            self.placement,
            moment=moment,
            by=self.user,
            now=timezone.now(),
            today=today(),
            **form.values(),
        )
        again = ""
        if moment == NextStep.Moment.BEFORE_END and step.leads_to == NextStep.LeadsTo.UNCLEAR:
            days = self.placement.scheme.unclear_again_days
            again = f" Det frågas igen {asked_again(as_period(self.placement.period), today(), days)}."
        self.said(f"Svaret är sparat.{again}")
        return self.placement
