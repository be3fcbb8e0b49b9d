"""Visits together with Arbetsförmedlingen: planned on the employer's page, and seen to from Min dag."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.shortcuts import get_object_or_404

from amc.calendar import today
from amc.staff.models import Role
from placements import actions
from placements.forms.joint_visit import JointVisitEndForm, JointVisitForm
from placements.models import Employer, JointVisit
from placements.views.employers import EmployerFormView, OfEmployerMixin, OfEmployersFormView


class JointVisitFormView(OfEmployersFormView):
    """A form of a planned visit."""

    template_name = "placements/joint_visit.html"
    form_class: type[Any] = JointVisitForm


class PlanJointVisitView(JointVisitFormView):
    """Plan a visit to the employer that a subclass names."""

    heading = "Planera sambesök med AF"
    verb = "Planera besöket"

    def get_initial(self) -> dict[str, Any]:
        """At the workplace of the address; the one who plans goes there."""
        found: dict[str, Any] = {}
        if self.user.has_role(Role.KONSULENT, Role.ENHETSCHEF):
            found["by"] = self.user.pk
        try:
            key = UUID(self.request.GET.get("arbetsplats", ""))
        except ValueError:
            return found
        return found | {"workplace": self.owner.workplaces.filter(uuid=key).first()}

    def act(self, form: Any) -> JointVisit:
        """Plan it."""
        visit = actions.plan_joint_visit(self.owner, creator=self.user, today=today(), **form.values())
        messages.success(self.request, "Sambesöket är planerat.")
        return visit


class JointVisitCreate(OfEmployerMixin, PlanJointVisitView):
    """Plan a visit, from the employer's page."""


class _OfVisitMixin:
    """A page about a planned visit; its employer is the visit's."""

    @cached_property
    def visit(self) -> JointVisit:
        """The visit of the address."""
        rows = JointVisit.objects.visible_to(self.request.user)  # type: ignore[attr-defined]
        return get_object_or_404(rows.select_related("employer", "workplace", "by"), uuid=self.kwargs["uuid"])  # type: ignore[attr-defined]

    @property
    def owner(self) -> Employer:
        """Whose it is."""
        return self.visit.employer

    @property
    def back_url(self) -> str:
        """The employer's page, at the visit."""
        return self.visit.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the visit."""
        return super().get_context_data(visit=self.visit, **kwargs)  # type: ignore[misc]


class JointVisitChange(_OfVisitMixin, JointVisitFormView):
    """Move or correct a planned visit."""

    heading = "Ändra sambesöket"
    verb = "Spara ändringarna"

    def get_instance(self) -> JointVisit:
        """The visit."""
        return JointVisit.objects.select_related("employer").get(pk=self.visit.pk)

    def act(self, form: Any) -> JointVisit:
        """Save it."""
        revision = form.cleaned_data["revision"]
        changed = actions.change_joint_visit(form.instance, revision=revision, today=today(), **form.values())
        messages.success(self.request, "Sambesöket är sparat.")
        return changed


class JointVisitEnd(_OfVisitMixin, EmployerFormView):
    """Say how it went: held, or cancelled."""

    template_name = "placements/joint_visit.html"
    form_class = JointVisitEndForm
    heading = "Hur gick sambesöket?"
    verb = "Spara"

    @property
    def row_title(self) -> str:  # type: ignore[override]
        """Which visit."""
        return f"Sambesök med {self.visit.af_name} från AF"

    def act(self, form: Any) -> JointVisit:
        """Say it."""
        visit = actions.end_joint_visit(self.visit, by=self.user, today=today(), **form.values())
        self.undo = {"revision": visit.revision}
        held = visit.state == JointVisit.State.HELD
        messages.success(self.request, "Sambesöket är antecknat i loggen." if held else "Sambesöket är inställt.")
        return visit

    def take_back(self, before: dict[str, Any]) -> None:
        """It waits after all."""
        actions.take_back_visit(self.visit, before["revision"])
