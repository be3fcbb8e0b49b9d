"""Files of referrals: upload, say what the columns mean, look, import or throw away."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from amc.calendar import swedish_plural, today
from amc.web.form_views import ActionFormView
from participants.actions.importing import import_file, map_columns, receive_file
from participants.forms.importing import ColumnsForm, ImportForm, UploadForm
from participants.importing.preview import Fate, Judged, Preview
from participants.models import ImportFile
from participants.views.import_pages import ColumnsView, DiscardView, FailedRowsView, OfFiles, PreviewView
from participants.views.referrals import PURPOSE, own_unit


class OfReferrals(OfFiles):
    """Pages about files of referrals, which the unit shares."""

    routes = "import"
    listed = "referral_list"
    rows = "Anvisningar"
    purpose = PURPOSE

    def files(self) -> "QuerySet[ImportFile]":
        """The unit's."""
        return ImportFile.objects.visible_to(self.by).referrals()


class ReferralImportStart(OfReferrals, ActionFormView):
    """Takes a file in; beside it, what has been imported before."""

    form_class = UploadForm
    template_name = "participants/referrals/import_start.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The way out is the inbox."""
        return super().get_form_kwargs() | {"cancel_url": reverse(self.listed)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the latest files."""
        return super().get_context_data(**kwargs) | {"files": self.earlier()}

    def act(self, form: UploadForm) -> str:
        """Keep its rows, and on to the preview, or to the columns where they are not clear."""
        upload = form.cleaned_data["file"]
        file = receive_file(
            unit=own_unit(self.request),
            filename=upload.name,
            content=upload.read(),
            source=form.cleaned_data["source"],
            by=self.by,
        )
        clear = not Preview(file, today(), by=None).missing
        return file.get_absolute_url() if clear else reverse("import_columns", args=[file.uuid])


class ReferralImport(OfReferrals, PreviewView):
    """What would become of each row."""

    form_class = ImportForm
    template_name = "participants/referrals/import_detail.html"
    usual = Fate.NEW
    fates = {
        Fate.WRONG: ("Med fel", "Fel", "overdue"),
        Fate.DUPLICATE: ("Möjliga dubbletter", "Möjlig dubblett", "soon"),
        Fate.KNOWN: ("Finns redan", "Finns redan", "neutral"),
        Fate.NEW: ("Kan importeras", "Ny", "done"),
    }

    @property
    def preview(self) -> Preview:
        """The rows as they would be imported now."""
        return Preview(self.file, today(), by=self.by)

    def told(self, preview: Preview) -> dict[str, Any]:
        """How many of each, and what the button says."""
        counts = preview.counts
        return {
            "wrong": counts[Fate.WRONG],
            "may_import": bool(counts[Fate.NEW] or counts[Fate.DUPLICATE]),
            "duplicates": counts[Fate.DUPLICATE],
            "submit": f"Importera {swedish_plural(counts[Fate.NEW], 'anvisning', 'anvisningar')}",
        }

    def act(self, form: ImportForm) -> ImportFile:
        """Import the good rows."""
        file = import_file(
            self.file,
            include_duplicates=form.cleaned_data["include_duplicates"],
            by=self.by,
            today=today(),
            now=timezone.now(),
        )
        messages.success(self.request, f"{swedish_plural(file.added_count, 'anvisning', 'anvisningar')} importerades.")
        return file


class ReferralColumns(OfReferrals, ColumnsView):
    """Says what the columns of a file mean."""

    form_class = ColumnsForm

    def act(self, form: ColumnsForm) -> ImportFile:
        """Keep the choices, and on to the preview."""
        return map_columns(self.file, columns=form.cleaned_data["columns"], source=form.cleaned_data["source"])


class DiscardReferrals(OfReferrals, DiscardView):
    """Throws a file away before it is imported."""


class FailedReferrals(OfReferrals, FailedRowsView):
    """The rows with errors as a workbook."""

    def failed(self, file: ImportFile) -> list[Judged]:
        """Those rows."""
        return Preview(file, today(), by=self.by).of(Fate.WRONG)
