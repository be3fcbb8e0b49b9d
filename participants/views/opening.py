"""The question why, and the button that closes again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import Municipality
from amc.web.form_views import ActionFormView
from participants.actions.opening import MINUTES, end_access, open_for_reason
from participants.forms.opening import OpeningForm
from participants.models import Enrolment, Participant
from participants.opening import entitled, tied_person


class OpeningView(ActionFormView):
    """ "Du arbetar inte i det här ärendet. Varför öppnar du det?" """

    permission = Permission.CASEWORK
    form_class = OpeningForm
    template_name = "participants/opening.html"

    @cached_property
    def participant(self) -> Participant:
        """Whom it is about; 404 for a person out of sight."""
        return tied_person(self.user, self.kwargs["uuid"])

    @property
    def wanted(self) -> str:
        """Where the user was going: a page of ours, else the person's."""
        asked = self.request.GET.get("till", "")
        ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, None)
        return asked if ours else self.participant.get_absolute_url()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, unless there is nothing to ask; `?igen` prolongs what is open already."""
        right = entitled(self.participant, self.user)
        again = right == ReadLog.Entitlement.TEMPORARY and "igen" in request.GET
        if right and not again:
            return redirect(self.wanted)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Who it is, whose case it is, and for how long it opens."""
        person = self.participant
        record_reading(self.request, ReadLog.Kind.LISTED, [person.pk])
        cases = Enrolment.objects.visible_to(self.user).filter(participant=person).select_related("consultant")
        minutes = Municipality.objects.filter(pk=1).values_list("opening_minutes", flat=True).first()
        return super().get_context_data(
            participant=person,
            enrolment=cases.order_by("-opened_on", "-pk").first(),
            minutes=minutes or MINUTES,
            **kwargs,
        )

    def act(self, form: Any) -> str:
        """Open, and on to where the user was going."""
        open_for_reason(participant=self.participant, by=self.user, now=timezone.now(), **form.values())
        return self.wanted


class CloseView(PermittedMixin, View):
    """The button "Stäng": nothing more is shown from now on."""

    permission = Permission.CASEWORK
    http_method_names = ["post"]

    def post(self, request: HttpRequest, uuid: str) -> HttpResponse:
        """End what is open, if anything is."""
        person = get_object_or_404(Participant.objects.visible_to(self.user), uuid=uuid)
        if end_access(participant=person, by=self.user, now=timezone.now()):
            messages.success(request, "Ärendet är stängt för dig igen.")
        return redirect("participant_list")
