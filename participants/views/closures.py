"""Closing a case, and the one-minute question a month later."""

from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from participants.actions.closures import close_enrolment, record_lasted_month, withdraw_lasted_month
from participants.forms.cases import ClosureForm, LastedForm
from participants.models import Closure, Enrolment, Participant
from participants.views.base import PersonForm


class ClosureCreateView(PersonForm):
    """Close an enrolment with the facts that Kolada needs."""

    form_class = ClosureForm
    template_name = "participants/closure.html"
    title = "Avsluta ärendet"
    verb = "Avsluta ärendet"

    def get_draft_key(self) -> str:
        """One draft per case."""
        return f"closure:{self.kwargs['uuid']}"

    def get_initial(self) -> dict[str, Any]:
        """Today, and the level of education that is known."""
        return {"closed_on": timezone.localdate(), "education_level": self.participant.education_level}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Whose case it is: what other apps ask depends on it."""
        return super().get_form_kwargs() | {"enrolment": self.case}

    def act(self, form: ClosureForm) -> str:
        """Close it."""
        close_enrolment(
            enrolment=self.case,
            facts=form.facts(),
            education_level=form.cleaned_data["education_level"],
            by=self.user,
            now=timezone.localtime(),
            answers=form.answers(),
            **form.more(),
        )
        messages.success(self.request, f"Ärende {self.case.case_number} är avslutat.")
        return reverse("participant_detail", args=[self.participant.uuid])


class WorkLastedView(PersonForm):
    """Did the work last a month?"""

    form_class = LastedForm
    title = "Varade arbetet en månad?"
    verb = "Svara"

    @cached_property
    def closure(self) -> Closure:
        """The closure of the address."""
        people = Participant.objects.visible_to(self.user)
        rows = Closure.objects.visible_to(self.user).select_related("enrolment__participant")
        return get_object_or_404(rows.filter(enrolment__participant__in=people), uuid=self.kwargs["uuid"], to_work=True)

    @cached_property
    def participant(self) -> Participant:
        """Whose closure it is."""
        return self.closure.enrolment.participant

    @property
    def enrolment(self) -> Enrolment:
        """The closed enrolment."""
        return self.closure.enrolment

    @property
    def lead(self) -> str:  # type: ignore[override]
        """What is known of the work."""
        where = f" hos {self.closure.employer_name}" if self.closure.employer_name else ""
        return f"Arbetet{where} började {self.closure.work_started_on}."

    def act(self, form: LastedForm) -> str:
        """Write the answer."""
        answered = record_lasted_month(
            self.closure, lasted=form.cleaned_data["lasted"], by=self.user, now=timezone.localtime()
        )
        self.undo = {"revision": answered.revision}
        messages.success(self.request, "Svaret är sparat och räknas i statistiken.")
        return reverse("participant_detail", args=[self.participant.uuid])

    def take_back(self, before: dict[str, Any]) -> None:
        """Ask again."""
        withdraw_lasted_month(self.closure, before["revision"])
