"""The question some months after a case was closed."""

from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from participants.actions.later import record_later, withdraw_later
from participants.forms.later import LaterFollowUpForm
from participants.models import Enrolment, LaterFollowUp, Participant
from participants.views.base import PersonForm


class LaterFollowUpView(PersonForm):
    """How did it go?"""

    form_class = LaterFollowUpForm
    template_name = "participants/closure.html"
    title = "Hur går det efter avslutet?"
    verb = "Spara svaret"

    @cached_property
    def later(self) -> LaterFollowUp:
        """The question of the address."""
        people = Participant.objects.visible_to(self.user)
        rows = LaterFollowUp.objects.visible_to(self.user).select_related("closure__enrolment__participant")
        return get_object_or_404(rows.filter(closure__enrolment__participant__in=people), uuid=self.kwargs["uuid"])

    @cached_property
    def participant(self) -> Participant:
        """Whom it is about."""
        return self.later.closure.enrolment.participant

    @property
    def enrolment(self) -> Enrolment:
        """The closed enrolment."""
        return self.later.closure.enrolment

    @property
    def lead(self) -> str:  # type: ignore[override]
        """When it is asked, and how the person wants to be reached."""
        how = self.later.closure.get_contact_how_display()
        when = f"{self.later.months} månader efter avslutet {self.enrolment.closed_on}."
        return f"{when} Deltagaren nås helst på {how.lower()}." if how else when

    def act(self, form: LaterFollowUpForm) -> str:
        """Write the answer down."""
        answered = record_later(self.later, by=self.user, now=timezone.localtime(), **form.values())
        self.undo = {"revision": answered.revision}
        messages.success(self.request, "Svaret är sparat.")
        return reverse("participant_detail", args=[self.participant.uuid])

    def take_back(self, before: dict[str, Any]) -> None:
        """Ask again."""
        withdraw_later(self.later, before["revision"])
