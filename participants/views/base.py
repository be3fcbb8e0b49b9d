"""What the views of a case share: whose case it is, and the participant's page around it."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from amc.staff.access import Permission
from amc.staff.mixins import signed_in
from amc.staff.models import User
from amc.web.form_views import ActionFormView
from participants.models import Enrolment, Participant
from participants.opening import OpensPersonMixin, entitled, tied_person
from participants.page import person_context


class PersonMixin(OpensPersonMixin):
    """A view at /deltagare/<uuid>/…: the person, the open (else latest) enrolment, and the page around them."""

    request: HttpRequest
    kwargs: dict[str, Any]
    permission = Permission.READ_CASES
    tab = "participant_detail"

    @property
    def user(self) -> User:
        """Who asks."""
        return signed_in(self.request)

    @cached_property
    def participant(self) -> Participant:
        """Whose page it is; 404 for a person out of sight."""
        return tied_person(self.user, self.kwargs["uuid"])

    @cached_property
    def person(self) -> dict[str, Any]:
        """The page's frame."""
        return person_context(self.request, self.participant, self.tab)

    @property
    def enrolment(self) -> Enrolment | None:
        """The open enrolment, else the latest that the user may see."""
        return self.person["head"].enrolment

    @property
    def case(self) -> Enrolment:
        """The same, where the page is nothing without one; 404 for a person who was never enrolled here."""
        if self.enrolment is None:
            raise Http404
        return self.enrolment

    @property
    def may_write(self) -> bool:
        """Whether the user may write in the case: it is open, and casework is the user's."""
        return self.person["head"].open_enrolment is not None and Permission.CASEWORK.granted_to(self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The participant's page around what the view shows."""
        own = self.person | {"may_write": self.may_write}
        return super().get_context_data(**(own | kwargs))  # type: ignore[misc]


class CaseMixin(PersonMixin):
    """A view at /arenden/<enrolment uuid>/…, on the participant's page."""

    @cached_property
    def enrolment(self) -> Enrolment:
        """The enrolment of the address; 404 when it, or the person, is out of sight."""
        rows = Enrolment.objects.visible_to(self.user).select_related("participant", "consultant", "source")
        people = Participant.objects.visible_to(self.user)
        return get_object_or_404(rows.filter(participant__in=people), uuid=self.kwargs["uuid"])

    @cached_property
    def participant(self) -> Participant:
        """Whose case it is."""
        return self.enrolment.participant


class PersonForm(PersonMixin, ActionFormView):
    """A form on the participant's page; `title`, `lead` and `verb` are its words."""

    permission = Permission.CASEWORK
    template_name = "participants/form.html"
    title = ""
    lead = ""
    verb = "Spara"

    @property
    def cancel_url(self) -> str:
        """Where "Avbryt" leads."""
        return reverse(self.tab, args=[self.participant.uuid])

    def way_on(self) -> str:
        """Where "Avbryt" leads; the list for somebody who has just left the case."""
        person = Participant.objects.get(pk=self.participant.pk)
        return self.cancel_url if entitled(person, self.user) else reverse("participant_list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words and ways of the form."""
        words = {"title": self.title, "lead": self.lead, "verb": self.verb, "cancel_url": self.cancel_url}
        return super().get_context_data(**(words | kwargs))


class CaseForm(CaseMixin, PersonForm):
    """A form about one enrolment."""
