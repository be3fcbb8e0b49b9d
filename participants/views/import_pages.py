"""What the pages of imported files share, whatever the rows are: preview, columns, throwing away, rows with errors."""

import enum
import logging
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import django_tables2 as tables
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views import View

from amc.audit.models import ReadLog
from amc.audit.reading import record_reading
from amc.staff.access import Permission
from amc.staff.mixins import PermittedMixin
from amc.staff.models import User
from amc.web.filters import ListQuery
from amc.web.form_views import ActionFormView
from amc.web.forms import ActionForm
from amc.web.navigation import Tab
from amc.web.xlsx import as_download, table_as_xlsx
from participants.actions.importing import discard_file
from participants.models import ImportFile
from participants.views.referrals import reader

logger = logging.getLogger(__name__)
EARLIER = 10
# How many participants of some rows are known, and how many rows are about somebody else.
Read = tuple[set[int], int]


class OfFiles(PermittedMixin):
    """Pages about the files of one kind.

    `routes` begins the names of their routes; `listed` is the route of what the rows become, and `rows` what that is
    called. `purpose` is what the read log says.
    """

    permission = Permission.CASEWORK
    routes = ""
    listed = ""
    rows = ""
    purpose = ""
    request: HttpRequest
    kwargs: dict[str, Any]

    @property
    def by(self) -> User:
        """Who asks; somebody without a unit has no files."""
        return reader(self.request)

    def files(self) -> "QuerySet[ImportFile]":
        """The files of this kind that the reader may see."""
        raise NotImplementedError

    def earlier(self) -> "QuerySet[ImportFile]":
        """The latest of them, without their rows."""
        return self.files().defer("rows").select_related("uploaded_by").order_by("-uploaded_at")[:EARLIER]

    @cached_property
    def file(self) -> ImportFile:
        """The file of the address."""
        return get_object_or_404(self.files().select_related("unit", "source", "uploaded_by"), uuid=self.kwargs["uuid"])

    def waiting_file(self) -> ImportFile:
        """The file of the address, while it is neither imported nor thrown away; else its rows are gone: 404."""
        if self.file.state != ImportFile.State.PREVIEW:
            raise Http404
        return self.file

    def read_of(self, rows: Collection[Any]) -> Read:
        """Whom judged rows are about, for the read log."""
        return set(), len(rows)


class FileView(OfFiles, ActionFormView):
    """A page about one file."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The file, and the addresses about it."""
        urls = {"of": self.rows, "list": reverse(self.listed), "start": reverse(f"{self.routes}_start")}
        for name in ("columns", "discard", "failed"):
            urls[name] = reverse(f"{self.routes}_{name}", args=[self.file.uuid])
        return super().get_context_data(**kwargs) | {"file": self.file, "urls": urls}


class PreviewView(FileView):
    """What would become of each row, and the button that does it; afterwards what became of it.

    `fates` is each fate with the word of its tab, the word at a row and the tone of that; those with something to look
    at come first. `usual` is the fate of rows that go in without more.
    """

    fates: Mapping[Any, tuple[str, str, str]]
    usual: enum.StrEnum

    @property
    def preview(self) -> Any:
        """The rows as they would be imported now."""
        raise NotImplementedError

    def told(self, preview: Any) -> dict[str, Any]:
        """What the page says besides of rows that can be read."""
        return {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of rows of one fate."""
        context = super().get_context_data(**kwargs)
        if self.file.state != ImportFile.State.PREVIEW:
            return context | {"preview": None}
        preview = self.preview
        query, asked = ListQuery(self.request.GET), self.request.GET.get("visa")
        first = next((fate for fate in self.fates if preview.counts[fate]), self.usual)
        chosen = next((fate for fate in self.fates if fate == asked), first)
        page = Paginator(preview.of(chosen), query.per_page).get_page(query.page)
        known, others = self.read_of(list(page))
        record_reading(self.request, ReadLog.Kind.LISTED, known, others=others, purpose=self.purpose)
        _, word, tone = self.fates[chosen]
        return (
            context
            | {
                "preview": preview,
                "page": page,
                "rows": page.object_list,
                "word": word,
                "tone": tone,
                "tabs": [
                    Tab(tab, f"?visa={fate}", fate is chosen, preview.counts[fate])
                    for fate, (tab, _, _) in self.fates.items()
                ],
                "before": self._before(),
            }
            | self.told(preview)
        )

    def _before(self) -> ImportFile | None:
        """The same file, imported before."""
        same = self.files().filter(sha256=self.file.sha256, state=ImportFile.State.IMPORTED)
        return same.defer("rows").order_by("-imported_at").first()


class ColumnsView(FileView):
    """Says what the columns of a file mean; remembered for the next file with the same headings."""

    template_name = "participants/importing/columns.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form has a choice for each column of the file."""
        return super().get_form_kwargs() | {"file": self.waiting_file()}


class DiscardView(FileView):
    """Throws a file away before it is imported."""

    form_class = ActionForm
    template_name = "participants/importing/discard.html"

    def act(self, form: ActionForm) -> str:
        """Empty it, and back to the start."""
        discard_file(self.file)
        messages.success(self.request, "Filen är kastad. Inget ur den lades in.")
        return f"{self.routes}_start"


class FailedRowsView(OfFiles, View):
    """The rows with errors as a workbook: the file's own columns, and what is wrong."""

    http_method_names = ["get"]

    def failed(self, file: ImportFile) -> list[Any]:
        """Those rows, judged."""
        raise NotImplementedError

    def get(self, request: HttpRequest, uuid: str) -> HttpResponse:
        """The workbook."""
        file = self.waiting_file()
        failed = self.failed(file)
        content, count = table_as_xlsx(failed_table(file, failed), "Rader med fel")
        known, others = self.read_of(failed)
        record_reading(
            request, ReadLog.Kind.EXPORTED, known, others=others, purpose=self.purpose, reason="Rader med fel"
        )
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
