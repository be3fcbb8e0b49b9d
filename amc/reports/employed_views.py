"""The page of what the time-limited employments became, and the list behind each of its figures."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import TemplateView

from amc.calendar import today
from amc.reports import employed, lists
from amc.reports.tables import EndedTable
from amc.reports.views import EmploymentListView, SelectedMixin
from amc.staff.models import Municipality
from amc.web.filters import ListQuery
from amc.web.xlsx import as_download, rows_as_xlsx
from placements.rules.figures import hide_small


class AfterEmploymentView(SelectedMixin, TemplateView):
    """Of so many ended employments, so many led to work or studies: by form, kind of employer, and what was planned.

    The file leaves the unit: small groups are hidden in it.
    """

    template_name = "reports/employed.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, or the file."""
        self.selection = self.select()
        self.outcomes = employed.Outcomes(self.selection)
        return self._file() if ListQuery(request.GET).wants_xlsx else super().get(request, *args, **kwargs)

    @property
    def parts(self) -> list[tuple[str, list[employed.Line]]]:
        """The tables."""
        outcomes = self.outcomes
        return [
            ("Anställningsform", outcomes.by_scheme()),
            ("Arbetsgivare", outcomes.by_employer()),
            ("Planerat", outcomes.by_plan()),
        ]

    @property
    def least(self) -> int:
        """The smallest group that is shown outside the unit, in persons."""
        municipality = Municipality.objects.first()
        return municipality.small_group if municipality else 0

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The figures."""
        query, whole = self.selection.query(), self.outcomes.whole()
        return super().get_context_data(**kwargs) | {
            "selection": self.selection,
            "form": self.selection_form,
            "selection_active": bool(self.request.GET),
            "whole": whole,
            "parts": self.parts,
            "ways": [cell.way for cell in whole.cells if cell.amount],
            "least": self.least,
            "export_url": f"?{self.selection.query(export='xlsx')}",
            "back_url": f"{reverse('dashboard')}?{query}",
        }

    def _file(self) -> HttpResponse:
        ways = [label for _, label in employed.BECAME]
        least, few = self.least, f"färre än {self.least} personer"
        rows: list[list[Any]] = [
            ["Period", f"{self.selection.first} – {self.selection.last}", *[None] * (len(ways) + 1)]
        ]
        for title, lines in self.parts:
            wholes = hide_small([(line.whole.amount, line.whole.persons) for line in lines], least)
            for line, whole in zip(lines, wholes, strict=True):
                cells = hide_small([(cell.amount, cell.persons) for cell in line.cells], least)
                told = [few if amount is None else amount for amount in cells]
                rows.append([title, line.label, *([few] * (len(ways) + 1) if whole is None else [whole, *told])])
        content, _ = rows_as_xlsx("Efter anställningen", ["Mått", "Värde", "Avslutade", *ways], rows)
        return as_download(content, f"efter-anstallningen-{today()}")


class EndedListView(EmploymentListView):
    """The ended employments behind a figure."""

    table_class = EndedTable
    order = ("-period__endswith",)

    def get_queryset(self) -> QuerySet:
        """The same rows that the figure counted."""
        self.asked = self.select()
        self.part = lists.detail(self.request.GET)
        self.title = employed.title_of(self.part)
        return employed.part_of(employed.ended(self.asked), self.part)
