"""The log of contacts with an employer: noted in place on the employer's page, and seen to from Min dag."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404

from amc.calendar import today
from amc.staff.models import Role
from placements import actions
from placements.forms.dealings import EmployerContactForm, StepDoneForm
from placements.models import Employer, EmployerContact
from placements.views.employers import EmployerFormView, OfEmployerMixin, OfEmployersFormView


class _ContactFormView(OfEmployersFormView):
    """A form of a note."""

    template_name = "placements/employer_contact.html"
    form_class: type[Any] = EmployerContactForm


class ContactNote(OfEmployerMixin, _ContactFormView):
    """Note a contact."""

    heading = "Anteckna kontakt"
    row_title = "Anteckna kontakt"
    verb = "Spara anteckningen"
    row_stays = True

    def get_initial(self) -> dict[str, Any]:
        """A talk today; the one who writes does what follows."""
        found: dict[str, Any] = {"kind": EmployerContact.Kind.CALL, "held_on": today()}
        if self.user.has_role(Role.KONSULENT, Role.ENHETSCHEF):
            found["next_by"] = self.user.pk
        return found

    def act(self, form: Any) -> EmployerContact:
        """Note it."""
        noted = actions.note_contact(self.employer, by=self.user, today=today(), **form.values())
        messages.success(self.request, "Kontakten är antecknad.")
        return noted


class _OfContactMixin:
    """A page about a note; its employer is the note's."""

    @cached_property
    def contact(self) -> EmployerContact:
        """The note of the address."""
        rows = EmployerContact.objects.visible_to(self.request.user)  # type: ignore[attr-defined]
        found = rows.select_related("employer", "whom", "next_by")
        return get_object_or_404(found, uuid=self.kwargs["uuid"])  # type: ignore[attr-defined]

    @property
    def owner(self) -> Employer:
        """Whose it is."""
        return self.contact.employer

    @property
    def back_url(self) -> str:
        """The employer's page, at the note."""
        return self.contact.get_absolute_url()


class ContactNoteChange(_OfContactMixin, _ContactFormView):
    """Correct a note."""

    heading = "Ändra anteckningen"
    verb = "Spara ändringarna"

    def get_instance(self) -> EmployerContact:
        """The note."""
        return self.contact

    def act(self, form: Any) -> EmployerContact:
        """Save it."""
        revision = form.cleaned_data["revision"]
        return actions.change_contact_note(form.instance, revision=revision, today=today(), **form.values())


class StepDone(_OfContactMixin, EmployerFormView):
    """The next step is done."""

    template_name = "placements/employer_contact.html"
    form_class = StepDoneForm
    heading = "Nästa steg är gjort"
    verb = "Klart"

    @property
    def row_title(self) -> str:  # type: ignore[override]
        """What was to be done."""
        return self.contact.next_step

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what was said, above the form."""
        lead = {"lead": self.contact.text} if self.in_row else {}
        return super().get_context_data(contact=self.contact, **lead, **kwargs)

    def act(self, form: Any) -> EmployerContact:
        """It is done."""
        done = actions.finish_step(self.contact, by=self.user, today=today(), **form.values())
        self.undo = {"revision": done.revision}
        messages.success(self.request, f"{done.next_step}: klart.")
        return done

    def take_back(self, before: dict[str, Any]) -> None:
        """It is not done after all."""
        actions.reopen_step(self.contact, before["revision"])
