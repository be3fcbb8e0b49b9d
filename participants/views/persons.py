"""Who somebody is: particulars, identity number, contacts outside the unit, history and documents."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from amc.audit.history import history_of
from amc.calendar import today
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import User
from amc.web.forms import ActionForm
from participants.actions.persons import add_contact, change_identity, end_contact, update_contact, update_person
from participants.forms.persons import ContactForm, NumberForm, PersonDataForm
from participants.models import CaseAssignment, Enrolment, IdentityNumber, OutsideContact, Participant
from participants.page import documents_of
from participants.views.base import PersonForm, PersonMixin


class PersonEditView(PersonForm):
    """Change a person's particulars."""

    form_class = PersonDataForm
    title = "Ändra uppgifter"
    verb = "Spara uppgifterna"

    def get_instance(self) -> Participant:
        """The person; a copy, for the page's head goes on showing what is saved."""
        return copy(self.participant)

    def act(self, form: Any) -> str:
        """Save them."""
        update_person(form.instance, form.cleaned_data["revision"], today=today(), **form.values())
        messages.success(self.request, "Uppgifterna är sparade.")
        return reverse("participant_detail", args=[self.participant.uuid])


class IdentityView(PersonMixin, PermittedMixin, TemplateView):
    """The identity number, shown when it is asked for: in place with htmx, else on a page of its own."""

    template_name = "participants/identity.html"

    def get_template_names(self) -> list[str]:
        """The part that htmx asks for."""
        part = "#number" if self.request.headers.get("HX-Request") == "true" else ""
        return [f"{self.template_name}{part}"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The present number, and those before."""
        numbers = IdentityNumber.objects.visible_to(self.user).filter(participant=self.participant)
        rows = list(numbers.order_by("-is_current", "-valid_from", "-pk"))
        present = rows[0] if rows and rows[0].is_current else None
        return super().get_context_data(present=present, earlier=[row for row in rows if not row.is_current], **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Never kept by the browser."""
        response: HttpResponse = super().get(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


CLAIMED = (
    "Deltagarens nummer har uppgetts för någon annan också. Be att få se en handling och skriv numret som står där: "
    "är det samma är det bekräftat, är det ett annat byts det."
)


class IdentityChangeView(PersonForm):
    """A new identity number: a samordningsnummer becomes a personnummer."""

    form_class = NumberForm
    title = "Byt personnummer"
    verb = "Byt nummer"

    def _numbers(self) -> Any:
        return IdentityNumber.objects.visible_to(self.user).filter(participant=self.participant)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What to do where somebody else has been given the number, too."""
        claimed = self._numbers().filter(claimed_on__isnull=False).exists()
        return super().get_context_data(lead=CLAIMED if claimed else "", **kwargs)

    def act(self, form: Any) -> str:
        """Change it."""
        given = form.cleaned_data["number"]
        same = self._numbers().filter(number=given.number, is_current=True).exists()
        change_identity(self.participant, given, day=today())
        kept, changed = "Numret är bekräftat.", "Numret är bytt. Det gamla finns kvar i historiken."
        messages.success(self.request, kept if same else changed)
        return reverse("participant_identity", args=[self.participant.uuid])


class ContactCreateView(PersonForm):
    """A contact outside the unit."""

    form_class = ContactForm
    title = "Ny kontakt utanför enheten"
    verb = "Spara kontakten"

    def get_instance(self) -> OutsideContact:
        """A contact of the case."""
        if self.enrolment is None:
            raise Http404
        return OutsideContact(enrolment=self.enrolment)

    def act(self, form: Any) -> str:
        """Note it."""
        add_contact(enrolment=self.enrolment, today=today(), **form.values())
        return reverse("participant_detail", args=[self.participant.uuid])


class ContactMixin:
    """A form about a contact that is the person's now."""

    user: User
    kwargs: dict[str, Any]

    @cached_property
    def contact(self) -> OutsideContact:
        """The contact of the address; 404 when it, or the person, is out of sight."""
        rows = OutsideContact.objects.visible_to(self.user).select_related("enrolment__participant")
        people = Participant.objects.visible_to(self.user)
        here = rows.filter(enrolment__participant__in=people, ended_on__isnull=True)
        return get_object_or_404(here, uuid=self.kwargs["uuid"])

    @cached_property
    def participant(self) -> Participant:
        """Whose contact it is."""
        return self.contact.enrolment.participant

    @property
    def enrolment(self) -> Enrolment:
        """The case."""
        return self.contact.enrolment


class ContactEditView(ContactMixin, PersonForm):
    """Change a contact outside the unit."""

    form_class = ContactForm
    title = "Ändra kontakt utanför enheten"
    verb = "Spara kontakten"

    def get_instance(self) -> OutsideContact:
        """The contact."""
        return self.contact

    def act(self, form: Any) -> str:
        """Save it."""
        update_contact(form.instance, form.cleaned_data["revision"], today=today(), **form.values())
        messages.success(self.request, "Kontakten är sparad.")
        return reverse("participant_detail", args=[self.participant.uuid])


class ContactEndView(ContactMixin, PersonForm):
    """A contact is no longer the person's."""

    form_class = ActionForm
    title = "Ta bort kontakten"
    verb = "Ta bort kontakten"

    @property
    def lead(self) -> str:  # type: ignore[override]
        """Which contact."""
        return f"{self.contact.get_organisation_display()}: {self.contact}. Kontakten finns kvar i historiken."

    def act(self, form: Any) -> str:
        """End it today."""
        end_contact(self.contact, day=today())
        return reverse("participant_detail", args=[self.participant.uuid])


class HistoryView(PersonMixin, PermittedMixin, TemplateView):
    """The documents, the enrolments, and every change of the person's particulars."""

    permission = Permission.READ_CASES
    template_name = "participants/history.html"
    tab = "participant_history"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What all apps keep, and what has changed. Numbers are told of by kind and day; they are shown on demand."""
        numbers = IdentityNumber.objects.visible_to(self.user).filter(participant=self.participant)
        parts = CaseAssignment.objects.visible_to(self.user).filter(enrolment__participant=self.participant).standing()
        contacts = OutsideContact.objects.visible_to(self.user).filter(enrolment__participant=self.participant)
        context = super().get_context_data(
            numbers=numbers.order_by("-is_current", "-valid_from", "-pk"),
            parts=parts.select_related("user", "enrolment").order_by("-period", "-pk"),
            contacts=contacts.select_related("enrolment").order_by("ended_on", "organisation", "pk"),
            events=history_of(self.participant),
            **kwargs,
        )
        return context | {"documents": documents_of(self.user, self.participant, context["head"].enrolments)}
