"""Duplicates in the register of employers: found, and put together."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.views.generic import TemplateView

from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from placements import actions
from placements.duplicates import alike
from placements.forms.merging import MergeForm
from placements.models import Employer
from placements.views.employers import EmployerFormView, OfEmployerMixin


class DuplicateList(PermittedMixin, TemplateView):
    """Employers that may be one."""

    permission = Permission.EMPLOYERS
    template_name = "placements/employer_duplicates.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In groups, each with why."""
        return super().get_context_data(groups=alike(self.user), **kwargs)


class EmployerMerge(OfEmployerMixin, EmployerFormView):
    """Let a duplicate become this employer."""

    form_class = MergeForm
    heading = "Slå ihop med en dubblett"
    verb = "Slå ihop"

    def get_initial(self) -> dict[str, Any]:
        """The duplicate that the address names."""
        try:
            named = UUID(self.request.GET.get("dubblett", ""))
        except ValueError:
            return super().get_initial()
        gone = Employer.objects.visible_to(self.user).kept().filter(uuid=named).exclude(pk=self.employer.pk)
        return super().get_initial() | {"gone": gone.first()}

    def act(self, form: Any) -> Employer:
        """Merge."""
        gone = form.cleaned_data["gone"]
        kept = actions.merge_employers(self.employer, by=self.user, **form.values())
        messages.success(self.request, f"{gone} är hopslagen med {kept}.")
        return kept
