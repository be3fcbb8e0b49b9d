"""Why somebody still is in the unit's own workshops, or in one praktik after another: the form that answers it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from amc.calendar import today
from placements import actions
from placements.forms.lock_in import LockInForm
from placements.models import LockInAnswer
from placements.views.changes import TabFormView
from placements.views.placements import PersonMixin

QUESTIONS = {
    "verkstad": (LockInAnswer.About.WORKSHOP, "Länge i egna verkstäder: vad hindrar en plats utanför?"),
    "praktik": (LockInAnswer.About.PRAKTIK, "Praktik efter praktik: vad leder den här till?"),
}


class LockInCreate(PersonMixin, TabFormView):
    """An answer about one of the two questions."""

    form_class = LockInForm
    verb = "Spara svaret"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only the questions there are."""
        if kwargs["about"] not in QUESTIONS:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def heading(self) -> str:  # type: ignore[override]
        """What is asked."""
        return QUESTIONS[self.kwargs["about"]][1]

    def act(self, form: Any) -> str:
        """Note the answer."""
        answer = actions.answer_lock_in(
            self.enrolment, about=QUESTIONS[self.kwargs["about"]][0], by=self.user, today=today(), **form.values()
        )
        return self.said(f"Svaret är sparat. Nästa steg följs upp senast {answer.next_on}.")
