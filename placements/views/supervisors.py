"""The register of supervisors."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views import View
from django.views.generic import TemplateView

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import today
from amc.obstacles import Refused
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.list_views import ListPage
from placements import actions
from placements.forms.supervisors import NewSupervisorForm, SupervisorFilter, SupervisorForm
from placements.models import Supervision, Supervisor
from placements.rules.training import lacks
from placements.tables import SupervisorTable
from placements.views.employers import EmployerFormView, NameSearchMixin
from placements.views.roving import places_of
from placements.views.trainings import trainings_of


class SupervisorList(NameSearchMixin, ListPage):
    """Supervisors by name."""

    permission = Permission.READ_EMPLOYERS
    title = "Handledare"
    template_name = "placements/supervisor_list.html"
    table_class = SupervisorTable
    filterset_class = SupervisorFilter
    order = ("sort_key",)

    def get_queryset(self) -> models.QuerySet:
        """All that the user may see."""
        return Supervisor.objects.visible_to(self.user)

    def get_rows(self) -> models.QuerySet:
        """With their employers and trainings."""
        return self.get_queryset().select_related("employer").prefetch_related("trainings")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the ways on, for those who may."""
        may = {"may_add": Permission.EMPLOYERS, "may_wait": Permission.CASEWORK}
        return super().get_context_data(**{key: need.granted_to(self.user) for key, need in may.items()}, **kwargs)


class SupervisorMixin:
    """A page about a supervisor."""

    @cached_property
    def supervisor(self) -> Supervisor:
        """The supervisor of the address."""
        rows = Supervisor.objects.visible_to(self.request.user).select_related("employer", "user")  # type: ignore[attr-defined]
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])  # type: ignore[attr-defined]

    @property
    def back_url(self) -> str:
        """The supervisor's page."""
        return self.supervisor.get_absolute_url()


class SupervisorDetail(SupervisorMixin, PermittedMixin, TemplateView):
    """A supervisor: training, account, and whom they supervise as far as the reader may see."""

    permission = Permission.READ_EMPLOYERS
    template_name = "placements/supervisor_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page shows."""
        user, training = self.user, self.supervisor.current_training
        rows = Supervision.objects.visible_to(user).filter(supervisor=self.supervisor)
        related = ("enrolment__participant", "employment__scheme", "internship__kind")
        supervisions = list(rows.select_related(*related)[:50])
        record_reading(self.request, ReadLog.Kind.LISTED, [row.enrolment.participant_id for row in supervisions])
        return super().get_context_data(
            supervisor=self.supervisor,
            may_change=Permission.EMPLOYERS.granted_to(user),
            may_hand_over=Permission.CASEWORK.granted_to(user),
            has_left=self.supervisor.has_left(today()),
            supervisions=supervisions,
            leads=sum(row.first_day <= today() <= row.last_day for row in supervisions),
            training=training,
            lacks_training=lacks(training, today()),
            **trainings_of(self.supervisor),
            places=places_of(self.supervisor),
            **kwargs,
        )


class SupervisorCreate(EmployerFormView):
    """A new supervisor."""

    form_class = NewSupervisorForm
    heading = "Ny handledare"
    verb = "Lägg in handledaren"

    @property
    def back_url(self) -> str:
        """The list."""
        return reverse("supervisor_list")

    def act(self, form: Any) -> Supervisor:
        """Register."""
        training = form.training()
        supervisor = actions.register_supervisor(by=self.user, today=today(), training=training, **form.of_supervisor())
        messages.success(self.request, f"{supervisor} är inlagd.")
        return supervisor


class SupervisorChange(SupervisorMixin, EmployerFormView):
    """Change a supervisor."""

    form_class = SupervisorForm
    heading = "Ändra handledaren"
    verb = "Spara ändringarna"

    def get_instance(self) -> Supervisor:
        """The supervisor."""
        return self.supervisor

    def act(self, form: Any) -> Supervisor:
        """Save."""
        return actions.change_supervisor_details(form.instance, revision=form.cleaned_data["revision"], **form.values())


class SupervisorInvite(SupervisorMixin, PermittedMixin, View):
    """Gives a supervisor an account, and mails a link to choose how to sign in with; pressing again mails again."""

    permission = Permission.EMPLOYERS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, uuid: str) -> HttpResponse:
        """Invite."""
        try:
            user = actions.create_supervisor_account(self.supervisor, self.user)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(self.back_url)
        messages.success(request, f"Inbjudan skickas till {user.email} inom någon minut.")
        return redirect(self.back_url)
