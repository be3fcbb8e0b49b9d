"""The register extract, given once at a time and logged as a disclosure."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.extract.actions import give_extract
from amc.extract.forms import ExtractForm
from amc.web.form_views import lead_on
from amc.web.once import once
from participants.views.base import PersonForm


class ExtractView(PersonForm):
    """Give out everything about a person."""

    form_class = ExtractForm
    template_name = "extract/form.html"
    fresh_sign_in = True
    purpose = "Registerutdrag"
    tab = "participant_history"
    title = "Registerutdrag"
    verb = "Ta ut registerutdraget"

    def form_valid(self, form: Any) -> HttpResponse:
        """The file, once; the same form sent again leads to the row that says that it was given."""
        content = b""
        with once(self.request, form) as done:
            if not done.already:
                row, content = give_extract(
                    self.participant,
                    enrolment=self.enrolment,
                    case_numbers=[row.case_number for row in self.person["head"].enrolments],
                    by=self.user,
                    now=timezone.localtime(),
                    **form.values(),
                )
                done.to(row)
                record_reading(self.request, ReadLog.Kind.DOCUMENT, [self.participant.pk], purpose=self.purpose)
        if not done.url:
            return self.form_invalid(form)
        if not content:
            return lead_on(self.request, done.url)
        response = HttpResponse(content, content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="registerutdrag-{timezone.localdate()}.zip"'
        response["Cache-Control"] = "no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """And where it is written that it was given."""
        return super().get_context_data(log_url=reverse("sharing", args=[self.participant.uuid]), **kwargs)
