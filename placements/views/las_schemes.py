"""How the days of each form of employment count for LAS: everybody who reads placements sees it, HR says it."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from amc.audit.history import history_of
from amc.calendar import today
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.form_views import ActionFormView
from placements import actions
from placements.forms.las import LasSchemeForm
from placements.models import Employment, Scheme
from placements.views.placements import placement_tabs


class LasSchemeList(PermittedMixin, TemplateView):
    """All forms of employment, and how their days count."""

    permission = Permission.READ_PLACEMENTS
    template_name = "placements/las_schemes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The forms by name."""
        return super().get_context_data(
            schemes=Scheme.objects.all(),
            tabs=placement_tabs("las_list", self.user),
            may_change=Permission.LAS_RULES.granted_to(self.user),
            **kwargs,
        )


class LasSchemeChange(ActionFormView):
    """One form: how its days count and why, and what was said before; HR changes it."""

    permission = Permission.READ_PLACEMENTS
    form_class = LasSchemeForm
    template_name = "placements/las_scheme.html"

    @cached_property
    def scheme(self) -> Scheme:
        """The form of employment of the address."""
        return get_object_or_404(Scheme, code=self.kwargs["code"])

    def get_instance(self) -> Scheme:
        """A row of its own for the form to fill."""
        return Scheme.objects.get(pk=self.scheme.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With how many run in the form among those that the user sees, and what was changed when by whom."""
        running = Employment.objects.visible_to(self.user).running_on(today()).filter(scheme=self.scheme.code)
        return super().get_context_data(
            scheme=self.scheme,
            running=running.count(),
            history=history_of(self.scheme),
            may_change=Permission.LAS_RULES.granted_to(self.user),
            back_url=reverse("las_scheme_list"),
            **kwargs,
        )

    def act(self, form: Any) -> str:
        """Keep it, for HR; nobody else has the button."""
        if not Permission.LAS_RULES.granted_to(self.user):
            raise Http404
        done = actions.change_las(form.instance, revision=form.cleaned_data["revision"], **form.values())
        messages.success(self.request, f"{done}: {done.get_las_display().lower()}. Det gäller alla avtal i formen.")
        return reverse("las_scheme_list")
