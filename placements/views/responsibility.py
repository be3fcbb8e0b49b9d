"""Agreements on responsibility, and warnings of an employer."""

from typing import Any

from django.contrib import messages

from amc.calendar import today
from placements import actions
from placements.forms.responsibility import AgreementForm, EmployerWarningForm, LiftWarningForm
from placements.models import EmployerWarning, ResponsibilityAgreement
from placements.views.employers import EmployerFormView, OfEmployerMixin, OfWorkplaceMixin


class AgreementCreate(OfEmployerMixin, EmployerFormView):
    """A new agreement."""

    form_class = AgreementForm
    heading = "Nytt ansvarsavtal"
    verb = "Lägg in avtalet"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The employer's workplaces are what can be chosen."""
        return super().get_form_kwargs() | {"employer": self.employer}

    def act(self, form: Any) -> ResponsibilityAgreement:
        """Register it."""
        agreement = actions.register_agreement(self.employer, by=self.user, today=today(), **form.values())
        messages.success(self.request, "Ansvarsavtalet är inlagt.")
        return agreement


class AgreementChange(OfWorkplaceMixin, EmployerFormView):
    """Correct or prolong an agreement."""

    model = ResponsibilityAgreement
    form_class = AgreementForm
    heading = "Ändra ansvarsavtalet"
    verb = "Spara ändringarna"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The employer's workplaces are what can be chosen."""
        return super().get_form_kwargs() | {"employer": self.row.employer}

    def act(self, form: Any) -> ResponsibilityAgreement:
        """Save."""
        revision = form.cleaned_data["revision"]
        return actions.change_agreement(form.instance, revision=revision, today=today(), **form.values())


class WarningCreate(OfEmployerMixin, EmployerFormView):
    """Warn of an employer."""

    form_class = EmployerWarningForm
    heading = "Varna om arbetsgivaren"
    verb = "Lägg in varningen"

    def act(self, form: Any) -> EmployerWarning:
        """Register it."""
        warning = actions.warn_of_employer(self.employer, by=self.user, today=today(), **form.values())
        messages.success(self.request, "Varningen är inlagd. Den visas för den som placerar någon här.")
        return warning


class WarningLift(OfWorkplaceMixin, EmployerFormView):
    """The warning holds no longer."""

    model = EmployerWarning
    template_name = "placements/warning_lift.html"
    form_class = LiftWarningForm
    heading = "Häv varningen"
    verb = "Häv varningen"

    def get_instance(self) -> None:
        """The form is of no row: it is a button."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the warning above the button."""
        return super().get_context_data(warning=self.row, **kwargs)

    def act(self, form: Any) -> EmployerWarning:
        """Lift it."""
        warning = actions.lift_warning(self.row, by=self.user, today=today())
        messages.success(self.request, "Varningen är hävd.")
        return warning
