"""Files of referrals: upload, say what the columns mean, look, import or throw away."""

import logging
from collections.abc import Iterable
from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views import View

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.calendar import swedish_plural, today
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.web.filters import ListQuery
from amc.web.form_views import ActionFormView
from amc.web.forms import ActionForm
from amc.web.navigation import Tab
from amc.web.xlsx import as_download, table_as_xlsx
from participants.actions.importing import discard_file, import_file, map_columns, receive_file
from participants.forms.importing import ColumnsForm, ImportForm, UploadForm
from participants.importing.preview import Fate, Preview
from participants.models import ImportFile
from participants.views.referrals import PURPOSE, own_unit, reader

logger = logging.getLogger(__name__)
EARLIER = 10
WORDS = {
    Fate.WRONG: "Med fel",
    Fate.DUPLICATE: "Möjliga dubbletter",
    Fate.KNOWN: "Finns redan",
    Fate.NEW: "Kan importeras",
}
TONES = {Fate.WRONG: "overdue", Fate.DUPLICATE: "soon", Fate.KNOWN: "neutral", Fate.NEW: "done"}
ONE = {Fate.WRONG: "Fel", Fate.DUPLICATE: "Möjlig dubblett", Fate.KNOWN: "Finns redan", Fate.NEW: "Ny"}


def own_file(request: HttpRequest, uuid: str) -> ImportFile:
    """The file, if the reader may see it."""
    files = ImportFile.objects.visible_to(reader(request)).referrals()
    return get_object_or_404(files.select_related("unit", "source", "uploaded_by"), uuid=uuid)


class ImportStartView(ActionFormView):
    """Takes a file in; beside it, what has been imported before."""

    permission = Permission.CASEWORK
    form_class = UploadForm
    template_name = "participants/referrals/import_start.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The way out is the inbox."""
        return super().get_form_kwargs() | {"cancel_url": reverse("referral_list")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The latest files, without their rows."""
        files = (
            ImportFile.objects.visible_to(reader(self.request)).referrals().select_related("uploaded_by").defer("rows")
        )
        return super().get_context_data(**kwargs) | {"files": files.order_by("-uploaded_at")[:EARLIER]}

    def act(self, form: UploadForm) -> str:
        """Keep its rows, and on to the preview, or to the columns where they are not clear."""
        upload = form.cleaned_data["file"]
        file = receive_file(
            unit=own_unit(self.request),
            filename=upload.name,
            content=upload.read(),
            source=form.cleaned_data["source"],
            by=reader(self.request),
        )
        clear = not Preview(file, today(), by=None).missing
        return file.get_absolute_url() if clear else reverse("import_columns", args=[file.uuid])


class FileView(ActionFormView):
    """A page about one file."""

    permission = Permission.CASEWORK

    @cached_property
    def file(self) -> ImportFile:
        """The file, if the reader may see it."""
        return own_file(self.request, self.kwargs["uuid"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The file."""
        return super().get_context_data(**kwargs) | {"file": self.file}


class ImportDetailView(FileView):
    """What would become of each row, and the button that does it; afterwards what became of it."""

    form_class = ImportForm
    template_name = "participants/referrals/import_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of rows of one fate; those with something to look at first."""
        context = super().get_context_data(**kwargs)
        if self.file.state != ImportFile.State.PREVIEW:
            return context | {"preview": None}
        preview = Preview(self.file, today(), by=reader(self.request))
        query = ListQuery(self.request.GET)
        asked = self.request.GET.get("visa")
        first = next((fate for fate in WORDS if preview.counts[fate]), Fate.NEW)
        chosen = Fate(asked) if asked in set(Fate) else first
        page = Paginator(preview.of(chosen), query.per_page).get_page(query.page)
        record_reading(self.request, ReadLog.Kind.LISTED, others=len(page.object_list), purpose=PURPOSE)
        return context | {
            "preview": preview,
            "page": page,
            "rows": page.object_list,
            "tone": TONES[chosen],
            "word": ONE[chosen],
            "tabs": [Tab(word, f"?visa={fate}", fate is chosen, preview.counts[fate]) for fate, word in WORDS.items()],
            "good": preview.counts[Fate.NEW],
            "duplicates": preview.counts[Fate.DUPLICATE],
            "wrong": preview.counts[Fate.WRONG],
            "submit": f"Importera {swedish_plural(preview.counts[Fate.NEW], 'anvisning', 'anvisningar')}",
            "before": self._before(),
        }

    def _before(self) -> ImportFile | None:
        """The same file, imported before."""
        same = (
            ImportFile.objects.visible_to(reader(self.request))
            .referrals()
            .filter(sha256=self.file.sha256, state=ImportFile.State.IMPORTED)
        )
        return same.defer("rows").order_by("-imported_at").first()

    def act(self, form: ImportForm) -> ImportFile:
        """Import the good rows."""
        file = import_file(
            self.file,
            include_duplicates=form.cleaned_data["include_duplicates"],
            by=reader(self.request),
            today=today(),
            now=timezone.now(),
        )
        messages.success(self.request, f"{swedish_plural(file.added_count, 'anvisning', 'anvisningar')} importerades.")
        return file


class ColumnsView(FileView):
    """Says what the columns of a file mean; remembered for the next file with the same headings."""

    form_class = ColumnsForm
    template_name = "participants/referrals/import_columns.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form has a choice for each column of the file."""
        if self.file.state != ImportFile.State.PREVIEW:
            raise Http404
        return super().get_form_kwargs() | {"file": self.file}

    def act(self, form: ColumnsForm) -> ImportFile:
        """Keep the choices, and on to the preview."""
        return map_columns(self.file, columns=form.cleaned_data["columns"], source=form.cleaned_data["source"])


class DiscardView(FileView):
    """Throws a file away before it is imported."""

    form_class = ActionForm
    template_name = "participants/referrals/import_discard.html"

    def act(self, form: ActionForm) -> str:
        """Empty it, and back to the start."""
        discard_file(self.file)
        messages.success(self.request, "Filen är kastad. Inget ur den lades in.")
        return "import_start"


class FailedRowsView(PermittedMixin, View):
    """The rows with errors as a workbook: the file's own columns, and what is wrong."""

    permission = Permission.CASEWORK
    http_method_names = ["get"]

    def get(self, request: HttpRequest, uuid: str) -> HttpResponse:
        """The workbook; nothing where the file is imported or thrown away and its rows are gone."""
        file = own_file(request, uuid)
        if file.state != ImportFile.State.PREVIEW:
            raise Http404
        content, count = table_as_xlsx(
            failed_table(file, Preview(file, today(), by=reader(request)).of(Fate.WRONG)), "Rader med fel"
        )
        record_reading(request, ReadLog.Kind.EXPORTED, others=count, purpose=PURPOSE, reason="Rader med fel")
        logger.info("Export of failed rows by user %s: %d rows", request.user.pk, count)
        return as_download(content, "rader-med-fel")


def failed_table(file: ImportFile, failed: Iterable[Any]) -> tables.Table:
    """The file's own columns, with the number of the row and what is wrong; `failed` have `row` and `why`."""
    columns = [(f"c{place}", tables.Column(verbose_name=heading)) for place, heading in enumerate(file.headings)]
    columns += [("row", tables.Column(verbose_name="Rad i filen")), ("why", tables.Column(verbose_name="Fel"))]
    rows = [
        {f"c{place}": cell for place, cell in enumerate(judged.row.cells[: len(file.headings)])}
        | {"row": judged.row.number, "why": judged.why}
        for judged in failed
    ]
    return tables.Table(rows, extra_columns=columns, default="")
