"""Files of running employments: upload, say what the columns mean, look, import or throw away."""

from collections.abc import Collection
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from amc.calendar import swedish_plural, today
from amc.web.form_views import ActionFormView
from participants.actions.importing import receive_file
from participants.models import ImportFile
from participants.views.import_pages import ColumnsView, DiscardView, FailedRowsView, OfFiles, PreviewView, Read
from participants.views.referrals import own_unit
from placements import actions
from placements.forms.importing import EmploymentColumnsForm, EmploymentFileForm, ImportEmploymentsForm
from placements.importing.columns import EMPLOYMENT, MOST_ROWS, missing_columns
from placements.importing.preview import Fate, Judged, Preview


class OfEmployments(OfFiles):
    """Pages about files of employments: the reader's own, for a colleague may not see the same people."""

    routes = "employment_import"
    listed = "placement_list"
    rows = "Anställningar"
    purpose = "Import av pågående anställningar"

    def files(self) -> "QuerySet[ImportFile]":
        """Those that the reader has uploaded."""
        return ImportFile.objects.visible_to(self.by).employments_of(self.by)

    def read_of(self, rows: Collection[Judged]) -> Read:
        """The participants of rows that tell whose they are."""
        known = [one.employment.participant_id for one in rows if one.employment]
        return set(known), len(rows) - len(known)


class EmploymentImportStart(OfEmployments, ActionFormView):
    """Takes a file in; beside it, what the reader has imported before."""

    form_class = EmploymentFileForm
    template_name = "placements/importing/start.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Who asks, and the way out."""
        return super().get_form_kwargs() | {"user": self.by, "cancel_url": reverse(self.listed)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the latest files, and the columns that are understood."""
        fields = [one.label for one in EMPLOYMENT.every]
        return super().get_context_data(**kwargs) | {"files": self.earlier(), "fields": fields}

    def act(self, form: EmploymentFileForm) -> str:
        """Keep its rows, and on to the preview, or to the columns where they are not clear."""
        upload, choices = form.cleaned_data["file"], form.choices_made()
        file = receive_file(
            unit=own_unit(self.request),
            filename=upload.name,
            content=upload.read(),
            by=self.by,
            kind=ImportFile.Kind.EMPLOYMENTS,
            fields=EMPLOYMENT,
            choices=choices,
            most_rows=MOST_ROWS,
        )
        clear = not missing_columns(file.columns, bool(choices["scheme"]))
        return file.get_absolute_url() if clear else reverse("employment_import_columns", args=[file.uuid])


class EmploymentImport(OfEmployments, PreviewView):
    """What would become of each row."""

    form_class = ImportEmploymentsForm
    template_name = "placements/importing/detail.html"
    usual = Fate.NEW
    fates = {
        Fate.WRONG: ("Med fel", "Fel", "overdue"),
        Fate.WARNED: ("Med varning", "Varning", "soon"),
        Fate.KNOWN: ("Finns redan", "Finns redan", "neutral"),
        Fate.NEW: ("Kan importeras", "Ny", "done"),
    }

    @cached_property
    def preview(self) -> Preview:
        """The rows as they would be imported now."""
        return Preview(self.file, today(), by=self.by)

    def get_form_kwargs(self) -> dict[str, Any]:
        """What there is to choose about."""
        kwargs = super().get_form_kwargs()
        if self.file.state != ImportFile.State.PREVIEW:
            return kwargs | {"seen": "", "wrong": False, "warned": False}
        counts = self.preview.counts
        told = {"wrong": bool(counts[Fate.WRONG]), "warned": bool(counts[Fate.WARNED])}
        return kwargs | told | {"seen": self.preview.digest}

    def told(self, preview: Preview) -> dict[str, Any]:
        """How many have errors, what would be added to the register, and what the button says."""
        counts = preview.counts
        employers, workplaces, supervisors = preview.added
        amount = swedish_plural(counts[Fate.NEW], "anställning", "anställningar")
        return {
            "wrong": counts[Fate.WRONG],
            "may_import": bool(counts[Fate.NEW] or counts[Fate.WARNED]),
            "submit": "Importera" if counts[Fate.WARNED] else f"Importera {amount}",
            "new_employers": employers,
            "new_workplaces": workplaces,
            "new_supervisors": supervisors,
        }

    def act(self, form: ImportEmploymentsForm) -> ImportFile:
        """Import what can be imported, as was chosen."""
        values = form.cleaned_data
        file = actions.import_employments(
            self.file,
            rest=values["rest"] != ImportEmploymentsForm.NOTHING,
            acknowledged=values["acknowledged"],
            seen=values["seen"],
            by=self.by,
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


class EmploymentImportColumns(OfEmployments, ColumnsView):
    """Says what the columns of a file mean, and what holds for all rows."""

    form_class = EmploymentColumnsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Who asks, too."""
        return super().get_form_kwargs() | {"user": self.by}

    def act(self, form: EmploymentColumnsForm) -> ImportFile:
        """Keep the choices, and on to the preview."""
        return actions.choose_columns(self.file, columns=form.cleaned_data["columns"], choices=form.choices_made())


class EmploymentImportDiscard(OfEmployments, DiscardView):
    """Throws a file away before it is imported."""


class EmploymentImportFailed(OfEmployments, FailedRowsView):
    """The rows with errors as a workbook."""

    def failed(self, file: ImportFile) -> list[Judged]:
        """Those rows."""
        return Preview(file, today(), by=self.by).of(Fate.WRONG)
