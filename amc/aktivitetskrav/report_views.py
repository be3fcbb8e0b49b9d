"""Reporting to socialnämnden: written, looked at as it will be, sent and logged."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from amc.aktivitetskrav.actions import check_report, send_report
from amc.aktivitetskrav.models import BoardReport, ReportEvent
from amc.aktivitetskrav.report_forms import ReportForm, last_month
from amc.aktivitetskrav.reports import board_of, document
from amc.calendar import today
from amc.obstacles import Refused
from amc.web.obstacles import add_obstacles
from handlingsplan.hours import monday_before
from participants.models import Consent, Disclosure, Enrolment, Participant, Recipient
from participants.views.base import CaseForm

SHOW = "visa"


class SendReport(CaseForm):
    """A report to socialnämnden. The first button shows it, the second sends it."""

    form_class = ReportForm
    template_name = "aktivitetskrav/report.html"
    title = "Rapport till socialnämnden"
    verb = "Skicka och logga"
    lead = "Rapporten låses när den skickas och loggas som ett utlämnande. Blir något fel skickar du en rättad rapport."
    corrects: BoardReport | None = None

    @property
    def cancel_url(self) -> str:
        """The weeks."""
        return reverse("participant_requirement", args=[self.participant.uuid])

    def get_draft_key(self) -> str:
        """One draft per case, and per report that is corrected."""
        return f"board-report:{self.corrects.uuid if self.corrects else self.enrolment.uuid}"

    def consents(self) -> QuerySet[Consent]:
        """Those in force that concern the socialtjänst."""
        rows = Consent.objects.visible_to(self.user).filter(
            participant=self.participant, recipient=Recipient.SOCIALTJANST
        )
        return rows.in_force(timezone.now())

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the consents."""
        return super().get_form_kwargs() | {"consents": list(self.consents())}

    def get_initial(self) -> dict[str, Any]:
        """The four weeks before this one, within the case."""
        first, last = last_month(today())
        opened = self.enrolment.opened_on
        return {
            "first_day": max(first, monday_before(opened)),
            "last_day": max(last, opened),
            "organisation": board_of(self.enrolment.source),
        }

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Show it, or send it."""
        if SHOW not in self.request.POST:
            return super().form_valid(form)
        report = form.report()  # type: ignore[attr-defined]
        try:
            check_report(self.enrolment, report, **form.ground(), by=self.user, now=timezone.now())  # type: ignore[attr-defined]
        except Refused as refused:
            add_obstacles(form, refused)
            return self.form_invalid(form)
        shown = document(self.enrolment, report, corrects=self.corrects, by=self.user, today=today())
        return self.render_to_response(self.get_context_data(form=form, shown=shown))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The other button's name."""
        return super().get_context_data(**({"show": SHOW} | kwargs))

    def act(self, form: Any) -> Disclosure:
        """Send it, and lead to what was logged."""
        sent = send_report(
            self.enrolment,
            form.report(),
            corrects=self.corrects,
            **form.ground(),
            by=self.user,
            now=timezone.now(),
        )
        messages.success(self.request, "Rapporten är låst och loggad. Hämta dokumentet och skicka det.")
        return sent.disclosure


class CorrectReport(SendReport):
    """A later report that corrects one that has been sent."""

    title = "Rättad rapport till socialnämnden"

    @cached_property
    def corrects(self) -> BoardReport:  # type: ignore[override]
        """The report of the address."""
        rows = BoardReport.objects.visible_to(self.user).select_related("disclosure", "enrolment__participant")
        people = Participant.objects.visible_to(self.user)
        return get_object_or_404(rows.filter(enrolment__participant__in=people), uuid=self.kwargs["uuid"])

    @cached_property
    def enrolment(self) -> Enrolment:
        """Its case."""
        rows = Enrolment.objects.visible_to(self.user).select_related("participant", "consultant", "source")
        return get_object_or_404(rows, pk=self.corrects.enrolment_id)

    def get_initial(self) -> dict[str, Any]:
        """As it was sent."""
        row = self.corrects
        return {
            "events": list(ReportEvent.objects.filter(name__in=row.events).values_list("code", flat=True)),
            "first_day": row.first_day,
            "last_day": row.last_day,
            "organisation": row.disclosure.organisation,
            "person": row.disclosure.person,
            "sent_how": row.sent_how,
        }
