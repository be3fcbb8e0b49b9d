"""The months of supervision for those who work with the case: noted on behalf, put right, and who has not answered."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views import View
from django.views.generic import TemplateView

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import today
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.display import month as month_words
from amc.web.form_views import ActionFormView
from participants.models import Participant
from participants.opening import OpensPersonMixin
from placements import actions
from placements.facts import as_period
from placements.forms.months import NO, YES, ConfirmOnBehalfForm, CorrectMonthForm
from placements.models import Supervision, SupervisionMonth, Supervisor, UnconfirmedMonth
from placements.rules.supervision import confirmable_months
from placements.views.supervision import month_of

# Supervisors on a page.
PER_PAGE = 50


class NextOnBehalf(PermittedMixin, View):
    """Leads to the oldest month of a supervision that waits to be confirmed."""

    permission = Permission.CASEWORK
    http_method_names = ["get"]

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """The form of that month; the placement when none waits any more."""
        rows = Supervision.objects.visible_to(self.user).with_away().select_related("employment", "internship")
        supervision = get_object_or_404(rows.prefetch_related("months"), uuid=uuid)
        known = {row.month for row in supervision.months.all()} | set(supervision.away_months)
        months = confirmable_months(as_period(supervision.period), today())
        waiting = [month for month in months if month not in known]
        if not waiting:
            return redirect(supervision.placement)
        return redirect("supervision_on_behalf", supervision.uuid, f"{waiting[0]:%Y-%m}")


class ConfirmOnBehalf(OpensPersonMixin, ActionFormView):
    """A consultant confirms a month on the supervisor's behalf, with a reason."""

    permission = Permission.CASEWORK
    form_class = ConfirmOnBehalfForm
    template_name = "placements/confirm_on_behalf.html"
    row_verb = "Bekräfta för handledarens räkning"

    @property
    def row_title(self) -> str:  # type: ignore[override]
        """Which month."""
        return f"Bekräfta {month_words(self.month)}"

    @cached_property
    def supervision(self) -> Supervision:
        """The supervision of the address."""
        rows = Supervision.objects.visible_to(self.user)
        related = ("supervisor", "enrolment__participant", "employment", "internship")
        return get_object_or_404(rows.select_related(*related), uuid=self.kwargs["uuid"])

    @property
    def participant(self) -> Participant:
        """Who is supervised."""
        return self.supervision.enrolment.participant

    @property
    def month(self) -> dt.date:
        """The month of the address."""
        return month_of(self.kwargs["month"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Which month, for whom."""
        supervisor = self.supervision.supervisor
        lead = {"lead": f"Handledare {supervisor}, {supervisor.phone or 'utan telefonnummer'}."} if self.in_row else {}
        return super().get_context_data(supervision=self.supervision, month=self.month, **lead, **kwargs)

    def act(self, form: Any) -> str:
        """Confirm."""
        actions.confirm_supervision(
            self.supervision,
            month=self.month,
            **form.reported(),
            by=self.user,
            now=timezone.now(),
            today=today(),
        )
        messages.success(self.request, f"{month_words(self.month).capitalize()} är bekräftad.")
        return self.supervision.placement.get_absolute_url()


class CorrectMonth(OpensPersonMixin, ActionFormView):
    """What holds of a confirmed month instead of what was answered, or of the latest correction."""

    permission = Permission.CASEWORK
    form_class = CorrectMonthForm
    template_name = "placements/correct_month.html"

    @cached_property
    def proof(self) -> SupervisionMonth:
        """The confirmed month of the address."""
        rows = SupervisionMonth.objects.visible_to(self.user)
        related = ("supervisor", "enrolment__participant", "employment", "internship")
        rows = rows.select_related("confirmed_by", *(f"supervision__{path}" for path in related))
        return get_object_or_404(rows, uuid=self.kwargs["uuid"])

    @property
    def participant(self) -> Participant:
        """Who was supervised."""
        return self.proof.supervision.enrolment.participant

    def get_initial(self) -> dict[str, Any]:
        """The month as it holds."""
        held = self.proof.held
        return {
            "answer": YES if held.as_planned else NO,
            "days_absent": held.days_absent,
            "no_supervision": not held.took_place,
            "seen": self.proof.corrections.count(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What has been written of the month so far; a form that was refused is about what is seen now."""
        entries = list(self.proof.corrections.select_related("recorded_by"))
        context = super().get_context_data(proof=self.proof, entries=entries, **kwargs)
        if context["form"].is_bound:
            context["form"].data = context["form"].data.copy()
            context["form"].data["seen"] = str(len(entries))
        return context

    def act(self, form: Any) -> str:
        """Put it right."""
        actions.correct_month(self.proof, **form.said(), by=self.user, now=timezone.now())
        messages.success(self.request, f"{month_words(self.proof.month).capitalize()} är rättad.")
        return self.proof.supervision.placement.get_absolute_url()


@dataclass
class Waited:
    """A supervisor and the months that wait for an answer, oldest first."""

    supervisor: Supervisor
    months: list[UnconfirmedMonth] = field(default_factory=list)


def waiting_months(user: Any, day: dt.date) -> Any:
    """The months that are over on `day` and that nobody has answered, of open cases that `user` may see."""
    rows = UnconfirmedMonth.objects.visible_to(user)
    return rows.filter(over_on__lte=day, supervision__enrolment__closed_on__isnull=True)


class WaitingMonths(PermittedMixin, TemplateView):
    """Who has not answered which months, by supervisor, with whom to call."""

    permission = Permission.CASEWORK
    purpose = "Obesvarade månader"
    template_name = "placements/waiting_months.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of supervisors, those who have kept us waiting the longest first."""
        day = today()
        related = ("supervisor__employer", "supervisor__user", "enrolment__participant", "employment", "internship")
        rows = waiting_months(self.user, day).select_related(*(f"supervision__{path}" for path in related))
        found: dict[int, Waited] = {}
        months = list(rows.order_by("month", "supervision__supervisor__sort_key", "supervision"))
        for row in months:
            supervisor = row.supervision.supervisor
            found.setdefault(supervisor.pk, Waited(supervisor)).months.append(row)
        page = Paginator(list(found.values()), PER_PAGE).get_page(self.request.GET.get("sida"))
        shown = [row.supervision.enrolment.participant_id for waited in page for row in waited.months]
        record_reading(self.request, ReadLog.Kind.LISTED, shown, purpose=self.purpose)
        return super().get_context_data(page=page, months=len(months), supervisors=len(found), **kwargs)
