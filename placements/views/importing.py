"""Files of running employments: upload, say what the columns mean, look, import or throw away."""

import logging
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
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
from participants.actions.importing import discard_file, receive_file
from participants.models import ImportFile
from participants.views.importing import EARLIER, failed_table
from participants.views.referrals import own_unit, reader
from placements import actions
from placements.forms.importing import EmploymentColumnsForm, EmploymentFileForm, ImportEmploymentsForm
from placements.importing.columns import EMPLOYMENT, MOST_ROWS, missing_columns
from placements.importing.preview import Fate, Judged, Preview

logger = logging.getLogger(__name__)
PURPOSE = "Import av pågående anställningar"
WORDS = {
    Fate.WRONG: "Med fel",
    Fate.WARNED: "Med varning",
    Fate.KNOWN: "Finns redan",
    Fate.NEW: "Kan importeras",
}
TONES = {Fate.WRONG: "overdue", Fate.WARNED: "soon", Fate.KNOWN: "neutral", Fate.NEW: "done"}
ONE = {Fate.WRONG: "Fel", Fate.WARNED: "Varning", Fate.KNOWN: "Finns redan", Fate.NEW: "Ny"}


def own_files(request: HttpRequest) -> Any:
    """The files of employments that the reader has uploaded: a colleague may not see the same people."""
    user = reader(request)
    return ImportFile.objects.visible_to(user).employments_of(user)


def own_file(request: HttpRequest, uuid: str) -> ImportFile:
    """The file of the address."""
    return get_object_or_404(own_files(request).select_related("unit", "uploaded_by"), uuid=uuid)


class EmploymentImportStart(ActionFormView):
    """Takes a file in; beside it, what the reader has imported before."""

    permission = Permission.CASEWORK
    form_class = EmploymentFileForm
    template_name = "placements/importing/start.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Who asks, and the way out."""
        own = {"user": self.request.user, "cancel_url": reverse("placement_list")}
        return super().get_form_kwargs() | own

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The latest files, without their rows, and the columns that are understood."""
        files = own_files(self.request).defer("rows").select_related("uploaded_by").order_by("-uploaded_at")[:EARLIER]
        fields = [one.label for one in EMPLOYMENT.every]
        return super().get_context_data(**kwargs) | {"files": files, "fields": fields}

    def act(self, form: EmploymentFileForm) -> str:
        """Keep its rows, and on to the preview, or to the columns where they are not clear."""
        upload, choices = form.cleaned_data["file"], form.choices_made()
        file = receive_file(
            unit=own_unit(self.request),
            filename=upload.name,
            content=upload.read(),
            by=reader(self.request),
            kind=ImportFile.Kind.EMPLOYMENTS,
            fields=EMPLOYMENT,
            choices=choices,
            most_rows=MOST_ROWS,
        )
        clear = not missing_columns(file.columns, bool(choices["scheme"]))
        return file.get_absolute_url() if clear else reverse("employment_import_columns", args=[file.uuid])


class EmploymentFileView(ActionFormView):
    """A page about one file."""

    permission = Permission.CASEWORK

    @cached_property
    def file(self) -> ImportFile:
        """The file, if the reader has uploaded it."""
        return own_file(self.request, self.kwargs["uuid"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The file."""
        return super().get_context_data(**kwargs) | {"file": self.file}


class EmploymentImport(EmploymentFileView):
    """What would become of each row, and the button that does it; afterwards what became of it."""

    form_class = ImportEmploymentsForm
    template_name = "placements/importing/detail.html"

    @cached_property
    def preview(self) -> Preview:
        """The rows as they would be imported now."""
        return Preview(self.file, today(), by=reader(self.request))

    def get_form_kwargs(self) -> dict[str, Any]:
        """What there is to choose about."""
        kwargs = super().get_form_kwargs()
        if self.file.state != ImportFile.State.PREVIEW:
            return kwargs | {"seen": "", "wrong": False, "warned": False}
        counts = self.preview.counts
        told = {"wrong": bool(counts[Fate.WRONG]), "warned": bool(counts[Fate.WARNED])}
        return kwargs | told | {"seen": self.preview.digest}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A page of rows of one fate; those with something to look at first."""
        context = super().get_context_data(**kwargs)
        if self.file.state != ImportFile.State.PREVIEW:
            return context | {"preview": None}
        preview, counts = self.preview, self.preview.counts
        query = ListQuery(self.request.GET)
        asked = self.request.GET.get("visa")
        first = next((fate for fate in WORDS if counts[fate]), Fate.NEW)
        chosen = Fate(asked) if asked in set(Fate) else first
        page = Paginator(preview.of(chosen), query.per_page).get_page(query.page)
        self._read(page.object_list)
        employers, workplaces, supervisors = preview.added
        return context | {
            "preview": preview,
            "page": page,
            "rows": page.object_list,
            "tone": TONES[chosen],
            "word": ONE[chosen],
            "tabs": [Tab(word, f"?visa={fate}", fate is chosen, counts[fate]) for fate, word in WORDS.items()],
            "wrong": counts[Fate.WRONG],
            "may_import": bool(counts[Fate.NEW] or counts[Fate.WARNED]),
            "submit": self._submit(),
            "before": self._before(),
            "new_employers": employers,
            "new_workplaces": workplaces,
            "new_supervisors": supervisors,
        }

    def _submit(self) -> str:
        counts = self.preview.counts
        if counts[Fate.WARNED]:
            return "Importera"
        return f"Importera {swedish_plural(counts[Fate.NEW], 'anställning', 'anställningar')}"

    def _read(self, rows: Any) -> None:
        known = [one.employment.participant_id for one in rows if one.employment]
        others = len(rows) - len(known)
        record_reading(self.request, ReadLog.Kind.LISTED, set(known), others=others, purpose=PURPOSE)

    def _before(self) -> ImportFile | None:
        """The same file, imported before."""
        same = own_files(self.request).filter(sha256=self.file.sha256, state=ImportFile.State.IMPORTED)
        return same.defer("rows").order_by("-imported_at").first()

    def act(self, form: ImportEmploymentsForm) -> ImportFile:
        """Import what can be imported, as was chosen."""
        values = form.cleaned_data
        file = actions.import_employments(
            self.file,
            rest=values["rest"] != ImportEmploymentsForm.NOTHING,
            acknowledged=values["acknowledged"],
            seen=values["seen"],
            by=reader(self.request),
            today=today(),
            now=timezone.now(),
        )
        if file.state == ImportFile.State.IMPORTED:
            amount = swedish_plural(file.added_count, "anställning", "anställningar")
            messages.success(self.request, f"{amount} importerades.")
        else:
            rows = swedish_plural(len(file.refused), "rad", "rader")
            messages.warning(
                self.request, f"Inget lades in: {rows} gick inte att lägga in. Läs varför och försök igen."
            )
        return file


class EmploymentImportColumns(EmploymentFileView):
    """Says what the columns of a file mean, and what holds for all rows."""

    form_class = EmploymentColumnsForm
    template_name = "placements/importing/columns.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form has a choice for each column of the file."""
        if self.file.state != ImportFile.State.PREVIEW:
            raise Http404
        return super().get_form_kwargs() | {"file": self.file, "user": self.request.user}

    def act(self, form: EmploymentColumnsForm) -> ImportFile:
        """Keep the choices, and on to the preview."""
        return actions.choose_columns(self.file, columns=form.cleaned_data["columns"], choices=form.choices_made())


class EmploymentImportDiscard(EmploymentFileView):
    """Throws a file away before it is imported."""

    form_class = ActionForm
    template_name = "placements/importing/discard.html"

    def act(self, form: ActionForm) -> str:
        """Empty it, and back to the start."""
        discard_file(self.file)
        messages.success(self.request, "Filen är kastad. Inget ur den lades in.")
        return "employment_import_start"


class EmploymentImportFailed(PermittedMixin, View):
    """The rows with errors as a workbook: the file's own columns, and what is wrong."""

    permission = Permission.CASEWORK
    http_method_names = ["get"]

    def get(self, request: HttpRequest, uuid: str) -> HttpResponse:
        """The workbook; nothing where the file is imported or thrown away and its rows are gone."""
        file = own_file(request, uuid)
        if file.state != ImportFile.State.PREVIEW:
            raise Http404
        failed: list[Judged] = Preview(file, today(), by=reader(request)).of(Fate.WRONG)
        content, count = table_as_xlsx(failed_table(file, failed), "Rader med fel")
        known = {one.employment.participant_id for one in failed if one.employment}
        others = count - len([one for one in failed if one.employment])
        record_reading(request, ReadLog.Kind.EXPORTED, known, others=others, purpose=PURPOSE, reason="Rader med fel")
        logger.info("Export of failed rows by user %s: %d rows", request.user.pk, count)
        return as_download(content, "rader-med-fel")
